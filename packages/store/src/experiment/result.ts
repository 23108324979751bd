import { isCannotTell, readExperiment } from '@exchequer/core/analysis';
import type { Experiment } from '@exchequer/model/contract';
import { byPeriod, dayAfter, mondays, type TeamWeeks, tableOf } from './history.ts';
import type { KeptExperiment } from './rows.ts';

/** A day to bring envelopes about: limits set within it count as set in time. */
const graceMs = 86_400_000;

/** Share of team-periods in which the team’s limit was what was drawn for it. */
export function adherenceOf(
  { teams, events, plan }: KeptExperiment,
  periods: number,
  timeOf: (day: string) => number,
): number {
  let [kept, all] = [0, 0];
  for (const { teamId, periods: lots } of teams) {
    const own = events.filter((event) => event.teamId === teamId && event.kind !== 'not-set');
    for (let period = 0; period < periods; period++) {
      const starts = timeOf(dayAfter(plan.starts_on, period * plan.period_weeks * 7));
      const ends = timeOf(dayAfter(plan.starts_on, (period + 1) * plan.period_weeks * 7));
      const last = own.findLast(({ at }) => at.getTime() <= starts + graceMs);
      const isLeft = own.some(({ kind, at }) => kind === 'left-alone' && at.getTime() < ends);
      all++;
      if (!isLeft && (last?.kind === 'capped') === (lots[period] ?? false)) kept++;
    }
  }
  return all === 0 ? 0 : kept / all;
}

/** Reads an experiment that has ended, over the periods that ended before it did. */
export async function resultOf(
  read: TeamWeeks,
  experiment: KeptExperiment,
  lastDay: string,
  timeOf: (day: string) => number,
): Promise<Pick<Experiment, 'result' | 'needs'>> {
  const { plan, teams, workspace } = experiment;
  const ended = lastDay < experiment.endsOn ? lastDay : experiment.endsOn;
  const weeks = mondays(plan.starts_on, ended).filter((monday) => dayAfter(monday, 7) <= ended);
  const periods = Math.floor(weeks.length / plan.period_weeks);
  if (periods < 2) return { result: null, needs: 'two whole periods; it was stopped before' };
  const rows = await read(workspace, { from: plan.starts_on, to: ended, outcome: plan.outcome });
  const table = tableOf(
    rows,
    teams.map(({ teamId }) => teamId),
    weeks.slice(0, periods * plan.period_weeks),
  );
  const adherence = adherenceOf(experiment, periods, timeOf);
  const usual = teams.map(({ usualSpend }) => usualSpend);
  const told = readExperiment({
    spend: byPeriod(table.spend, plan.period_weeks),
    results: byPeriod(table.results, plan.period_weeks),
    schedule: teams.map(({ periods: lots }) => lots.slice(0, periods)),
    before: teams.map(({ usualResults }) => usualResults * plan.period_weeks),
    ...{ adherence, drawn: { design: plan.design, usual, periods: plan.periods, seed: experiment.hash } },
  });
  if (isCannotTell(told)) return { result: null, needs: told.needs };
  const near = (value: number) => Number(value.toFixed(4));
  const rounded = ({ change, low, high }: typeof told.results) => ({
    ...{ change: near(change), low: near(low), high: near(high) },
  });
  const { value, low, high } = told.elasticity;
  return {
    needs: null,
    result: {
      ...{ results: rounded(told.results), spend: rounded(told.spend), chance: near(told.chance) },
      elasticity: { value: near(value), low: low && near(low), high: high && near(high) },
      ...{ adherence: near(adherence), grade: told.grade, sentence: sentenceOf(told) },
    },
  };
}

function sentenceOf({
  results,
  spend,
  elasticity,
}: Extract<ReturnType<typeof readExperiment>, { chance: number }>): string {
  const percent = (share: number) => `${Math.abs(Math.round(share * 100))} %`;
  const way = (share: number) => `${percent(share)} ${share < 0 ? 'less' : 'more'}`;
  if (elasticity.low === null)
    return 'The cap did not move spend for certain: what spend brings cannot be told from it.';
  const brought = `Capped, teams spent ${way(spend.change)} and brought ${way(results.change)}`;
  const bounds = `(95 %: ${(results.low * 100).toFixed(0)} to ${(results.high * 100).toFixed(0)} %)`;
  const unsure = results.low < 0 && results.high > 0 ? ', which cannot be told from nothing' : '';
  return `${brought} ${bounds}${unsure}.`.replaceAll('-', '−');
}
