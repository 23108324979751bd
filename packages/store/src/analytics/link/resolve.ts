import { type AnalyticsEngine, quoteText } from '../engine/index.ts';
import { localName, type TableSpec, tableDdl } from '../journal/index.ts';
import { edgeStatements } from './edge.ts';
import { isResolvedFrom, markResolved, readInputs, unmark } from './mark.ts';
import { placeStatements } from './place.ts';
import { reachStatements, usageWorkSelect } from './reach.ts';
import { commitOfSession, usageWork } from './schema.ts';
import { commitOfSessionSelect, sessionCommitStatements } from './session-commit.ts';

const working = [
  'spot',
  'repo',
  'project',
  'branch',
  'place',
  'said',
  'git',
  'seen',
  'chosen',
  'edge',
  'ticket',
];
const walking = ['end', 'revoked', 'reach'];

/**
 * Finds which work items a workspace's usage belongs to, unless it was found from the same inputs before.
 * Where any came meanwhile no mark is left, since nobody knows which of them were seen.
 * @returns true where it was found anew
 */
export async function resolveLinks(engine: AnalyticsEngine, workspace: string): Promise<boolean> {
  if (await isEmpty(engine, workspace)) return false;
  const inputs = await readInputs(engine, workspace);
  if (await isResolvedFrom(engine, workspace, inputs)) return false;
  await unmark(engine, workspace);
  await resolveAnew(engine, workspace);
  if ((await readInputs(engine, workspace)) === inputs) await markResolved(engine, workspace, inputs);
  return true;
}

/** Readers see the old or the new; nothing is kept that does not follow from the links. */
async function resolveAnew(engine: AnalyticsEngine, workspace: string): Promise<void> {
  const bound = { workspace };
  for (const statement of [...placeStatements, ...sessionCommitStatements])
    await engine.command(statement, bound);
  await fill(engine, commitOfSession, commitOfSessionSelect, bound);
  for (const statement of [...edgeStatements, ...reachStatements]) await engine.command(statement, bound);
  await fill(engine, usageWork, usageWorkSelect, bound);
  for (const table of [commitOfSession, usageWork]) await replace(engine, table, workspace);
  for (const name of [...working, ...walking]) await engine.command(`DROP TABLE IF EXISTS link_${name}`);
}

/** No usage has come and none was linked: the usual state of a workspace that nobody uses. */
async function isEmpty(engine: AnalyticsEngine, workspace: string): Promise<boolean> {
  const [row] = await engine.queryAsWriter<{ any: 0 | 1 }>(
    `SELECT (SELECT count() FROM (SELECT 1 FROM usage_session WHERE workspace = {workspace:String} LIMIT 1))
      + (SELECT count() FROM (SELECT 1 FROM usage_work WHERE workspace = {workspace:String} LIMIT 1)) > 0 AS any`,
    { workspace },
  );
  return row?.any !== 1;
}

/** Puts rows beside what readers see. */
async function fill(
  engine: AnalyticsEngine,
  table: TableSpec,
  select: string,
  bound: { workspace: string },
): Promise<void> {
  const name = `${table.name}_fresh`;
  await engine.command(`DROP TABLE IF EXISTS ${name}`);
  for (const statement of tableDdl({ ...table, name }, null)) await engine.command(statement);
  await engine.command(`INSERT INTO ${name} SELECT {workspace:String}, * FROM (${select})`, bound);
}

async function replace(engine: AnalyticsEngine, { name }: TableSpec, workspace: string): Promise<void> {
  const partition = quoteText(workspace);
  if (engine.cluster) {
    // A partition cannot be swapped across shards: between these two, readers find nothing linked.
    const stored = localName(name, engine.cluster);
    await engine.command(`ALTER TABLE ${stored} ON CLUSTER '${engine.cluster}' DROP PARTITION ${partition}`);
    await engine.command(`INSERT INTO ${name} SELECT * FROM ${name}_fresh`);
  } else {
    const [row] = await engine.queryAsWriter<{ rows: string }>(`SELECT count() AS rows FROM ${name}_fresh`);
    await engine.command(
      Number(row?.rows ?? 0) > 0
        ? `ALTER TABLE ${name} REPLACE PARTITION ${partition} FROM ${name}_fresh`
        : `ALTER TABLE ${name} DROP PARTITION ${partition}`,
    );
  }
  await engine.command(`DROP TABLE ${name}_fresh`);
}
