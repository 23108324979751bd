import { drawPoisson } from '@exchequer/core/analysis';
import { seededRandom, standardNormal } from '@exchequer/core/statistics';
import { outcomeColumns } from '@exchequer/model';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readCurve } from './curve.ts';
import type { Employment } from './facts.ts';
import { companyTimeZone, openTestJournal, type TestJournal } from './testing/journal.ts';

/** Eighteen teams of seven over twenty weeks; the able spend more, and within a person the power is 0.3. */
const planted = { teams: 18, size: 7, weeks: 20, beta: 0.3 };
const range = { from: '2026-03-02', to: '2026-07-20', time_zone: companyTimeZone };
const persons = planted.teams * planted.size;
const workerOf = (person: number) => `wrk_${String(person).padStart(3, '0')}`;
const teamOf = (person: number) => `team_${String(Math.floor(person / planted.size)).padStart(2, '0')}`;
const staff: Employment[] = Array.from({ length: persons }, (_, person) => ({
  ...{ workerId: workerOf(person), teamId: teamOf(person), from: null, to: null },
}));
let journal: TestJournal;

function week() {
  const random = seededRandom('planted curve');
  const able = Array.from({ length: persons }, () => 0.5 * standardNormal(random));
  return Array.from({ length: planted.weeks }, (_, at) => {
    const day = new Date(Date.parse('2026-03-03T10:00:00Z') + at * 7 * 86_400_000).toISOString();
    return able.map((talent, person) => {
      const log = 0.9 * talent + 0.6 * standardNormal(random);
      const merged = drawPoisson(Math.exp(1 + talent + planted.beta * log), random);
      return { day, person, dollars: 20 * Math.exp(log), merged };
    });
  }).flat();
}

beforeAll(async () => {
  journal = await openTestJournal();
  const rows = week();
  await journal.book(
    rows.map(({ day, person, dollars }, event) => {
      const cost = dollars.toFixed(6);
      const who = { worker_id: workerOf(person), team_id: teamOf(person), provider: 'openai' };
      return {
        event,
        at: day,
        ...who,
        uncached_input: 1_000,
        cost_base: cost,
        cost_contracted: cost,
        cost_list: cost,
      };
    }),
  );
  const empty = Object.fromEntries(
    outcomeColumns.map(({ name, type }) => [
      name,
      type.startsWith('Array') ? [] : /Int|Decimal/.test(type) ? 0 : '',
    ]),
  );
  const lines = rows.flatMap(({ day, person, merged }, event) =>
    merged === 0
      ? []
      : [
          {
            ...empty,
            ...{ workspace: 'live', source: 'github', source_event_id: `pr-${event}`, occurred_at: day },
            ...{ kind: 'pull_request.merged', work_key: `pull_request:${event}`, counted: 1, reversed: 0 },
            ...{ worker_id: workerOf(person), team_id: teamOf(person), outcomes: merged },
            ...{ event_key: String(event), recorded_at: day, batch_id: 'b', reason: 'outcome' },
          },
        ],
  );
  await journal.engine.insertJsonLines(
    'outcome_journal',
    Buffer.from(lines.map((line) => JSON.stringify(line)).join('\n')),
  );
});
afterAll(() => journal.close());

const facts = (few = false) => ({
  ...journal.facts,
  directory: {
    employments: async () => (few ? staff.slice(0, 70) : staff),
    owners: async () => new Map<string, string>(),
  },
  people: {
    persons: async () => staff.map(({ workerId }) => workerId),
    shown: async () => [],
    note: async () => {},
  },
});

describe('the curve of spend and results', () => {
  test('finds the planted elasticity within persons, where a plain look finds twice as much', async () => {
    const read = await readCurve(facts(), { range, outcome: 'pull_request.merged' });
    expect(read.elasticity).toMatchObject({ unit: 'person', units: persons, grade: 'E1' });
    const { within = 0, low = 0, high = 0, pooled = 0, between = 0 } = read.elasticity ?? {};
    expect(low).toBeLessThan(planted.beta);
    expect(high).toBeGreaterThan(planted.beta);
    expect(Math.abs(within - planted.beta)).toBeLessThan(0.1);
    expect(pooled).toBeGreaterThan(high);
    expect(between).toBeGreaterThan(pooled);
    expect(read).toMatchObject({
      headline: true,
      simpson: null,
      per: 'person-week',
      persons,
      teams: planted.teams,
    });
    expect(read.sentence).toContain('with ten percent more spend');
    // Teams of which few brought anything in some week are folded, so that nobody is told of.
    expect(read.by_team.length).toBeGreaterThan(4);
    expect(read.by_team.every(({ persons: of }) => of >= 5)).toBe(true);
    expect(JSON.stringify(read)).not.toContain('wrk_');
  });

  test('draws no line past what nineteen of twenty points spend', async () => {
    const read = await readCurve(facts(), { range, outcome: 'pull_request.merged', valuePerOutcome: '30' });
    const spend = read.points.map((point) => Number(point.spend)).sort((a, b) => a - b);
    const end = spend[Math.ceil(spend.length * 0.95)] ?? 0;
    expect(read.fits).toHaveLength(5);
    expect(read.fits.filter(({ near_best }) => near_best).length).toBeGreaterThan(0);
    for (const { line } of read.fits) expect(Number(line.at(-1)?.spend)).toBeLessThanOrEqual(end);
    expect(read.optimum).toMatchObject({ value_per_outcome: '30', level: 0.95 });
    expect(Number(read.optimum?.spend)).toBeLessThanOrEqual(end);
  });

  test('of fewer than a hundred persons shows points and says what is needed', async () => {
    const read = await readCurve(facts(true), { range, outcome: 'pull_request.merged' });
    expect(read).toMatchObject({ elasticity: null, fits: [], headline: false });
    expect(read.needs).toContain('at least 100 persons');
  });

  test('of a kind that nobody tells of has no points', async () => {
    const read = await readCurve(facts(), { range, outcome: 'ticket.resolved' });
    expect(read).toMatchObject({ points: [], elasticity: null });
  });
});
