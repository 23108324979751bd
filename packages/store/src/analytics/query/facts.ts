import type { DateRange, DimensionKey } from '@exchequer/model/contract';
import type { AnalyticsEngine } from '../engine/index.ts';

/** Names for values that are ids, such as teams. Values without a name are left out. */
export interface Labels {
  namesOf(
    workspace: string,
    dimension: DimensionKey,
    values: readonly string[],
  ): Promise<ReadonlyMap<string, string>>;
}

/** A person's time in a team; local dates of the company, half-open, null is open. */
export interface Employment {
  workerId: string;
  teamId: string;
  from: string | null;
  to: string | null;
}

/** Who is employed. Persons alone: agents are no employees. */
export interface Directory {
  employments(workspace: string, from: string, to: string): Promise<readonly Employment[]>;
  /** Role of each person on record before a day. */
  roles?(workspace: string, before: string): Promise<ReadonlyMap<string, string>>;
  /** Person that each agent belongs to. */
  owners?(workspace: string): Promise<ReadonlyMap<string, string>>;
  /** Levels of the tree of teams today; 0 without teams. */
  layers?(workspace: string): Promise<number>;
}

/** The decision log, as far as readings ask it. */
export interface DecisionFigures {
  /** Hours after which this share of the decisions has been acted on; null where the log cannot say. */
  latencyHours(range: DateRange, permille: number): Promise<string | null>;
}

/** What readings ask before they show anything about persons together. */
export interface PersonsKnown {
  /** Ids of all persons of a workspace; agents are none. */
  persons(workspace: string): Promise<readonly string[]>;
  /** What is kept of readings that this caller was shown of the same question. */
  shown(workspace: string, question: string): Promise<readonly string[]>;
  note(workspace: string, question: string, items: readonly string[]): Promise<void>;
}

/** What reading usage needs besides the question. */
export interface ReadingFacts {
  engine: AnalyticsEngine;
  workspace: string;
  companyTimeZone: string;
  now: Date;
  labels: Labels;
  directory: Directory;
  /** Who is a person, for the rule of aggregates over persons; absent where nobody is known. */
  people?: PersonsKnown;
  /** Absent where no log is kept. */
  decisions?: DecisionFigures;
  /** True reads the journal itself instead of the rollups: slow, and the proof of them. */
  fromJournal?: boolean;
}
