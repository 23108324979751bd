/** Reports: gathered from the product’s own answers, put together, and kept as they were made. */
export { gatherDigest, startDigestJob } from './digest.ts';
export { gatherBoard } from './gather.ts';
