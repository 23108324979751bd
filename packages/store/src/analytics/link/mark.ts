import { createHash } from 'node:crypto';
import { type AnalyticsEngine, quoteText } from '../engine/index.ts';
import { localName, tableDdl } from '../journal/index.ts';
import { edgeStatements } from './edge.ts';
import { placeStatements } from './place.ts';
import { reachStatements, usageWorkSelect } from './reach.ts';
import { computedTables, gitCommit, linkMark, sessionCommit, workLink } from './schema.ts';
import { commitOfSessionSelect, sessionCommitStatements } from './session-commit.ts';

/** The rules by which links are resolved: every statement of it. Another text is another rule. */
const rules = createHash('sha256')
  .update(
    JSON.stringify([
      placeStatements,
      sessionCommitStatements,
      commitOfSessionSelect,
      edgeStatements,
      reachStatements,
      usageWorkSelect,
      computedTables.flatMap((table) => tableDdl(table, null)),
    ]),
  )
  .digest('hex');

/**
 * Sums of what is hashed times what is counted: the same however rows are merged, since rows that are
 * merged differ in what is counted alone, and another one when anything moves from place to place.
 */
const usage = `SELECT sum(hash * toUInt64(requests)) AS r, sum(hash * toUInt64(tokens)) AS t, sum(hash * reinterpretAsUInt64(cost_list)) AS c
  FROM (SELECT cityHash64(tool, session_id, repo, branch, workflow, project, day) AS hash, requests, tokens, cost_list
    FROM usage_session WHERE workspace = {workspace:String})`;

const outcomes = `SELECT sum(cityHash64(work_key, kind, counted, reversed, occurred_at) * toUInt64(outcomes)) AS o
  FROM outcome_journal WHERE workspace = {workspace:String}`;

/** What is told twice replaces itself and is told once: when it was told does not matter. */
const told = (table: string): string => `SELECT tuple(count(), sum(cityHash64(*))) FROM (
    SELECT * EXCEPT (recorded_at) FROM ${table} FINAL WHERE workspace = {workspace:String})`;

const inputs = `SELECT toString(tuple(version(), (${usage}), (${outcomes}), ${[
  workLink,
  gitCommit,
  sessionCommit,
]
  .map(({ name }) => `(${told(name)})`)
  .join(', ')})) AS text`;

const made = `SELECT toString(tuple(${computedTables
  .map(({ name }) => `(SELECT count() FROM ${name} WHERE workspace = {workspace:String})`)
  .join(', ')})) AS text`;

async function textOf(engine: AnalyticsEngine, workspace: string, statement: string): Promise<string> {
  const [row] = await engine.queryAsWriter<{ text: string }>(statement, { workspace });
  return row?.text ?? '';
}

/** Everything that the links of a workspace follow from, as a short text: usage, outcomes, links, commits, rules. */
export const readInputs = async (engine: AnalyticsEngine, workspace: string): Promise<string> =>
  `${rules} ${await textOf(engine, workspace, inputs)}`;

/** True where the links of a workspace were resolved from these very inputs and are all there. */
export async function isResolvedFrom(
  engine: AnalyticsEngine,
  workspace: string,
  from: string,
): Promise<boolean> {
  const marks = await engine.queryAsWriter<{ inputs: string; made: string }>(
    'SELECT inputs, made FROM link_mark WHERE workspace = {workspace:String}',
    { workspace },
  );
  const [mark] = marks;
  // Never two rows, unless something went wrong; then nothing is known.
  if (marks.length !== 1 || mark?.inputs !== from) return false;
  return mark.made === (await textOf(engine, workspace, made));
}

/** Forgets from what a workspace was resolved: before it is resolved anew, which may fail half-way. */
export async function unmark(engine: AnalyticsEngine, workspace: string): Promise<void> {
  const on = engine.cluster ? ` ON CLUSTER '${engine.cluster}'` : '';
  const stored = localName(linkMark.name, engine.cluster);
  await engine.command(`ALTER TABLE ${stored}${on} DROP PARTITION ${quoteText(workspace)}`);
}

/** Keeps from what a workspace was resolved, after it was. */
export async function markResolved(engine: AnalyticsEngine, workspace: string, from: string): Promise<void> {
  await engine.command(
    `INSERT INTO link_mark SELECT {workspace:String}, {inputs:String}, text, now64(3) FROM (${made})`,
    { workspace, inputs: from },
  );
}
