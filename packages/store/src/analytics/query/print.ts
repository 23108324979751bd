import type { Combination, Measure } from '@exchequer/core/metric';
import type { QueryParams } from '../engine/index.ts';
import { rollupMeasures } from '../rollup/index.ts';
import { dimensionText, filterConditions } from './dimension.ts';
import { factParams, factSumText } from './fact-table.ts';
import { rangeCondition, type UsagePlan } from './plan.ts';

/** A statement with its bound values. */
export interface Statement {
  sql: string;
  params: QueryParams;
}

/**
 * Prints a plan. Rows have `at` (and `utc_offset` for hours), `key_1`, `key_2`, `other`, and one
 * column per measure. The table is scanned once, and once more to rank groups when some are folded.
 */
export function printUsage(plan: UsagePlan): Statement {
  return printRows(plan, []);
}

/** The same with one row per worker and group. For sums over persons that name nobody. */
export function printPerWorker(plan: UsagePlan): Statement & { labels: string[] } {
  const worker = { text: 'toString(j.worker_id)', name: 'worker' };
  return printRows(plan, [worker]);
}

function printRows(
  plan: UsagePlan,
  more: readonly { text: string; name: string }[],
): Statement & { labels: string[] } {
  const isJournal = plan.table.time === 'occurred_at';
  const { where, params } = printWhere(plan);
  const groups = plan.groupBy.map((dimension) => dimensionText(dimension, isJournal));
  const kept = printKept(plan, groups, where);
  const keyText = (text: string) => (kept ? `if(kept, toString(${text}), '')` : `toString(${text})`);
  const labels = [
    ...bucketColumns(plan),
    ...groups.map((text, at) => ({ text: keyText(text), name: `key_${at + 1}` })),
    ...(kept ? [{ text: 'NOT kept', name: 'other' }] : []),
    ...more,
  ];
  const sums = plan.measures.map((measure) => ({ text: measureText(plan, measure), name: measure }));
  const selected = [...labels, ...sums].map(({ text, name }) => `${text} AS ${name}`);
  return {
    labels: labels.map(({ name }) => name),
    sql: [
      ...(kept ? [`WITH ${kept.condition} AS kept`] : []),
      `SELECT ${selected.join(', ')}`,
      `FROM ${plan.table.name} AS j`,
      `WHERE ${where}`,
      ...(labels.length > 0 ? [`GROUP BY ${labels.map(({ name }) => name).join(', ')}`] : []),
    ].join('\n'),
    params: { ...params, ...kept?.params, ...(plan.table.fact && factParams(plan.measures)) },
  };
}

const measureText = ({ table, grain }: Pick<UsagePlan, 'table' | 'grain'>, measure: Measure): string =>
  table.fact ? factSumText(measure, grain) : sumText(measure, table.time === 'occurred_at');

/** Conditions of a plan: workspace, range, filters and, in the journal, what is metered. */
export function printWhere(plan: Pick<UsagePlan, 'table' | 'workspace' | 'range' | 'filters'>): {
  where: string;
  params: QueryParams;
} {
  const isJournal = plan.table.time === 'occurred_at';
  const range = rangeCondition(plan.table, plan.range);
  const filters = filterConditions(plan.filters, isJournal);
  const conditions = ['j.workspace = {workspace:String}', range.condition, ...filters.conditions];
  return {
    where: (isJournal ? [...conditions, 'j.metered = 1'] : conditions).join(' AND '),
    params: {
      workspace: plan.workspace,
      zone: plan.range.time_zone,
      ...range.params,
      ...filters.params,
      ...plan.table.params,
    },
  };
}

/** Sum of a measure; the journal has the derived ones in their long form. */
export function sumText(measure: Measure, isJournal: boolean): string {
  const known = rollupMeasures.find(({ name }) => name === measure);
  if (!known) throw new Error(`the rollups keep no measure ${measure}`);
  return `sum(${isJournal ? known.fromJournal : `j.${measure}`})`;
}

/** What names the bucket of a row, in the local time of the range's zone. */
export function bucketColumns({
  table,
  grain,
}: Pick<UsagePlan, 'table' | 'grain'>): { text: string; name: string }[] {
  if (grain === 'total') return [];
  if (grain === 'hour') {
    const local = `toTimeZone(j.${table.time}, {zone:String})`;
    const offset = `timeZoneOffset(${local})`;
    return [
      { text: `intDiv(toUnixTimestamp(${local}) + ${offset}, 3600)`, name: 'at' },
      { text: offset, name: 'utc_offset' },
    ];
  }
  const day = table.time === 'day' ? 'j.day' : `toDate(j.${table.time}, {zone:String})`;
  const starts = { day, week: `toMonday(${day})`, month: `toStartOfMonth(${day})` };
  return [{ text: starts[grain], name: 'at' }];
}

/** Condition of the groups told apart, or null when all are. */
function printKept(
  { kept, table }: UsagePlan,
  groups: readonly string[],
  where: string,
): { condition: string; params: QueryParams } | null {
  if (kept.kind === 'all' || groups.length === 0) return null;
  const key = groups.length === 1 ? groups[0] : `(${groups.join(', ')})`;
  if (kept.kind === 'keys') return keptKeys(kept.keys, groups);
  const isJournal = table.time === 'occurred_at';
  const except = kept.except ? keptKeys(kept.except, groups) : null;
  const among = except ? `${where} AND NOT ${except.condition}` : where;
  const order = [
    `${combinationText(kept.rank, isJournal)} DESC`,
    `${sumText('tokens', isJournal)} DESC`,
    ...groups,
  ];
  return {
    condition: `${key} IN (SELECT ${groups.join(', ')} FROM ${table.name} AS j WHERE ${among} GROUP BY ${groups.join(', ')} ORDER BY ${order.join(', ')} LIMIT {kept:UInt32})`,
    params: { ...except?.params, kept: kept.limit },
  };
}

/** Pairs are bound as two lists and one of joined texts, since every driver can bind lists of text. */
function keptKeys(
  keys: readonly (readonly string[])[],
  groups: readonly string[],
): { condition: string; params: QueryParams } {
  const conditions = groups.map((text, at) => `toString(${text}) IN {kept_${at + 1}:Array(String)}`);
  const params: QueryParams = Object.fromEntries(
    groups.map((_, at) => [`kept_${at + 1}`, [...new Set(keys.map((key) => key[at] ?? ''))]]),
  );
  if (groups.length === 1) return { condition: conditions.join(''), params };
  const joined = `concat(${groups.map((text) => `toString(${text})`).join(", '\\n', ")})`;
  return {
    condition: `(${[...conditions, `${joined} IN {kept_pairs:Array(String)}`].join(' AND ')})`,
    params: { ...params, kept_pairs: keys.map((key) => key.join('\n')) },
  };
}

const combinationText = (of: Combination, isJournal: boolean): string =>
  of
    .map(({ measure, times }) => `${times < 0 ? '-' : '+'} ${sumText(measure, isJournal)}`)
    .join(' ')
    .replace(/^\+ /, '');
