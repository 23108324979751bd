/** Decisions of the month's end: statements, sharing out, the close, and what leaves for other books. */
export {
  type AllocationFacts,
  type AllocationPart,
  type AllocationPlan,
  basisText,
  basisUnits,
  checkRule,
  planAllocation,
  ruleHolds,
} from './allocation.ts';
export { type CostCentreExpense, chargeBackEntry } from './chargeback.ts';
export {
  type CloseFacts,
  type Counted,
  checkClosable,
  checkWaiver,
  closeChecklist,
  type Waiver,
} from './checklist.ts';
export { expensePlace, expenseRoots, isExpense } from './expense.ts';
export * from './focus/index.ts';
export {
  type GlLine,
  type GlMapping,
  type GlMovement,
  glColumns,
  glLine,
  glMapper,
  glRow,
  glTotals,
  roundEntry,
  roundingAccount,
} from './gl.ts';
export { addDays, nextPeriod, type Period, periodKeyOf, periodOf, periodsBetween } from './period.ts';
export { byReason, type DifferenceReason, differenceReason, type LateEntry } from './restatement.ts';
export { splitByWeight } from './split.ts';
