/** What is kept of the simulated company, and how its workspace is emptied. */
export { emptyWorkspace } from './empty.ts';
export { type SampleLoad, type SampleLoads, sampleLoads } from './loads.ts';
