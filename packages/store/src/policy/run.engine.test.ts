import { type CompanyCalendar, periodOn } from '@exchequer/core/envelope';
import { localDate } from '@exchequer/core/metric';
import { reportSimulation } from '@exchequer/core/policy';
import { type Envelope, formatUsd, parseUsd, type SpendFacts } from '@exchequer/model';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestJournal, type TestJournal } from '../analytics/query/testing/journal.ts';
import { type RunInput, runPolicy } from './run.ts';

const calendar: CompanyCalendar = { timeZone: 'Europe/Warsaw', fiscalStart: 1 };
const range = {
  workspace: 'live',
  from: new Date('2026-09-30T22:00:00Z'),
  to: new Date('2026-10-31T23:00:00Z'),
};
let journal: TestJournal;

interface Call {
  event: number;
  at: string;
  worker_id: string;
  team_id: string;
  project: string;
  agent: string;
  workflow: string;
  cost_contracted: string;
  billing_mode: string;
}

/** A sequence that is the same on every run. */
function sequence(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (state >>> 8) % below;
  };
}

const next = sequence(20_261_121);
const calls: Call[] = Array.from({ length: 6_000 }, (_, event) => {
  const worker = next(9);
  return {
    event,
    at: new Date(range.from.getTime() + next(31 * 86_400) * 1_000 + next(1_000)).toISOString(),
    worker_id: worker === 8 ? '' : `wrk_${worker}`,
    team_id: worker === 8 ? '' : worker < 6 ? 'team_a' : 'team_b',
    project: ['', 'alpha', 'beta'][next(3)] ?? '',
    agent: next(10) === 0 ? 'nightly' : '',
    workflow: ['review', 'build', ''][next(3)] ?? '',
    cost_contracted: `0.${String(next(900_000) + 1).padStart(6, '0')}`,
    billing_mode: next(12) === 0 ? 'subscription' : 'api',
  };
});

const envelope = (id: string, change: Partial<Envelope>): Envelope => ({
  id,
  name: id,
  kind: 'company',
  ref: '',
  parentId: null,
  currency: 'USD',
  limit: parseUsd('2000'),
  period: 'month',
  custom: null,
  enforcement: 'hard',
  thresholds: [50, 80, 95],
  rollover: null,
  overdraft: 0n,
  ownerId: null,
  managedBy: 'file',
  state: 'active',
  since: '2026-11-01',
  ...change,
});
const envelopes = [
  envelope('company', { limit: parseUsd('950') }),
  envelope('team_a', {
    kind: 'team',
    ref: 'team_a',
    parentId: 'company',
    limit: parseUsd('110'),
    period: 'week',
  }),
  envelope('alpha', {
    kind: 'project',
    ref: 'alpha',
    parentId: 'team_a',
    limit: parseUsd('9.5'),
    period: 'day',
  }),
  envelope('wrk_1', {
    kind: 'person',
    ref: 'wrk_1',
    parentId: 'team_a',
    limit: parseUsd('4'),
    period: 'day',
    rollover: { percent: 50, cap: parseUsd('1') },
  }),
  envelope('team_b', {
    kind: 'team',
    ref: 'team_b',
    parentId: 'company',
    limit: parseUsd('100'),
    enforcement: 'soft',
  }),
  envelope('nightly', {
    kind: 'agent',
    ref: 'nightly',
    parentId: 'company',
    limit: parseUsd('20'),
    period: 'custom',
    custom: { startsOn: '2026-10-05', endsOn: '2026-10-20' },
  }),
];

const input: RunInput = {
  envelopes,
  calendar,
  factsOf: ({ teamId, ...known }): SpendFacts => ({
    ...known,
    teamIds: teamId ? [teamId] : [],
    agentFamily: '',
  }),
  isPerson: () => true,
};

beforeAll(async () => {
  journal = await openTestJournal();
  await journal.book(calls.map((call) => ({ ...call })));
  const [first] = calls;
  if (!first) throw new Error('there are calls');
  // The first call is corrected, moved to another worker, and corrected again: it counts as it is now.
  const back = `-${first.cost_contracted}`;
  await journal.book([
    { ...first, cost_contracted: back, requests: -1, reason: 'move' },
    { ...first, worker_id: 'wrk_3', team_id: 'team_a', cost_contracted: '5.5' },
    { ...first, worker_id: 'wrk_3', team_id: 'team_a', cost_contracted: '-2', requests: 0 },
    { ...first, event: 90_001, metered: 0, cost_contracted: '400' },
    { ...first, event: 90_002, workspace: 'sample', cost_contracted: '400' },
    { ...first, event: 90_003, at: '2026-10-31T23:00:00Z', cost_contracted: '400' },
  ]);
  Object.assign(first, { worker_id: 'wrk_3', team_id: 'team_a', cost_contracted: '3.5' });
});
afterAll(() => journal.close());

interface Tally {
  calls: number;
  refused: number;
  refusedCost: bigint;
  over: number;
  admitted: bigint;
  first: string | null;
  last: string | null;
  workers: Set<string>;
}

/** The rule, said once more as plainly as possible: one dictionary of what was spent per period. */
function oracle(): { tallies: Map<string, Tally>; uncovered: number } {
  const spent = new Map<string, bigint>();
  const days = new Map<string, bigint>();
  const tallies = new Map<string, Tally>(
    envelopes.map(({ id }) => [
      id,
      {
        calls: 0,
        refused: 0,
        refusedCost: 0n,
        over: 0,
        admitted: 0n,
        first: null,
        last: null,
        workers: new Set(),
      },
    ]),
  );
  let uncovered = 0;
  const pick = (kind: string, ref: string, day: string) =>
    envelopes.find(
      (e) =>
        e.kind === kind &&
        e.ref === ref &&
        (!e.custom || (e.custom.startsOn <= day && day < e.custom.endsOn)),
    );
  const sorted = [...calls].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.event - b.event));
  const limitOn = (e: Envelope, day: string): bigint => {
    if (!e.rollover || day <= '2026-10-01') return e.limit;
    const before = new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10);
    const left = limitOn(e, before) - (days.get(`${e.id} ${before}`) ?? 0n);
    const carried = (left * BigInt(e.rollover.percent)) / 100n;
    return (
      e.limit + (carried < 0n ? 0n : carried > (e.rollover.cap ?? carried) ? (e.rollover.cap ?? 0n) : carried)
    );
  };
  for (const call of sorted) {
    const day = localDate(Date.parse(call.at), calendar.timeZone);
    let at =
      (call.agent && pick('agent', call.agent, day)) ||
      pick('person', call.worker_id, day) ||
      (call.project && pick('project', call.project, day)) ||
      pick('team', call.team_id, day) ||
      pick('company', '', day);
    const path: Envelope[] = [];
    for (; at; at = envelopes.find(({ id }) => id === (at as Envelope).parentId)) path.push(at);
    if (path.length === 0) uncovered++;
    const cost = call.billing_mode === 'subscription' ? 0n : parseUsd(call.cost_contracted);
    const keyOf = (e: Envelope) => `${e.id} ${periodOn(e, day, 1)?.key}`;
    const room = (e: Envelope) => limitOn(e, day) - (spent.get(keyOf(e)) ?? 0n);
    for (const e of path) (tallies.get(e.id) as Tally).calls++;
    const refusing = path.find((e) => e.enforcement === 'hard' && cost > 0n && cost > room(e));
    if (refusing) {
      const tally = tallies.get(refusing.id) as Tally;
      tally.refused++;
      tally.refusedCost += cost;
      tally.first ??= new Date(call.at).toISOString();
      tally.last = new Date(call.at).toISOString();
      if (call.worker_id) tally.workers.add(call.worker_id);
      continue;
    }
    for (const e of path) {
      const tally = tallies.get(e.id) as Tally;
      if (cost > 0n && cost > room(e)) tally.over++;
      tally.admitted += cost;
      spent.set(keyOf(e), (spent.get(keyOf(e)) ?? 0n) + cost);
      days.set(`${e.id} ${day}`, (days.get(`${e.id} ${day}`) ?? 0n) + cost);
    }
  }
  return { tallies, uncovered };
}

describe('a policy run over the journal', () => {
  test('refuses, admits and warns call by call as the plain rule does', async () => {
    const run = await runPolicy(journal.engine, range, input);
    expect(run.granularity).toBe('call');
    const report = reportSimulation(run.simulation, {
      tree: new Map(envelopes.map((one) => [one.id, one])),
      groups: run.groups,
      keys: new Map(),
      isNew: () => false,
      exactWorkers: false,
    });
    const { tallies, uncovered } = oracle();
    expect(report.calls).toBe(calls.length);
    expect(report.uncovered_calls).toBe(uncovered);
    expect(report.envelopes).toHaveLength(envelopes.length);
    for (const seen of report.envelopes) {
      const tally = tallies.get(seen.name) as Tally;
      expect([seen.name, seen.calls, seen.refused_calls, seen.over_calls]).toEqual([
        seen.name,
        tally.calls,
        tally.refused,
        tally.over,
      ]);
      expect(seen).toMatchObject({
        refused_cost: formatUsd(tally.refusedCost),
        admitted_cost: formatUsd(tally.admitted),
      });
      expect(seen.first_refusal?.at ?? null).toBe(tally.first);
      expect(seen.last_refusal?.at ?? null).toBe(tally.last);
      const few = tally.workers.size > 0 && tally.workers.size < 5;
      expect(seen.refused_workers).toEqual(
        few ? { workers: null, fewer_than: 5 } : { workers: tally.workers.size, fewer_than: null },
      );
    }
    const refused = report.envelopes.filter(({ refused_calls }) => refused_calls > 0).map(({ name }) => name);
    // The example is only worth something when every kind of envelope has something to refuse.
    expect(refused).toEqual(expect.arrayContaining(['company', 'team_a', 'alpha', 'wrk_1', 'nightly']));
    expect(report.envelopes.find(({ name }) => name === 'team_b')).toMatchObject({ refused_calls: 0 });
  });

  test('tells thresholds with their dates, the peak, and the workflows that are hit', async () => {
    const run = await runPolicy(journal.engine, range, input);
    const { envelopes: seen } = reportSimulation(run.simulation, {
      tree: new Map(envelopes.map((one) => [one.id, one])),
      groups: run.groups,
      keys: new Map([['team_b', 'b']]),
      isNew: (id) => id === 'alpha',
      exactWorkers: true,
    });
    const soft = seen.find(({ name }) => name === 'team_b');
    expect(soft?.key).toBe('b');
    expect(soft?.thresholds_crossed.map(({ threshold, period_key }) => `${threshold} ${period_key}`)).toEqual(
      ['50 2026-10', '80 2026-10', '95 2026-10'],
    );
    expect(Number(soft?.peak_percent)).toBeGreaterThan(100);
    const team = seen.find(({ name }) => name === 'team_a');
    expect(team?.workflows.map(({ workflow }) => workflow).sort()).toEqual(['build', 'review']);
    expect(seen.find(({ name }) => name === 'alpha')?.envelope_id).toBeNull();
    // One person alone uses what this envelope covers: no workflow is named.
    expect(seen.find(({ name }) => name === 'wrk_1')?.workflows).toEqual([]);
  });

  test('decides minutes together where there are too many calls, and says so', async () => {
    const fine = await runPolicy(journal.engine, range, input);
    const coarse = await runPolicy(journal.engine, range, input, { callsUpTo: 100 });
    expect(coarse.granularity).toBe('minute');
    expect(coarse.simulation.totals.calls).toBe(fine.simulation.totals.calls);
    expect(coarse.simulation.totals.cost).toBe(fine.simulation.totals.cost);
    const [a, b] = [coarse.simulation.totals.refusedCost, fine.simulation.totals.refusedCost];
    expect(Number(a - b) / Number(b)).toBeCloseTo(0, 1);
  });

  test('knows nothing of usage outside the range', async () => {
    const empty = { ...range, from: new Date('2026-08-01T00:00:00Z'), to: new Date('2026-08-02T00:00:00Z') };
    const run = await runPolicy(journal.engine, empty, input);
    expect(run.simulation.totals).toMatchObject({ calls: 0, cost: 0n, refusedCalls: 0 });
  });
});
