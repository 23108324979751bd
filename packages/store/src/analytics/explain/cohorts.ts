import {
  type CannotTell,
  cannotTell,
  type RunRate,
  runRate,
  type SpendCohort,
  spendCohorts,
} from '@exchequer/core/analysis';
import { parseUsd } from '@exchequer/model';
import type { DateRange, ExplainedBy, ExplainedCost } from '@exchequer/model/contract';
import { guardReading, planUsage, printWhere } from '../query/index.ts';
import { costColumn, type ExplainFacts } from './facts.ts';

export interface CohortsRead {
  readonly months: readonly string[];
  readonly cohorts: readonly SpendCohort[] | CannotTell;
  readonly runRate: RunRate | CannotTell;
}

/** Spend by month of what began when, over whole months, and the pace of the last four weeks of the range. */
export async function readCohorts(
  facts: ExplainFacts,
  range: DateRange,
  { by, cost }: { by: ExplainedBy; cost: ExplainedCost },
): Promise<CohortsRead | CannotTell> {
  const guard = await guardReading(facts, { range, filters: [], group_by: [by] }, 'month');
  if (guard.refused) return cannotTell('missing', guard.refused);
  const plan = planUsage({
    ...{ workspace: facts.workspace, range, filters: [], measures: [], grain: 'day' },
    ...{ groupBy: [by], kept: { kind: 'all' } },
    companyTimeZone: facts.companyTimeZone,
  });
  const { where, params } = printWhere(plan);
  const { time, name } = plan.table;
  const day = time === 'day' ? 'j.day' : `toDate(j.${time}, {zone:String})`;
  const column = by === 'team' ? 'team_id' : by;
  const costSum = `sum(j.${costColumn[cost]}) AS cost`;
  const from = `FROM ${name} AS j WHERE ${where}`;
  const [rows, days] = await Promise.all([
    facts.engine.query<{ month: string; part: string; cost: string }>(
      `SELECT formatDateTime(${day}, '%Y-%m') AS month, toString(j.${column}) AS part, ${costSum} ${from} GROUP BY month, part`,
      params,
    ),
    facts.engine.query<{ day: string; cost: string }>(
      `SELECT toString(${day}) AS day, ${costSum} ${from} GROUP BY day`,
      params,
    ),
  ]);
  const months = monthsOf(range);
  const spend = rows
    .filter(({ part }) => !guard.hidesGroup([part]))
    .map(({ part, month, cost }) => ({ entity: part, month, cost: parseUsd(cost) }));
  const daily = new Map(days.map(({ day, cost }) => [day, parseUsd(cost)]));
  return { months, cohorts: spendCohorts(spend, months), runRate: runRate(daysOf(range, daily)) };
}

/** Every day from the first with cost to the end of the range. */
function daysOf({ to }: DateRange, daily: ReadonlyMap<string, bigint>): bigint[] {
  const [first] = [...daily.keys()].sort();
  const days: bigint[] = [];
  for (let at = Date.parse(first ?? to); at < Date.parse(to); at += 86_400_000) {
    days.push(daily.get(new Date(at).toISOString().slice(0, 10)) ?? 0n);
  }
  return days;
}

/** Months that lie in the range as a whole. */
function monthsOf({ from, to }: DateRange): string[] {
  const months: string[] = [];
  for (let [year = 0, month = 0] = from.split('-').map(Number); ; month++) {
    const start = new Date(Date.UTC(year, month - 1, 1)).toISOString().slice(0, 10);
    const next = new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 10);
    if (next > to) return months;
    if (start >= from) months.push(start.slice(0, 7));
  }
}
