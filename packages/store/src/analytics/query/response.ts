import {
  type CannotTell,
  type Elasticity,
  estimateElasticity,
  isCannotTell,
  type ResponsePanel,
  type Reversal,
  reversalOf,
  type TeamElasticities,
  teamElasticities,
  toCountPanel,
} from '@exchequer/core/analysis';
import { aggregateRule } from '@exchequer/model';
import type { DateRange } from '@exchequer/model/contract';
import { spanOf } from './fact-sheet.ts';
import type { Employment, ReadingFacts } from './facts.ts';
import { planUsage } from './plan.ts';
import { printPerWorker } from './print.ts';

/** What spend brings, over persons and weeks; it names nobody. */
export interface Response {
  readonly unit: 'person' | 'team';
  readonly elasticity: Elasticity | CannotTell;
  /** The same of results that were taken back. */
  readonly failures: Elasticity | CannotTell;
  readonly reversal: Reversal | null;
  readonly teams: TeamElasticities | null;
  /** Ids of teams, by the number that `teams` has for them. */
  readonly teamIds: readonly string[];
}

export interface ResponseAsked {
  readonly range: DateRange;
  /** Kind of outcome, such as `pull_request.merged`. */
  readonly outcome: string;
  readonly staff: readonly Employment[];
}

/** Above so many persons their teams are the units: the answer is as sure, and comes at once. */
const mostPersons = 3_000;

/**
 * Estimates what spend brings from what every person spent and brought in every whole week. Spend of an
 * agent counts with its owner. What is read of persons does not leave this function.
 */
export async function readResponse(facts: ReadingFacts, asked: ResponseAsked): Promise<Response> {
  const { range, outcome, staff } = asked;
  const weeks = wholeWeeks(range, spanOf(facts, range, 'week').last);
  const persons = [...new Set(staff.map(({ workerId }) => workerId))];
  const [spent, brought] = await Promise.all([
    readSpend(facts, range, persons),
    readResults(facts, range, outcome, persons),
  ]);
  const table = personTable(staff, persons, weeks, spent, brought);
  const unit = persons.length > mostPersons ? 'team' : 'person';
  const rows = unit === 'team' ? byTeam(table) : table;
  const panelOf = (results: 'kept' | 'lost'): ResponsePanel => ({
    spend: rows.map((row) => row.spend),
    results: rows.map((row) => row[results]),
    team: rows.map(({ team }) => team),
  });
  const panel = toCountPanel(panelOf('kept'));
  const elasticity = estimateElasticity(panel);
  return {
    unit,
    elasticity,
    failures: estimateElasticity(toCountPanel(panelOf('lost'))),
    reversal: isCannotTell(elasticity) ? null : reversalOf(panel, panel.cluster),
    teams: unit === 'person' ? teamElasticities(panel, aggregateRule.fewestPersons) : null,
    teamIds: table.teamIds,
  };
}

interface UnitWeeks {
  team: number;
  /** NaN in weeks in which the unit was not there. */
  spend: number[];
  kept: number[];
  lost: number[];
}

type Table = UnitWeeks[] & { teamIds: string[] };

/** Mondays of the weeks that lie in the range whole and are over. */
export function wholeWeeks({ from, to }: DateRange, last: string): string[] {
  const end = last < to ? dayAfter(last) : to;
  const weeks: string[] = [];
  let monday = from;
  while (new Date(`${monday}T00:00:00Z`).getUTCDay() !== 1) monday = dayAfter(monday);
  for (let next = dayAfter(monday, 7); next <= end; next = dayAfter(monday, 7)) {
    weeks.push(monday);
    monday = next;
  }
  return weeks;
}

const dayMs = 86_400_000;
const dayAfter = (day: string, days = 1): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);

type Sums = ReadonlyMap<string, readonly number[]>;
const placeOf = (worker: string, week: string): string => `${worker} ${week}`;

function personTable(
  staff: readonly Employment[],
  persons: readonly string[],
  weeks: readonly string[],
  spent: Sums,
  brought: Sums,
): Table {
  const times = new Map<string, Employment[]>();
  for (const time of staff) times.set(time.workerId, [...(times.get(time.workerId) ?? []), time]);
  const teamIds = [...new Set(staff.map(({ teamId }) => teamId))].filter((id) => id !== '').sort();
  const numberOf = new Map(teamIds.map((id, at) => [id, at]));
  const rows = persons.flatMap((worker): UnitWeeks[] => {
    const own = times.get(worker) ?? [];
    const team = numberOf.get(own.at(-1)?.teamId ?? '');
    if (team === undefined) return [];
    const isThere = (week: string) =>
      own.some(({ from, to }) => (from ?? week) <= week && (to ?? '9999') >= dayAfter(week, 7));
    const at = (week: string, place: number) => brought.get(placeOf(worker, week))?.[place] ?? 0;
    return [
      {
        team,
        spend: weeks.map((week) =>
          isThere(week) ? (spent.get(placeOf(worker, week))?.[0] ?? 0) : Number.NaN,
        ),
        kept: weeks.map((week) => at(week, 0)),
        lost: weeks.map((week) => at(week, 1)),
      },
    ];
  });
  return Object.assign(rows, { teamIds });
}

/** Spend of a head and results of all, by team. */
function byTeam(table: Table): UnitWeeks[] {
  return table.teamIds.flatMap((_, team) => {
    const rows = table.filter((row) => row.team === team);
    const [first] = rows;
    if (!first) return [];
    const sum = (key: 'kept' | 'lost') =>
      first.spend.map((__, t) => rows.reduce((total, row) => total + (row[key][t] ?? 0), 0));
    const spend = first.spend.map((__, t) => {
      const there = rows.flatMap((row) => (Number.isNaN(row.spend[t]) ? [] : [row.spend[t] ?? 0]));
      return there.length === 0 ? Number.NaN : there.reduce((a, b) => a + b, 0) / there.length;
    });
    return [{ team, spend, kept: sum('kept'), lost: sum('lost') }];
  });
}

/** Dollars of each person by week, those of their agents among them. */
async function readSpend(facts: ReadingFacts, range: DateRange, persons: readonly string[]): Promise<Sums> {
  const plan = planUsage({
    ...{ workspace: facts.workspace, range, grain: 'week', groupBy: [], filters: [] },
    ...{ measures: ['cost_contracted'], kept: { kind: 'all' }, companyTimeZone: facts.companyTimeZone },
    extraColumns: ['worker_id'],
    ...(facts.fromJournal && { fromJournal: true }),
  });
  const { sql, params } = printPerWorker(plan);
  const owners = await (facts.directory.owners?.(facts.workspace) ?? new Map<string, string>());
  const rows = await facts.engine.query<{ week: string; person: string; spent: string }>(
    [
      'SELECT toString(at) AS week, transform(worker, {agents:Array(String)}, {owners:Array(String)}, worker) AS person,',
      'toString(sum(cost_contracted)) AS spent',
      `FROM (${sql}) WHERE person IN {persons:Array(String)} GROUP BY week, person`,
    ].join('\n'),
    // `transform` refuses empty lists.
    { ...params, persons, agents: ['', ...owners.keys()], owners: ['', ...owners.values()] },
  );
  return new Map(rows.map(({ week, person, spent }) => [placeOf(person, week), [Number(spent)]]));
}

/** Accepted and reversed results of each person by week. */
async function readResults(
  facts: ReadingFacts,
  range: DateRange,
  outcome: string,
  persons: readonly string[],
): Promise<Sums> {
  const rows = await facts.engine.query<{ week: string; worker: string; kept: string; lost: string }>(
    [
      'SELECT toString(toMonday(toDate(j.occurred_at, {zone:String}))) AS week, toString(j.worker_id) AS worker,',
      'toString(sumIf(j.outcomes, j.reversed = 0)) AS kept, toString(sumIf(j.outcomes, j.reversed = 1)) AS lost',
      'FROM outcome_journal AS j WHERE j.workspace = {workspace:String} AND j.kind = {kind:String} AND j.counted = 1',
      'AND toDate(j.occurred_at, {zone:String}) >= {from:Date} AND toDate(j.occurred_at, {zone:String}) < {to:Date}',
      'AND j.worker_id IN {persons:Array(String)} GROUP BY week, worker',
    ].join('\n'),
    {
      ...{ workspace: facts.workspace, kind: outcome, persons, zone: facts.companyTimeZone },
      ...{ from: range.from, to: range.to },
    },
  );
  return new Map(
    rows.map(({ week, worker, kept, lost }) => [placeOf(worker, week), [Number(kept), Number(lost)]]),
  );
}
