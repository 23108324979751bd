import type { CapitalisationPolicy, CostCenters, PurposeRule, TagFacts } from '@exchequer/core/charge';
import type { ISql, JSONValue } from 'postgres';

/** What kinds of rules are kept, and what each is as JSON. */
interface RuleBodies {
  purpose: readonly PurposeRule[];
  cost_center: CostCenters;
  capitalisation: readonly CapitalisationPolicy[];
}
export type RuleSubject = keyof RuleBodies;

/** Rules as they were put; version 0 is none yet. */
export interface RuleSet<S extends RuleSubject> {
  version: number;
  body: RuleBodies[S];
  recordedAt: Date | null;
  recordedBy: string;
}

const empty: RuleBodies = { purpose: [], cost_center: { centers: [], defaultKey: '' }, capitalisation: [] };

/** The rules in force. */
export async function currentRules<S extends RuleSubject>(
  sql: ISql,
  workspace: string,
  subject: S,
): Promise<RuleSet<S>> {
  const [row] = await sql<{ version: number; body: RuleBodies[S]; recordedAt: Date; recordedBy: string }[]>`
    select version, body, recorded_at as "recordedAt", recorded_by as "recordedBy" from charge_rule_set
    where workspace = ${workspace} and subject = ${subject} order by version desc limit 1`;
  return row ?? { version: 0, body: empty[subject], recordedAt: null, recordedBy: '' };
}

/** Keeps a new version; earlier ones stay readable. */
export async function putRules<S extends RuleSubject>(
  tx: ISql,
  workspace: string,
  subject: S,
  body: RuleBodies[S],
  by: { name: string; at: Date },
): Promise<RuleSet<S>> {
  const { version } = await currentRules(tx, workspace, subject);
  const json = body as unknown as JSONValue;
  await tx`
    insert into charge_rule_set (workspace, subject, version, body, recorded_at, recorded_by)
    values (${workspace}, ${subject}, ${version + 1}, ${tx.json(json)}, ${by.at}, ${by.name})`;
  return { version: version + 1, body, recordedAt: by.at, recordedBy: by.name };
}

/** Everything that tagging asks, with the version of the purpose rules. */
export async function tagFacts(sql: ISql, workspace: string): Promise<TagFacts & { version: number }> {
  const [rules, costCenters, teams] = await Promise.all([
    currentRules(sql, workspace, 'purpose'),
    currentRules(sql, workspace, 'cost_center'),
    sql<{ id: string; parent_id: string | null }[]>`
      select id, parent_id from team where workspace = ${workspace}`,
  ]);
  return {
    version: rules.version,
    rules: rules.body,
    costCenters: costCenters.body,
    parents: new Map(teams.map(({ id, parent_id }) => [id, parent_id])),
  };
}

/**
 * Takes the lock under which the charges of a workspace change, until the transaction ends: what one
 * change draws, matches or moves, the next one must see.
 */
export async function lockCharges(tx: ISql, workspace: string): Promise<void> {
  await tx`select pg_advisory_xact_lock(hashtext('charge'), hashtext(${workspace}))`;
}
