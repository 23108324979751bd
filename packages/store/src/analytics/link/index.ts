/** Links: what leads from usage to outcomes, and which work items usage belongs to. */
export type { CoverageSums } from './coverage.ts';
export { createLinks, type LinkOptions, type Links, type Work } from './links.ts';
export type { LinkRefusal, LinkWish } from './manual.ts';
export type {
  LinkRow,
  ListedKind,
  SessionCommitRow,
  WorkCommits,
  WorkOutcomeRow,
  WorksAsked,
} from './read.ts';
export { samePlace } from './read.ts';
export { linkDdl } from './schema.ts';
