/** Why spend changed, read from the rollups: few rows for the analyses of core. */

export { labelValues as labelsOf } from '../query/index.ts';
export { type BridgeAsked, type BridgeRead, readBridge, type Unpriced } from './bridge.ts';
export { type CohortsRead, readCohorts } from './cohorts.ts';
export type { ExplainFacts } from './facts.ts';
export { type ExplainedIncident, readSpikes, type SpikesRead } from './spikes.ts';
