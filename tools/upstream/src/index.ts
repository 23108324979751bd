/** Fake providers: the shapes of the real ones, faults on demand, and the truth of what they produced. */
export type { Bill } from './bill.ts';
export { type FakeUpstream, startUpstream, type UpstreamOptions } from './server.ts';
export type { ModelTotal, Truth, TruthRecord } from './truth.ts';
