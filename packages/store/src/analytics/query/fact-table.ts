import {
  type FactKey,
  type FactMeasure,
  factMeasureOf,
  factMeasures,
  type Measure,
} from '@exchequer/core/metric';
import type { Grain } from '@exchequer/model/contract';
import type { QueryParams } from '../engine/index.ts';
import type { ReadTable } from './table.ts';

const isRevenue = `workspace = {workspace:String} AND kind IN ('revenue.booked', 'revenue.refunded') AND counted = 1`;

/** Work that usage is linked to and that revenue names: millions of links are looked through for a few keys. */
const linkedPaying = `SELECT work_key FROM usage_work WHERE workspace = {workspace:String} AND work_key IN (
      SELECT arrayJoin([work_key, concat('workflow:', workflow)]) FROM outcome_journal WHERE ${isRevenue})`;

/** Revenue `o` whose work usage is linked to, by its work item or by the workflow that it came of. */
const ofLinkedWork = `o.${isRevenue}
    AND (o.work_key IN (${linkedPaying})
      OR o.workflow != '' AND concat('workflow:', o.workflow) IN (${linkedPaying}))`;

/** Links of usage, and with `pays` the revenue that any of them leads to: without any, none is known. */
const linkedKnown = `(
  (SELECT toString(workspace) AS workspace, 0 AS pays FROM usage_work WHERE workspace = {workspace:String} LIMIT 1)
  UNION ALL
  (SELECT toString(o.workspace), 1 FROM outcome_journal AS o WHERE ${ofLinkedWork} LIMIT 1)
)`;

/** Where usage was worked, in as few bytes as no two places share: tuples of texts take six times as long. */
const place = 'sipHash128(tool, session_id, repo, branch, workflow)';

/**
 * Usage that led to accepted outcomes as of the last time links were resolved, each dollar once, and revenue
 * of work that usage is linked to. Binds `workspace`, `from`, `to` and `company_zone`.
 */
const linkedRows = `(
  SELECT s.workspace, s.day, s.team_id, s.tool, s.repo, s.workflow, s.provider, s.model,
    s.cost_contracted AS cost, s.cost_base AS base, toDecimal128(0, 12) AS revenue
  FROM usage_session AS s
  WHERE s.workspace = {workspace:String} AND s.day >= {from:Date} AND s.day < {to:Date}
    AND ${place} IN (
      SELECT ${place} FROM usage_work WHERE workspace = {workspace:String} AND work_kind = 'accepted')
  UNION ALL
  SELECT o.workspace, toDate(o.occurred_at, {company_zone:String}) AS day, o.team_id, '', o.repo, o.workflow, '', '',
    toDecimal128(0, 12), toDecimal128(0, 12), o.value_usd
  FROM outcome_journal AS o
  WHERE ${ofLinkedWork}
)`;

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
  const params = { last_day: last, company_zone: companyZone };
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
