/** Facts of advice: what rules are judged by, in few rows out of much usage. */
export { type AgentDays, readAgentDays } from './agent.ts';
export type { AdviceAsked } from './asked.ts';
export { readBatched } from './batch.ts';
export {
  type BooksAsked,
  type CreditDraws,
  type EnvelopeDays,
  type InvoiceRow,
  readCompanyMonth,
  readCreditDraws,
  readEnvelopeDays,
  readInvoices,
  readPurposes,
} from './booked.ts';
export { type CacheDays, cachePastDays, readCacheDays } from './cache.ts';
export { readLinkage, type TeamLinkage } from './linkage.ts';
export { type OutcomeHalf, type OutcomeHalves, readOutcomeHalves, readTicketCost } from './outcome.ts';
export {
  type DecisionKind,
  type PlanGrants,
  type RegisteredAgent,
  readDecisionKinds,
  readPlanGrants,
  readRefused,
  readRegistered,
  readStatedNewest,
  readStatedSum,
  teamNames,
} from './registered.ts';
export { type AgentLoop, readEqualRequests, readLongRuns } from './run.ts';
export { readSeries, type SubjectSeries } from './series.ts';
export { type RoleStops, readRoleStops } from './stopped.ts';
export { readToolUsers } from './tool.ts';
export { readVendors } from './vendor.ts';
export { placeOf, readWorkloads, type WorkloadUse } from './workload.ts';
