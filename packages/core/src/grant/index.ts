/** Grants: what accrues, lots and their expiry, draws, transfers, pay, cohorts, stress, wording. */
export { annualised, cent, entitlement } from './accrual.ts';
export { amountOf, type PayFacts } from './amount.ts';
export { addDays, type DaySpan, daysBetween, endOfPeriods, partsOf, periodOf } from './calendar.ts';
export { bandsOf, type Cohort, type CohortMember, foldCohorts, isSafe } from './cohort.ts';
export { counselFlags } from './counsel.ts';
export { type DaySpend, type Draw, drawLots, drawOrder, giveBack } from './draw.ts';
export { type LotEntry, lotEntry } from './entries.ts';
export {
  emptyBalance,
  type Grant,
  type GrantAmount,
  type GrantState,
  type GrantTerms,
  type Holder,
  holderKey,
  type Lot,
  type LotBalance,
  type LotKind,
  stateOf,
  sumLots,
  tellsPay,
} from './grant.ts';
export { checkOverlap, endGrant, endless, pauseGrant, resumeGrant } from './issue.ts';
export { type Pay, percentText, type TotalPayFigures, totalPay } from './pay.ts';
export { type GrantRefusal, isGrantRefusal, refuseGrant } from './refusal.ts';
export { type HolderFacts, type LotStep, runHolder } from './run.ts';
export { entriesOfSteps, type RunEnvelopes } from './step-entries.ts';
export { type StressCell, stressGrid, stressReading } from './stress.ts';
export { planTransfer, type TransferPlan, type TransferWish } from './transfer.ts';
export { cadenceWords, designNotes, firstPolicy, type GrantPolicy, policyOn, wordingOf } from './wording.ts';
