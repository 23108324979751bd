import { suppress } from '@exchequer/core/privacy';
import { aggregateRule, parseUsd } from '@exchequer/model';
import type { AnalyticsEngine, QueryParams } from '../engine/index.ts';

/** Which days of which workspace advice is asked of, and who in it is a person. */
export interface AdviceAsked {
  readonly engine: AnalyticsEngine;
  readonly workspace: string;
  /** Company days, `to` excluded. */
  readonly from: string;
  readonly to: string;
  /** Ids of all persons; agents are none. */
  readonly persons: readonly string[];
}

/** What every statement binds. */
export const boundTo = (
  { workspace, from, to, persons }: AdviceAsked,
  more: QueryParams = {},
): QueryParams => ({
  workspace,
  from,
  to,
  persons: [...persons],
  ...more,
});

/** Days of a workspace in a table of days `j`. */
export const inDays = 'j.workspace = {workspace:String} AND j.day >= {from:Date} AND j.day < {to:Date}';

/** Persons behind a row, as statements give them. */
export interface PeopleRow {
  readonly persons: string;
  readonly people_cost: string;
  readonly most: string;
}

/** Columns of {@link PeopleRow} over sums `cost` per `worker`. */
export const peopleColumns = `toString(countIf(worker IN {persons:Array(String)} AND cost > 0)) AS persons,
  toString(sumIf(cost, worker IN {persons:Array(String)})) AS people_cost,
  toString(maxIf(cost, worker IN {persons:Array(String)})) AS most`;

/**
 * Rows without those that would tell of too few persons, and without those that would tell these by
 * subtraction. In force once five persons are known, as in every reading.
 */
export function safeRows<Row extends PeopleRow>(
  rows: readonly Row[],
  known: readonly string[],
  keyOf: (row: Row) => string,
): Row[] {
  if (known.length < aggregateRule.fewestPersons) return [...rows];
  const hidden = suppress(
    rows.map((row) => ({
      ...{ key: keyOf(row), parent: '', persons: Number(row.persons) },
      figures: [{ total: parseUsd(row.people_cost), largest: parseUsd(row.most) }],
    })),
  );
  return rows.filter((row) => !hidden.has(keyOf(row)));
}
