/** Grants in PostgreSQL: plans, what was given, lots over the budget book, transfers, pay, and who saw it. */
export {
  type PayRow,
  payHistory,
  payOn,
  putPay,
  unknownPerson,
} from './compensation.ts';
export {
  changeGrant,
  type GrantChange,
  type GrantWish,
  type Issuer,
  issueGrants,
  unknownGrant,
} from './issue.ts';
export { type GrantOptions, todayOf } from './options.ts';
export { loadTeams, loadWorkers, type WorkerFacts } from './people.ts';
export { annualTokens, type PersonGrants, personGrants, taxableUse } from './person.ts';
export { loadPlans, type Plan, putPlan, retirePlan, unknownPlan, viewPlan, viewPlans } from './plans.ts';
export { addPolicy, loadPolicies } from './policies.ts';
export { loadReferences, putReference } from './references.ts';
export { type CohortKey, grantCohorts, loadViewFacts } from './reports.ts';
export { loadGrants, loadLots } from './rows.ts';
export { runGrants, workspacesWithGrants } from './run.ts';
export { noteSightings, sightingsOf } from './sightings.ts';
export { grantTimeline } from './timeline.ts';
export { decideTransfer, loadTransfers, requestTransfer, type Transfer } from './transfers.ts';
export { type PersonUsage, personUsage } from './usage.ts';
export { holderName, netOf, type ViewFacts, viewBalance, viewGrant, viewLot, viewTransfer } from './views.ts';
