/**
 * Columns of the cost and usage data set of FOCUS 1.2 (29 May 2025), with the rules of each that a
 * row alone can break, and our own columns, whose names begin with `x_`.
 */
export interface FocusColumnRule {
  name: string;
  level: 'mandatory' | 'conditional' | 'recommended' | 'own';
  type: 'string' | 'decimal' | 'datetime' | 'json';
  nullable: boolean;
  /** Values that the specification admits; all where left out. */
  allowed?: readonly string[];
}

const rule =
  (level: FocusColumnRule['level'], type: FocusColumnRule['type'], nullable: boolean) =>
  <Name extends string>(name: Name, allowed?: readonly string[]) => ({
    name,
    level,
    type,
    nullable,
    ...(allowed && { allowed }),
  });

const text = rule('mandatory', 'string', false);
const maybeText = rule('mandatory', 'string', true);
const money = rule('mandatory', 'decimal', false);
const maybeNumber = rule('mandatory', 'decimal', true);
const time = rule('mandatory', 'datetime', false);
const conditional = rule('conditional', 'string', true);
const conditionalNumber = rule('conditional', 'decimal', true);
const own = rule('own', 'string', true);
const ownNumber = rule('own', 'decimal', true);

export const chargeCategories = ['Usage', 'Purchase', 'Tax', 'Credit', 'Adjustment'] as const;

export const focusColumns = [
  conditional('AvailabilityZone'),
  money('BilledCost'),
  text('BillingAccountId'),
  maybeText('BillingAccountName'),
  conditional('BillingAccountType'),
  text('BillingCurrency'),
  time('BillingPeriodEnd'),
  time('BillingPeriodStart'),
  conditional('CapacityReservationId'),
  conditional('CapacityReservationStatus', ['Used', 'Unused']),
  text('ChargeCategory', chargeCategories),
  maybeText('ChargeClass', ['Correction']),
  maybeText('ChargeDescription'),
  rule('recommended', 'string', false)('ChargeFrequency', ['One-Time', 'Recurring', 'Usage-Based']),
  time('ChargePeriodEnd'),
  time('ChargePeriodStart'),
  conditional('CommitmentDiscountCategory', ['Spend', 'Usage']),
  conditional('CommitmentDiscountId'),
  conditional('CommitmentDiscountName'),
  conditionalNumber('CommitmentDiscountQuantity'),
  conditional('CommitmentDiscountStatus', ['Used', 'Unused']),
  conditional('CommitmentDiscountType'),
  conditional('CommitmentDiscountUnit'),
  conditionalNumber('ConsumedQuantity'),
  conditional('ConsumedUnit'),
  money('ContractedCost'),
  conditionalNumber('ContractedUnitPrice'),
  money('EffectiveCost'),
  rule('recommended', 'string', true)('InvoiceId'),
  text('InvoiceIssuerName'),
  money('ListCost'),
  conditionalNumber('ListUnitPrice'),
  conditional('PricingCategory', ['Standard', 'Dynamic', 'Committed', 'Other']),
  rule('conditional', 'string', false)('PricingCurrency'),
  conditionalNumber('PricingCurrencyContractedUnitPrice'),
  rule('conditional', 'decimal', false)('PricingCurrencyEffectiveCost'),
  conditionalNumber('PricingCurrencyListUnitPrice'),
  maybeNumber('PricingQuantity'),
  maybeText('PricingUnit'),
  text('ProviderName'),
  text('PublisherName'),
  conditional('RegionId'),
  conditional('RegionName'),
  conditional('ResourceId'),
  conditional('ResourceName'),
  conditional('ResourceType'),
  text('ServiceCategory', ['AI and Machine Learning']),
  text('ServiceName'),
  rule(
    'recommended',
    'string',
    false,
  )('ServiceSubcategory', [
    'AI Platforms',
    'Bots',
    'Generative AI',
    'Machine Learning',
    'Natural Language Processing',
    'Other (AI and Machine Learning)',
  ]),
  conditional('SkuId'),
  conditional('SkuMeter'),
  rule('conditional', 'json', true)('SkuPriceDetails'),
  conditional('SkuPriceId'),
  conditional('SubAccountId'),
  conditional('SubAccountName'),
  conditional('SubAccountType'),
  rule('conditional', 'json', true)('Tags'),
  own('x_BillingMode'),
  own('x_CostCenter'),
  ownNumber('x_ConsumedTokens'),
  own('x_Model'),
  own('x_PostedOn'),
  own('x_PriceId'),
  own('x_Project'),
  own('x_Purpose'),
  ownNumber('x_Requests'),
  own('x_ServiceTier'),
  ownNumber('x_SuspenseCost'),
  own('x_TokenType'),
  own('x_Tool'),
  own('x_TransactionId'),
  own('x_Unpriced', ['true']),
] as const;

export type FocusColumn = (typeof focusColumns)[number]['name'];

/** A row of the file; null is an empty cell. */
export type FocusRow = Record<FocusColumn, string | null>;

const silent = Object.fromEntries(focusColumns.map(({ name }) => [name, null])) as FocusRow;

/** A row in which nothing is said yet. */
export const emptyFocusRow = (): FocusRow => ({ ...silent });
