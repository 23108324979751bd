export { focusFaults } from './check.ts';
export { type FocusColumn, type FocusRow, focusColumns } from './columns.ts';
export { coverByPrepaid } from './cover.ts';
export { type FocusAccount, providerName } from './frame.ts';
export { adjustmentRow, type FocusAdjustment, type FocusPurchase, purchaseRow } from './money.ts';
export { type FocusUsage, usageRows } from './usage.ts';
