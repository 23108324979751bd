import { factMeasureOf } from '@exchequer/core/metric';
import type { DateRange } from '@exchequer/model/contract';
import { type Cell, toCells, type UsageRow } from './cell.ts';
import { spanOf } from './fact-sheet.ts';
import { factTable } from './fact-table.ts';
import type { ReadingFacts } from './facts.ts';
import { planUsage, type UsagePlan } from './plan.ts';
import { printUsage } from './print.ts';

export interface TeamWeeksAsked {
  from: string;
  to: string;
  /** Kind of outcome, such as `pull_request.merged`. */
  outcome: string;
}

/** What a team spent and brought in the week that begins on a Monday. */
export interface TeamWeekSums {
  teamId: string;
  week: string;
  /** Dollars. */
  spend: number;
  results: number;
}

const picoPerUsd = 1e12;

/** Sums of teams by week, in days of the company. */
export async function readTeamWeeks(
  facts: ReadingFacts,
  { from, to, outcome }: TeamWeeksAsked,
): Promise<TeamWeekSums[]> {
  const range = { from, to, time_zone: facts.companyTimeZone };
  const measure = `accepted_${outcome.replace('.', '_')}`;
  const [spend, results] = await Promise.all([
    readWeeks(facts, range, 'cost_contracted'),
    factMeasureOf(measure) ? readWeeks(facts, range, measure) : [],
  ]);
  const rows = new Map<string, TeamWeekSums>();
  const rowOf = ({ bucket, key }: Cell): TeamWeekSums => {
    const [teamId, week] = [key[0] ?? '', bucket.slice(0, 10)];
    const row = rows.get(`${week} ${teamId}`) ?? { teamId, week, spend: 0, results: 0 };
    rows.set(`${week} ${teamId}`, row);
    return row;
  };
  for (const cell of spend) rowOf(cell).spend += Number(cell.sums.cost_contracted ?? 0n) / picoPerUsd;
  for (const cell of results)
    rowOf(cell).results += Number(cell.sums[measure as keyof typeof cell.sums] ?? 0n);
  return [...rows.values()].filter(({ teamId }) => teamId !== '');
}

/** Sums of a measure of every team by week. */
export async function readWeeks(facts: ReadingFacts, range: DateRange, measure: string): Promise<Cell[]> {
  const fact = factMeasureOf(measure)?.fact;
  const asked = {
    workspace: facts.workspace,
    range,
    grain: 'week',
    groupBy: ['team'],
    filters: [],
    measures: [measure],
    kept: { kind: 'all' },
  } as const;
  const table = fact && factTable(fact, spanOf(facts, range, 'week').last, facts.companyTimeZone);
  const plan: UsagePlan = table
    ? { ...asked, table }
    : planUsage({ ...asked, companyTimeZone: facts.companyTimeZone });
  const { sql, params } = printUsage(plan);
  return toCells(plan, await facts.engine.query<UsageRow>(sql, params));
}
