import type { Sql } from 'postgres';
import type { TableSpec } from '../journal/index.ts';

/** What the rows of a fact are made from. */
export interface FactAsked {
  sql: Sql;
  workspace: string;
  /** First company day that is kept. */
  since: string;
  /** Company day after the last one: facts are what has happened, so it is tomorrow. */
  until: string;
  /** The company’s zone, for instants. */
  timeZone: string;
}

/**
 * A fact that PostgreSQL knows and reports sum by day. The rows that PostgreSQL tells may be coarser
 * than the table's, such as spans of days; `fill` spreads them in the engine.
 */
export interface FactTable {
  /** Partitioned by workspace, which is the unit that is replaced at once. */
  readonly table: TableSpec;
  /** Columns of the rows told, without the workspace. */
  readonly told: readonly string[];
  rows(asked: FactAsked): Promise<readonly object[]>;
  /**
   * SELECT of all columns of the table but the workspace, in their order, FROM told AS t.
   * `{since:Date}` and `{until:Date}` are bound.
   */
  readonly fill: string;
}
