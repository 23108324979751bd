import type { NormalisedUsage, SessionCommit, SourceKind } from '@exchequer/model';
import type { ImportKind } from '@exchequer/model/contract';

/** What decides where a tool keeps its logs: the home directory and the environment. */
export interface MachineFacts {
  home: string;
  variables: Readonly<Record<string, string | undefined>>;
  platform: string;
}

/** One place where a tool may keep logs; it need not exist. */
export interface LogRoot {
  path: string;
  /** Files below `path` that hold usage, by their path relative to it, `/` as separator. */
  accepts(relative: string): boolean;
}

/**
 * The files of one booking as the engine sees them. `directory` holds `manifest.jsonl`
 * (`{"file": "000001.log", "path": "<where it really lies>"}`) and one `*.log` per file, so that
 * no path of a user ever becomes part of SQL text.
 */
export interface FileSet {
  /** A path without quotes or glob characters. */
  directory: string;
}

export interface ImportContext {
  workspace: string;
  now: Date;
  /** Prefix for the temporary tables of this booking: letters, digits and underscores. */
  tables: string;
}

/** The SQL of one booking; see `UsageIntake.bookSelect`. */
export interface BulkSql {
  prepare: string[];
  stageSql: string;
  /** Table of lines that could not be taken in: {@link FaultRow}. It outlives `cleanup`. */
  faultTable: string;
  /** Table of one {@link SummaryRow}. It outlives `cleanup`. */
  summaryTable: string;
  /** Table of {@link CommitRow}, where the logs tell of commits. It outlives `cleanup`. */
  commitTable?: string;
  cleanup: string[];
}

/** A line that could not be taken in, before its number in the file is known. */
export interface FaultRow {
  file: string;
  /** Length of the line in bytes and MD5 (hex, upper case) of its bytes. */
  bytes: string;
  md5: string;
  fault: string;
}

/** A commit that a session made. */
export type CommitRow = Omit<SessionCommit, 'said_by'>;

/** What the lines of a booking held. */
export interface SummaryRow {
  /** Good lines that carry usage, and the events that they tell of. */
  records: string;
  events: string;
  /** Output tokens that the logs prove to be missing from them. */
  missing_output: string;
}

interface ImporterFacts {
  kind: ImportKind;
  source: SourceKind;
  /** Name for people, such as "Claude Code". */
  name: string;
  /** Where the tool keeps its logs on this machine, most usual place first. */
  roots(machine: MachineFacts): LogRoot[];
  /** For a directory that the user names, a tool’s home or any folder of its logs: the first that exists is meant. */
  rootsIn(directory: string): LogRoot[];
  /** What a path without anything to import should have held. */
  expects: string;
}

/** Logs that the engine parses itself; JavaScript never sees the rows. */
export interface BulkImporter extends ImporterFacts {
  parsing: 'engine';
  /** `append`: a grown file is read from where reading stopped; `whole-file`: from the start. */
  reading: 'append' | 'whole-file';
  sql(files: FileSet, context: ImportContext): BulkSql;
  /** Files that tell of the same thing and are read again, whole, when one of them changes. */
  family?(path: string): string;
  /** Family members to read again although they are unchanged. */
  rereads?(path: string): boolean;
}

/** Logs that are small enough to be parsed here. */
export interface RowImporter extends ImporterFacts {
  parsing: 'rows';
  reading: 'whole-file';
  read(input: RowInput): Promise<RowReading>;
  /** Files beside the path that also change when it does, such as a database's log. */
  companions?(path: string): string[];
}

export interface RowInput {
  /** Absolute, `/` as separator. */
  path: string;
  workspace: string;
  now: Date;
  /** The file's bytes. */
  bytes(): Promise<Buffer>;
  /** Rows of a table of an SQLite database file. */
  sqlite<Row>(table: string, columns: string): Promise<Row[]>;
}

export interface RowReading {
  rows: NormalisedUsage[];
  faults: LineFault[];
}

/** A record of a file that could not be taken in. */
export interface LineFault {
  line: number | null;
  fault: string;
  /** Metadata for people, see `excerptOf`. */
  excerpt?: string;
}

export type LogImporter = BulkImporter | RowImporter;
