/** Recommendations in PostgreSQL: what rounds found, what people did with it, and what it brought. */
export {
  type ActionPlan,
  type AppliedAction,
  beginApply,
  beginUndo,
  completeApply,
  completeUndo,
  failApply,
  failUndo,
  loadApplied,
  type Setting,
  type SettingChange,
  standingActions,
  unfinishedActions,
} from './applied.ts';
export { type AdviceEvent, loadEvents } from './events.ts';
export { type AdviceOptions, keepRound, type RoundCounts, type RoundResult } from './keep.ts';
export { type AdviceFilter, type AdviceViewer, getAdvice, lastRound, listAdvice } from './list.ts';
export { ownerOfAgent } from './owner.ts';
export { assignAdvice, dismissAdvice, notAllowed, snoozeAdvice } from './put-off.ts';
export {
  type KeptRealised,
  keepRealised,
  lastMeasured,
  loadRealised,
  loadRecords,
} from './realised.ts';
export { type AdviceRefusal, type AdviceRefusalCode, refuseAdvice, unknownAdvice } from './refusal.ts';
export { loadRecommendation, type Recommendation } from './rows.ts';
