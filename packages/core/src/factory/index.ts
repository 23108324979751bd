/** Own inference: what scrapes add up to, what whole GPUs cost, and when an API costs less. */
export {
  breakEvenDecline,
  breakEvenMillions,
  gpusFor,
  type Investment,
  netPresentValue,
  ownPerMonth,
  revenuePerPower,
  type SelfHost,
  unitCostPerMillion,
} from './break-even.ts';
export { costOn, type Elapsed, poolCostOver } from './cost.ts';
export { poolReport } from './report.ts';
export { advanceScrape, watchedSeconds } from './step.ts';
export { usageOf } from './usage.ts';
export { compareWithApi } from './verdict.ts';
