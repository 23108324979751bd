import {
  type FactKey,
  type FactMeasure,
  factMeasureOf,
  factMeasures,
  type Measure,
} from '@exchequer/core/metric';
import { outcomeKinds } from '@exchequer/model';
import type { Grain } from '@exchequer/model/contract';
import type { QueryParams } from '../engine/index.ts';
import type { ReadTable } from './table.ts';

/** Revenue `o` whose work usage is linked to, by its work item or by the workflow that it came of. */
const ofLinkedWork = `o.workspace = {workspace:String} AND o.kind IN ('revenue.booked', 'revenue.refunded') AND o.counted = 1
    AND (o.work_key IN (SELECT work_key FROM usage_work WHERE workspace = {workspace:String})
      OR o.workflow != '' AND concat('workflow:', o.workflow) IN
        (SELECT work_key FROM usage_work WHERE workspace = {workspace:String}))`;

/** Links of usage, and with `pays` the revenue that any of them leads to: without any, none is known. */
const linkedKnown = `(
  SELECT toString(workspace) AS workspace, 0 AS pays FROM usage_work WHERE workspace = {workspace:String}
  UNION ALL
  SELECT toString(o.workspace), 1 FROM outcome_journal AS o WHERE ${ofLinkedWork}
)`;

/**
 * Usage that led to accepted outcomes, each dollar once, and revenue of work that usage is linked to.
 * Binds `workspace`, `from`, `to` and `company_zone`.
 */
const linkedRows = `(
  SELECT s.workspace, s.day, s.team_id, s.tool, s.repo, s.workflow, s.provider, s.model,
    s.cost_contracted AS cost, s.cost_base AS base, toDecimal128(0, 12) AS revenue
  FROM usage_session AS s
  WHERE s.workspace = {workspace:String} AND s.day >= {from:Date} AND s.day < {to:Date}
    AND (s.tool, s.session_id, s.repo, s.branch, s.workflow) IN (
      SELECT tool, session_id, repo, branch, workflow FROM usage_work
      WHERE workspace = {workspace:String} AND work_key IN (
        SELECT work_key FROM outcome_journal
        WHERE workspace = {workspace:String} AND counted = 1 AND reversed = 0 AND kind NOT IN {not_results:Array(String)}
        GROUP BY work_key HAVING sum(outcomes) > 0))
  UNION ALL
  SELECT o.workspace, toDate(o.occurred_at, {company_zone:String}) AS day, o.team_id, '', o.repo, o.workflow, '', '',
    toDecimal128(0, 12), toDecimal128(0, 12), o.value_usd
  FROM outcome_journal AS o
  WHERE ${ofLinkedWork}
)`;

const notResults = Object.entries(outcomeKinds).flatMap(([kind, { role }]) =>
  role === 'result' ? [] : [kind],
);

interface FactSource {
  /** A table, or a query in brackets. */
  readonly from: string;
  /** Where it is seen whether anybody tells of it, when that is another table. */
  readonly known?: string;
}

/** Where each fact besides usage is kept. Usage has rollups of its own, and calendars need no table. */
const factSources: Partial<Record<FactKey, FactSource>> = {
  outcome: { from: 'outcome_day' },
  linked: { from: linkedRows, known: linkedKnown },
  staff: { from: 'staff_day' },
  pay: { from: 'pay_day' },
  decision: { from: 'decision_day' },
  gate: { from: 'gate_day' },
  stated: { from: 'stated_day' },
  factory: { from: 'factory_pool_day' },
};

/** The table of a fact; undefined where it has none. `last` is the last day that stocks are taken on. */
export function factTable(fact: FactKey, last: string, companyZone: string): ReadTable | undefined {
  const source = factSources[fact];
  if (!source) return undefined;
  const params = { last_day: last, company_zone: companyZone, not_results: notResults };
  return { name: source.from, time: 'day', fact, params };
}

const conditionText = (measure: FactMeasure, conditions: FactMeasure['where'], prefix: string): string[] =>
  conditions.map(
    ({ column, not }, at) =>
      `toString(j.${column}) ${not ? 'NOT IN' : 'IN'} {${prefix}_${measure.name}_${at}:Array(String)}`,
  );

const conditionParams = (
  measure: FactMeasure,
  conditions: FactMeasure['where'],
  prefix: string,
): [string, string[]][] =>
  conditions.map(({ in: values }, at) => [`${prefix}_${measure.name}_${at}`, [...values]]);

/** First day of a bucket within the range, and its last day within the range and until today. */
const edgeOf: Record<Exclude<Grain, 'hour'>, { first: string; last: string }> = {
  total: { first: '{from:Date}', last: '{last_day:Date}' },
  day: { first: 'j.day', last: 'j.day' },
  week: {
    first: 'greatest(toMonday(j.day), {from:Date})',
    last: 'least(toMonday(j.day) + 6, {last_day:Date})',
  },
  month: {
    first: 'greatest(toStartOfMonth(j.day), {from:Date})',
    last: 'least(toLastDayOfMonth(j.day), {last_day:Date})',
  },
};

/** Sum of a fact's measure over its rows. */
export function factSumText(name: Measure, grain: Grain): string {
  const measure = factMeasureOf(name);
  if (!measure) throw new Error(`no fact keeps a measure ${name}`);
  const stock = measure.at && `j.day = ${edgeOf[grain === 'hour' ? 'day' : grain][measure.at]}`;
  const conditions = [...conditionText(measure, measure.where, 'in'), ...(stock ? [stock] : [])];
  const column = `j.${measure.column}`;
  return conditions.length === 0 ? `sum(${column})` : `sumIf(${column}, ${conditions.join(' AND ')})`;
}

/** Values that the sums of facts bind. */
export const factParams = (names: readonly Measure[]): QueryParams =>
  Object.fromEntries(
    names.flatMap((name) => {
      const measure = factMeasureOf(name);
      return measure ? conditionParams(measure, measure.where, 'in') : [];
    }),
  );

/** One statement that says which measures of a fact anybody has ever told of in the workspace. */
export function printKnown(
  fact: FactKey,
  names: readonly Measure[],
  workspace: string,
): { sql: string; params: QueryParams } | null {
  const source = factSources[fact];
  const asked = factMeasures.filter((measure) => measure.fact === fact && names.includes(measure.name));
  if (!source || asked.length === 0) return null;
  const columns = asked.map((measure) => {
    const conditions = conditionText(measure, measure.known ?? measure.where, 'known');
    return `countIf(${conditions.join(' AND ') || '1'}) > 0 AS ${measure.name}`;
  });
  const bound = asked.flatMap((one) => conditionParams(one, one.known ?? one.where, 'known'));
  return {
    sql: `SELECT ${columns.join(', ')} FROM ${source.known ?? source.from} AS j WHERE j.workspace = {workspace:String}`,
    params: { workspace, ...Object.fromEntries(bound) },
  };
}
