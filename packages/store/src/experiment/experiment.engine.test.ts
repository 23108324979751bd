import { drawPoisson } from '@exchequer/core/analysis';
import { seededRandom } from '@exchequer/core/statistics';
import { experimentPlanSchema } from '@exchequer/model/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { admin, all, type BudgetBench, budgetBench, wishOf } from '../envelope/testing.ts';
import { dayAfter, mondays, type TeamWeekRow } from './history.ts';
import { createExperiments, type ExperimentDesk, type ExperimentRefusal } from './index.ts';

const live = 'live';
const teams = Array.from({ length: 12 }, (_, at) => `team_${String(at).padStart(2, '0')}`);
const start = '2026-11-23';
const plan = experimentPlanSchema.parse({
  ...{ name: 'Half the budget', starts_on: start, periods: 4, period_weeks: 1, smallest_change: 0.3 },
});
let bench: BudgetBench;
let desk: ExperimentDesk;
const envelopes = new Map<string, string>();

/** Weeks of teams: results follow spend by the power 0.5, and spend follows the limit that was in force. */
const weekRows = new Map<string, TeamWeekRow[]>();
const limits = async () =>
  new Map(
    (await bench.budgets.envelopes.list(live, { state: 'active' }, all)).envelopes.map(({ id, limit }) => [
      id,
      Number(limit),
    ]),
  );

async function playWeek(week: string) {
  const random = seededRandom(week);
  const now = await limits();
  weekRows.set(
    week,
    teams.map((teamId, at) => {
      const spend = (now.get(envelopes.get(teamId) ?? '') ?? 0) * (0.9 + 0.1 * random());
      return { teamId, week, spend, results: drawPoisson((20 + at) * Math.sqrt(spend / 400), random) };
    }),
  );
}

beforeAll(async () => {
  bench = await budgetBench('2026-11-18T10:00:00Z');
  const { sql } = bench.server;
  await sql`insert into team ${sql(teams.map((id) => ({ workspace: live, id, name: `Team ${id}`, external_id: '', parent_id: null })))}`;
  for (const id of [...teams, 'soft']) {
    if (id === 'soft') {
      await sql`insert into team (workspace, id, name, external_id, parent_id) values (${live}, 'soft', 'Soft', '', null)`;
    }
    const more = {
      period: 'week' as const,
      enforcement: id === 'soft' ? ('soft' as const) : ('hard' as const),
    };
    const made = await bench.budgets.envelopes.put(
      live,
      { wish: wishOf(id, 'team', id, null, '400', more), belowSpent: false },
      admin,
    );
    if ('refused' in made) throw new Error(made.detail);
    envelopes.set(id, made.id);
  }
  let serial = 0;
  desk = createExperiments({
    sql,
    now: () => new Date(clock),
    newId: (prefix) => `${prefix}${++serial}`,
    timeZone: () => 'Europe/Warsaw',
    envelopes: bench.budgets.envelopes,
    teamWeeks: async (_, { from, to }) =>
      [...weekRows].flatMap(([week, rows]) => (week >= from && week < to ? rows : [])),
  });
  for (const week of mondays('2026-07-27', '2026-11-23')) await playWeek(week);
});
afterAll(() => bench.close());

let clock = '2026-11-18T10:00:00Z';
const at = (instant: string) => {
  clock = instant;
  bench.at(instant);
};
const told = <T extends object>(answer: T): Exclude<T, ExperimentRefusal> => {
  if ('refused' in answer) throw new Error(JSON.stringify(answer));
  return answer as Exclude<T, ExperimentRefusal>;
};

test('a plan shows who can take part, the lots and the power before anything begins', async () => {
  const preview = told(await desk.plan(live, plan));
  const able = preview.teams.filter(({ reason }) => reason === null);
  expect(able.map(({ team_id }) => team_id).sort()).toEqual(teams);
  expect(preview.teams.find(({ team_id }) => team_id === 'soft')?.reason).toContain(
    'warns and does not refuse',
  );
  for (const { periods, cap } of able) {
    expect(periods.filter(Boolean)).toHaveLength(2);
    expect(cap).toBe('200');
  }
  expect(preview.power).toMatchObject({ per_arm: 24, cluster_size: 2 });
  expect(told(await desk.plan(live, plan)).hash).toBe(preview.hash);
  expect(await desk.plan(live, { ...plan, starts_on: '2026-11-24' })).toMatchObject({
    refused: 'experiment-start',
  });
  expect(await desk.plan(live, { ...plan, periods: 3 })).toMatchObject({ refused: 'experiment-periods' });
  expect(await desk.launch(live, plan, 'other', admin)).toMatchObject({ refused: 'experiment-changed' });
  expect(await desk.list(live)).toEqual([]);
});

test('envelopes carry it out, it gives back what they had, and only then there is a result of grade E3', async () => {
  const { hash } = told(await desk.plan(live, plan));
  const launched = told(await desk.launch(live, plan, hash, admin));
  expect(told(await desk.launch(live, plan, hash, admin)).id).toBe(launched.id);
  expect(launched).toMatchObject({ state: 'waiting', period: null, result: null });
  await desk.advance();
  expect(new Set((await limits()).values())).toEqual(new Set([400]));
  for (const [period, week] of mondays(start, dayAfter(start, 28)).entries()) {
    at(`${week}T08:00:00Z`);
    await desk.advance();
    // A round that comes again changes nothing.
    const before = await bench.server.sql`select count(*)::int as n from experiment_event`;
    await desk.advance();
    expect(await bench.server.sql`select count(*)::int as n from experiment_event`).toEqual(before);
    const now = await limits();
    const running = told(await desk.get(live, launched.id));
    expect(running).toMatchObject({ state: 'running', period: period + 1, result: null });
    for (const team of running.teams) {
      expect(now.get(team.envelope_id ?? '')).toBe(team.periods[period] ? 200 : 400);
    }
    await playWeek(week);
  }
  at(`${dayAfter(start, 28)}T08:00:00Z`);
  expect(await desk.advance()).toEqual({ finished: 1 });
  expect(new Set((await limits()).values())).toEqual(new Set([400]));
  const done = told(await desk.get(live, launched.id));
  expect(done.state).toBe('finished');
  expect(done.result).toMatchObject({ grade: 'E3', adherence: 1 });
  expect(done.result?.spend.change ?? 0).toBeCloseTo(-0.5, 1);
  const { low, high } = done.result?.elasticity ?? { low: null, high: null };
  expect(low ?? 9).toBeLessThan(0.5);
  expect(high ?? -9).toBeGreaterThan(0.5);
  expect(done.result?.chance ?? 1).toBeLessThan(0.05);
});

test('what was drawn and what happened cannot be changed afterwards', async () => {
  const { sql } = bench.server;
  await expect(sql`update experiment_slot set capped = not capped`).rejects.toThrow(/never changed/);
  await expect(sql`update experiment_event set detail = ''`).rejects.toThrow(/never changed/);
});

test('a stop gives limits back, but leaves what somebody set meanwhile', async () => {
  const next = { ...plan, name: 'Again', starts_on: '2026-12-28' };
  const { hash } = told(await desk.plan(live, next));
  const launched = told(await desk.launch(live, next, hash, admin));
  // Envelopes of a running experiment are taken.
  const other = told(await desk.plan(live, { ...next, name: 'Another' }));
  expect(other.teams.every(({ reason }) => reason !== null)).toBe(true);
  at('2026-12-28T09:00:00Z');
  await desk.advance();
  const capped = told(await desk.get(live, launched.id)).teams.filter(({ holds }) => holds === 'cap');
  expect(capped).toHaveLength(6);
  const [mine] = capped;
  const changed = wishOf(mine?.team_id ?? '', 'team', mine?.team_id ?? '', null, '333', { period: 'week' });
  const put = { id: mine?.envelope_id ?? '', wish: changed, belowSpent: true };
  expect(await bench.budgets.envelopes.put(live, put, admin)).not.toHaveProperty('refused');
  const stopped = told(await desk.stop(live, launched.id, 'Release week', admin));
  expect(stopped).toMatchObject({ state: 'stopped', result: null });
  expect(stopped.needs).toContain('two whole periods');
  const now = await limits();
  expect(now.get(mine?.envelope_id ?? '')).toBe(333);
  for (const { envelope_id } of capped.slice(1)) expect(now.get(envelope_id ?? '')).toBe(400);
  expect(stopped.events.filter(({ kind }) => kind === 'left-alone')).toHaveLength(1);
  expect(await desk.stop(live, launched.id, 'twice', admin)).toMatchObject({ refused: 'experiment-over' });
});
