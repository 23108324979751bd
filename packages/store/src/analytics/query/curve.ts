import { factMeasureOf, type Sums } from '@exchequer/core/metric';
import { formatUsd } from '@exchequer/model';
import type { Curve, DateRange } from '@exchequer/model/contract';
import { type Cell, toCells, type UsageRow } from './cell.ts';
import { spanOf } from './fact-sheet.ts';
import { factTable } from './fact-table.ts';
import type { ReadingFacts } from './facts.ts';
import { guardReading } from './guard.ts';
import { planUsage, type UsagePlan } from './plan.ts';
import { printUsage } from './print.ts';

/** Below so many persons what more spend brings cannot be told from who spends it. */
const fewestPersons = 100;

/** Spend against accepted outcomes of a kind, one point for each team and week. */
export async function readCurve(facts: ReadingFacts, range: DateRange, outcome: string): Promise<Curve> {
  const measure = `accepted_${outcome.replace('.', '_')}`;
  const [spend, outcomes, staff] = await Promise.all([
    readWeeks(facts, range, 'cost_contracted'),
    factMeasureOf(measure) ? readWeeks(facts, range, measure) : [],
    facts.directory.employments(facts.workspace, range.from, range.to),
  ]);
  const guard = await guardReading(facts, { range, filters: [], group_by: ['team'] }, 'week');
  const persons = new Set(staff.map(({ workerId }) => workerId)).size;
  const shown = (cell: Cell) => !guard.hidesPoint(cell) && !guard.hidesGroup(cell.key);
  const points = join(spend.filter(shown), 'cost_contracted', outcomes, measure);
  const teams = new Set(spend.filter(({ key }) => key[0]).map(({ key }) => key[0])).size;
  const told = { outcome, points, fits: [], elasticity: null, simpson: null, persons, teams };
  if (outcomes.length === 0) {
    const needs = factMeasureOf(measure)?.needs ?? `outcomes of the kind ${outcome}`;
    return { ...told, sentence: 'There are no outcomes to set against spend.', needs };
  }
  const sentence = 'Teams and weeks differ in more than spend: the points tell no cause.';
  const needs =
    persons < fewestPersons
      ? `at least ${fewestPersons} persons: with fewer, what spend brings cannot be told`
      : 'an estimate within teams, or an experiment: what more spend brings cannot be read from the points';
  return { ...told, sentence, needs };
}

async function readWeeks(facts: ReadingFacts, range: DateRange, measure: string): Promise<Cell[]> {
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

/** Points of the teams that spend, those without an outcome in a week as zero. */
function join(
  spend: readonly Cell[],
  cost: string,
  outcomes: readonly Cell[],
  measure: string,
): Curve['points'] {
  const placeOf = ({ bucket, key }: Cell) => `${bucket} ${key[0]}`;
  const counted = new Map(outcomes.map((cell) => [placeOf(cell), cell.sums]));
  return spend
    .filter(({ key, sums }) => key[0] !== '' && amountOf(sums, cost) > 0n)
    .map((cell) => ({
      spend: formatUsd(amountOf(cell.sums, cost)),
      outcomes: amountOf(counted.get(placeOf(cell)) ?? {}, measure).toString(),
      weight: 1,
    }));
}

const amountOf = (sums: Sums, measure: string): bigint => sums[measure] ?? 0n;
