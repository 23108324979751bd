/** Readings: metric queries planned, printed as SQL and read from rollups or the journal. */
export type { Directory, Employment, Labels, ReadingFacts } from './facts.ts';
export { readMetrics } from './read.ts';
