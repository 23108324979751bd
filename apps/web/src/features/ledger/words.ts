const purposeNames: Record<string, string> = {
  cost_of_revenue: 'Cost of revenue',
  research_and_development: 'Research and development',
  sales_and_marketing: 'Sales and marketing',
  general_and_administrative: 'General and administrative',
  untagged: 'Untagged',
  unassigned: 'Unassigned',
};

export const purposeName = (key: string): string => purposeNames[key] ?? key;

const kindNames: Record<string, string> = {
  appropriate: 'Limit set aside',
  transfer: 'Moved between envelopes',
  lease: 'Lent to a gateway',
  reserve: 'Held for a call',
  extend: 'Held more for a call',
  settle: 'Call settled',
  release: 'Hold released',
  expire: 'Expired',
  usage: 'Usage',
  rollover: 'Carried over',
  grant: 'Grant',
  'lot-draw': 'Drawn from a grant',
  'lot-return': 'Grant returned',
  'credit-purchase': 'Credits bought',
  consumption: 'Usage, from credits',
  accrual: 'Usage, accrued',
  'accrual-reversal': 'Accrual reversed',
  invoice: 'Invoice',
  payment: 'Payment',
  'credit-expiry': 'Credits expired',
  'commitment-shortfall': 'Commitment shortfall',
  allocation: 'Shared cost',
  chargeback: 'Charge-back',
  capitalisation: 'Capitalised',
  'taxable-use': 'Taxable use',
  reclassification: 'Reclassified',
  rounding: 'Rounding',
  adjustment: 'Adjustment',
  reversal: 'Reversal',
};

/** A kind of transaction in plain language. */
export const kindName = (kind: string): string => kindNames[kind] ?? kind;

export const unitKindNames = {
  cost_center: 'Cost centre',
  team: 'Team',
  purpose: 'Purpose',
  project: 'Project',
  envelope: 'Envelope',
} as const;

const viewNames = [
  ['booked', 'as booked'],
  ['then', 'as known then'],
  ['now', 'as known now'],
] as const;

/** A view of the month in words. */
export const viewName = (view: (typeof viewNames)[number][0]): string =>
  viewNames.find(([key]) => key === view)?.[1] ?? view;

/** A unit's key in plain language where the server gives no label of its own. */
export const unitLabel = (label: string): string => purposeNames[label] ?? label;
