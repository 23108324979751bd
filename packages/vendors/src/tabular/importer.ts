import type { NormalisedUsage, Reject, SourceKind } from '@exchequer/model';
import type { ImportKind } from '@exchequer/model/contract';

/** What an import of a tabular file is told. */
export interface TabularOptions {
  workspace: string;
  now: Date;
  /** Column mapping for csv and jsonl: journal column → file column, or "=constant". */
  mapping?: Readonly<Record<string, string>> | undefined;
  /** Rows of one batch; a booking takes some thousands at once. */
  batchRows?: number;
}

/** Part of a file, read and normalised. */
export interface TabularBatch {
  place: string;
  rows: NormalisedUsage[];
  rejects: Reject[];
  /** Bytes of the file read for this batch; the batches of a file sum to its size. */
  bytes: number;
  /** What was rightly left out, for people; stands on the last batch of a file. */
  notes: string[];
}

/** Reads one kind of tabular file. Good rows come out whatever stands around them. */
export interface TabularImporter {
  readonly kind: ImportKind;
  readonly source: SourceKind;
  /** Name for people, such as "FOCUS file". */
  readonly name: string;
  /** Endings of the files taken when the path is a directory. */
  readonly endings: readonly string[];
  /** One file, streamed. What cannot be read becomes a reject; only a file that cannot be opened throws. */
  read(path: string, options: TabularOptions): AsyncIterable<TabularBatch>;
}

/** What a row turned out to be. */
export type RowOutcome =
  | { usage: NormalisedUsage }
  | { fault: Fault }
  /** Rightly not usage: `why` groups the note, `usd` sums what the rows cost. */
  | { skip: string; usd?: bigint };

/** What is wrong with a row or a cell, and what the reader can do about it. */
export interface Fault {
  error: string;
  fix: string;
}

/** A fault as a value that readers of cells can return. */
export const fault = (error: string, fix: string): Fault => ({ error, fix });

/** Whether a reader returned a fault. */
export const isFault = (value: unknown): value is Fault =>
  typeof value === 'object' && value !== null && 'error' in value && 'fix' in value;
