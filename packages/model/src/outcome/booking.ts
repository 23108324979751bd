import type { CommitFact, SessionCommit } from './commit.ts';
import type { NormalisedOutcome } from './normalised.ts';
import type { WorkLink } from './work.ts';

/** What one booking of outcomes did. Counts are of records and outcomes, not of journal rows. */
export interface OutcomeReport {
  batchId: string;
  /** Outcomes never seen before. */
  added: number;
  /** Outcomes whose booked state changed: corrected, reversed, counted by another source, re-attributed. */
  amended: number;
  /** Records that said nothing new, older snapshots among them. */
  duplicates: number;
}

/** Takes outcomes in. One batch is booked whole or not at all. */
export interface OutcomeIntake {
  /**
   * Stages, attributes, values, deduplicates, judges (counted, reversed) and books the rows; resolves
   * when they are durable. The same rows again change nothing.
   */
  book(workspace: string, rows: readonly NormalisedOutcome[]): Promise<OutcomeReport>;
}

/** Takes what links work in. */
export interface LinkIntake {
  /** Keeps links, commits and commits of sessions; the same again change nothing. */
  keep(workspace: string, found: WorkEvidence): Promise<void>;
}

/** What sources say of how work items belong together. */
export interface WorkEvidence {
  links: readonly WorkLink[];
  commits: readonly CommitFact[];
  sessionCommits: readonly SessionCommit[];
}

/** What a company says of a kind of outcome. */
export interface OutcomeRule {
  kind: string;
  /** Days after a result in which a reversal takes it back. */
  reversalDays: number;
  /** Median minutes the kind took people before AI; frozen, 0 when nobody measured it. */
  humanMinutes: number;
  /** Half-width of the minutes' interval, and how they were measured. */
  humanMinutesPlusMinus: number;
  measuredBy: string;
  /** Dollars per outcome for return on tokens; empty when the company chose none. */
  valueUsd: string;
}
