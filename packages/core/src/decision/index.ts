/** Decisions: what may be said of one, and how long they take. */
export { checkDecision, type DecisionRefusal } from './check.ts';
export { type Latencies, latencyOf, type StageLatency } from './latency.ts';
export { inputReady, inputsReady, stateOf } from './state.ts';
