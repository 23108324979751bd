import { createHash } from 'node:crypto';
import { type AnalyticsEngine, quoteText } from '../engine/index.ts';
import { localName, type TableSpec } from '../journal/index.ts';
import type { FactTable } from './table.ts';

/** What each fact of a workspace was last made from, and how many rows that gave. */
export const factMark: TableSpec = {
  name: 'fact_mark',
  columns: [
    'workspace LowCardinality(String)',
    'fact LowCardinality(String)',
    'inputs String',
    'made UInt64',
    "made_at DateTime64(3, 'UTC')",
  ],
  engine: 'MergeTree',
  partitionBy: '(workspace, fact)',
  orderBy: 'workspace, fact',
  shardBy: 'cityHash64(workspace)',
};

/** A fact of a workspace. */
interface Named {
  workspace: string;
  fact: string;
}

/**
 * Everything that the rows of a fact follow from, as a digest: what PostgreSQL tells, the days, and the
 * statement that spreads the one over the other.
 * @param lines rows told, in the order of their text, since PostgreSQL tells them in any
 */
export const inputsOf = (
  { table, told, fill }: FactTable,
  days: { since: string; until: string },
  lines: readonly string[],
): string =>
  createHash('sha256')
    .update(JSON.stringify([table.columns, told, fill, days.since, days.until, lines]))
    .digest('hex');

/** True where a fact was made from these very inputs and is all there. */
export async function isMadeFrom(
  engine: AnalyticsEngine,
  { workspace, fact }: Named,
  inputs: string,
): Promise<boolean> {
  const marks = await engine.queryAsWriter<{ inputs: string; whole: 0 | 1 }>(
    `SELECT inputs, made = (SELECT count() FROM ${fact} WHERE workspace = {workspace:String}) AS whole
    FROM fact_mark WHERE workspace = {workspace:String} AND fact = {fact:String}`,
    { workspace, fact },
  );
  return marks.length === 1 && marks[0]?.inputs === inputs && marks[0].whole === 1;
}

/** Forgets from what a fact was made: before it is made anew, which may fail half-way. */
export async function unmark(engine: AnalyticsEngine, { workspace, fact }: Named): Promise<void> {
  const on = engine.cluster ? ` ON CLUSTER '${engine.cluster}'` : '';
  const partition = `tuple(${quoteText(workspace)}, ${quoteText(fact)})`;
  const stored = localName(factMark.name, engine.cluster);
  await engine.command(`ALTER TABLE ${stored}${on} DROP PARTITION ${partition}`);
}

/** Keeps from what a fact was made, after it was. */
export const markMade = (
  engine: AnalyticsEngine,
  { workspace, fact }: Named,
  inputs: string,
): Promise<void> =>
  engine.command(
    `INSERT INTO fact_mark SELECT {workspace:String}, {fact:String}, {inputs:String}, count(), now64(3)
    FROM ${fact} WHERE workspace = {workspace:String}`,
    { workspace, fact, inputs },
  );
