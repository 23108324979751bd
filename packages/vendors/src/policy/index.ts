/** Policy files: YAML to a draft with the line of every fault, and envelopes back to YAML. */
export { type PolicyReading, readPolicy } from './read.ts';
export { type WriteOptions, writePolicy } from './write.ts';
