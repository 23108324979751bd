/** Grants: what accrues, lots and their expiry, draws, transfers, pay, cohorts, stress, wording. */
export { annualised, cent, entitlement } from './accrual.ts';
export { amountOf, type PayFacts } from './amount.ts';
export { addDays, type DaySpan, daysBetween, endOfPeriods, partsOf, periodOf } from './calendar.ts';
export { type DaySpend, type Draw, drawLots, drawOrder, giveBack } from './draw.ts';
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
export { type GrantRefusal, isGrantRefusal, refuseGrant } from './refusal.ts';
export { type HolderFacts, type LotStep, runHolder } from './run.ts';
