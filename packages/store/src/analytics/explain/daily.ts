import { type DailySeries, dayAfter, daysBetween, type Slice } from '@exchequer/core/analysis';
import { parseUsd } from '@exchequer/model';
import type { DateRange, ExplainedCost } from '@exchequer/model/contract';
import { guardReading, planUsage, printWhere, type StoredDimension } from '../query/index.ts';
import { costColumn, type ExplainFacts } from './facts.ts';

/** Dollars as a float: for statistics alone. */
export const dollarsOf = (text: string): number => Number(parseUsd(text)) / 1e12;

/** Parts of a dimension that are watched; smaller ones are seen in the total. */
const mostParts = 12;

type Row = { day: string; part?: string; cost: string };

/** Cost by company day. Days that may not be told are holes; refused says why none may be. */
export async function readTotal(
  facts: ExplainFacts,
  range: DateRange,
  cost: ExplainedCost,
): Promise<{ series: DailySeries; refused: string | null }> {
  const guard = await guardReading(facts, { range, filters: [], group_by: [] }, 'day');
  if (guard.refused) return { series: { from: range.from, values: [] }, refused: guard.refused };
  const rows = await readRows(facts, range, cost, null);
  const isHidden = (day: string) => guard.hidesPoint({ bucket: day, key: [], other: false });
  return { series: seriesOf(rows, range, isHidden), refused: null };
}

/** Cost by company day of the largest parts of a dimension that may be told. */
export async function readParts(
  facts: ExplainFacts,
  range: DateRange,
  cost: ExplainedCost,
  dimension: StoredDimension,
): Promise<Slice[]> {
  const guard = await guardReading(facts, { range, filters: [], group_by: [dimension] }, 'day');
  if (guard.refused) return [];
  const rows = await readRows(facts, range, cost, dimension);
  const parts = new Map<string, Row[]>();
  for (const row of rows) {
    const part = row.part ?? '';
    if (guard.hidesGroup([part])) continue;
    const same = parts.get(part);
    if (same) same.push(row);
    else parts.set(part, [row]);
  }
  const total = (of: readonly Row[]) => of.reduce((sum, row) => sum + dollarsOf(row.cost), 0);
  return [...parts]
    .sort((a, b) => total(b[1]) - total(a[1]))
    .slice(0, mostParts)
    .map(([value, own]) => {
      const isHidden = (day: string) => guard.hidesPoint({ bucket: day, key: [value], other: false });
      return { dimension, value, series: seriesOf(own, range, isHidden) };
    });
}

async function readRows(
  facts: ExplainFacts,
  range: DateRange,
  cost: ExplainedCost,
  dimension: StoredDimension | null,
): Promise<Row[]> {
  const plan = planUsage({
    ...{ workspace: facts.workspace, range, filters: [], measures: [], grain: 'day' },
    ...{ groupBy: dimension ? [dimension] : [], kept: { kind: 'all' } },
    companyTimeZone: facts.companyTimeZone,
  });
  const { where, params } = printWhere(plan);
  const { time, name } = plan.table;
  const day = time === 'day' ? 'j.day' : `toDate(j.${time}, {zone:String})`;
  const part = dimension ? `, toString(j.${dimension === 'team' ? 'team_id' : dimension}) AS part` : '';
  return facts.engine.query<Row>(
    `SELECT toString(${day}) AS day${part}, sum(j.${costColumn[cost]}) AS cost
FROM ${name} AS j WHERE ${where} GROUP BY day${dimension ? ', part' : ''} ORDER BY day`,
    params,
  );
}

/** A series begins on its first day of cost: before it nothing was metered, which is not a cost of nothing. */
function seriesOf(rows: readonly Row[], range: DateRange, isHidden: (day: string) => boolean): DailySeries {
  const cost = new Map(rows.map((row) => [row.day, dollarsOf(row.cost)]));
  const first = rows.find((row) => dollarsOf(row.cost) !== 0)?.day ?? range.from;
  const days = Math.max(0, daysBetween(first, range.to));
  const values = Array.from({ length: days }, (_, at) => {
    const day = dayAfter(first, at);
    return isHidden(day) ? null : (cost.get(day) ?? 0);
  });
  return { from: first, values };
}
