/** What usage costs whom: purpose and cost centre, prepaid credit and accrual, invoices, corrections. */
export { account, bookCurrency, unassigned } from './account.ts';
export {
  type AccrualDraft,
  accrue,
  bookShortfall,
  bookTaxableUse,
  lastDayOf,
  type ShortfallDraft,
  type TaxableUseDraft,
} from './accrual.ts';
export {
  type CapitalisationPolicy,
  type CapitalisedPart,
  capitalise,
  policyFor,
  wipSubject,
} from './capitalise.ts';
export { checkCostCenters, checkRules } from './check.ts';
export { bookUsage, type DayOfProvider, type UsageBatch, type UsageDayBooked, usageKey } from './consume.ts';
export type { CostCenter, CostCenters } from './cost-center.ts';
export {
  buyCredit,
  type CommandName,
  type CreditExpiry,
  type CreditPurchase,
  expireCredit,
} from './credit.ts';
export { accruedSource, type FundingCredit, type FundingPart, fund } from './funding.ts';
export {
  type InvoiceDraft,
  type PaymentDraft,
  payInvoice,
  percentOf,
  recordInvoice,
} from './invoice.ts';
export { offeredRules } from './offered.ts';
export type { PurposeMatch, PurposeRule } from './purpose.ts';
export { reclassify, type TagMove } from './retag.ts';
export { guardReversal, type TakenBack } from './reversal.ts';
export { monthsAt, straightLine } from './runway.ts';
export { createTagger, type TagFacts } from './tag.ts';
export type { ChargeDimensions, ChargeTag, TaggedPurpose, UsageSlice } from './usage.ts';
