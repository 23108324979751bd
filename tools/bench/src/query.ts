/**
 * `npm run bench -- query [--events N] [--rounds N]`: every query behind Today and Explore over a
 * generated year. Prints p50 and p95 of each, and as the last line one JSON object.
 */
import { join } from 'node:path';
import { checkQuery } from '@exchequer/core/metric';
import type { AnalyticsEngine } from '@exchequer/store/analytics/engine';
import { createUsageReports, type UsageReports } from '@exchequer/store/analytics/query';
import { machineLine, numberFlag, rounded } from './measure/machine.ts';
import { askedQueries, today } from './query/asked.ts';
import { companyTimeZone } from './query/company.ts';
import { openCompany } from './query/data.ts';

/** Something a page asks, and how long it took each time, in milliseconds. */
interface Timed {
  name: string;
  run: () => Promise<unknown>;
  ms: number[];
}

const args = process.argv.slice(2);
const events = numberFlag(args, 'events', 10_000_000);
const rounds = numberFlag(args, 'rounds', 7);
const say = (line: string) => console.error(line);

const employments = Array.from({ length: 1_000 }, (_, at) => ({
  workerId: `wrk_${String(at).padStart(4, '0')}`,
  teamId: `team_${String(at % 40).padStart(2, '0')}`,
  from: null,
  to: null,
}));

function openReports(engine: AnalyticsEngine): UsageReports {
  return createUsageReports({
    engine,
    companyTimeZone: async () => companyTimeZone,
    labels: { namesOf: async () => new Map() },
    directory: { employments: async () => employments },
    prices: { row: async () => null },
    lines: { lineOf: async () => null },
    intake: { countsBySource: async () => new Map() },
    now: () => today.now,
  });
}

async function everything(reports: UsageReports): Promise<Timed[]> {
  const range = { from: '2026-09-01', to: today.tomorrow, time_zone: companyTimeZone };
  const list = { range, filters: [], limit: 50 };
  const { events: newest, next_cursor: cursor } = await reports.events('live', list);
  const session = newest[0]?.session_id ?? '';
  const asks: [string, () => Promise<unknown>][] = [
    ...askedQueries().map(({ name, query }): [string, () => Promise<unknown>] => {
      const [refused] = checkQuery(query);
      if (refused) throw new Error(`${name}: ${refused.detail}`);
      return [name, () => reports.metrics('live', query)];
    }),
    ['events: newest', () => reports.events('live', list)],
    ['events: next page', () => reports.events('live', { ...list, cursor: cursor ?? undefined })],
    [
      'events: of a session',
      () =>
        reports.events('live', { ...list, filters: [{ dimension: 'session', op: 'is', values: [session] }] }),
    ],
    [
      'events: of a team and model',
      () =>
        reports.events('live', {
          ...list,
          filters: [
            { dimension: 'team', op: 'is', values: ['team_07'] },
            { dimension: 'model', op: 'is', values: ['gpt-5-mini'] },
          ],
        }),
    ],
    ['event drawer', () => reports.event('live', newest[7]?.id ?? '')],
    ['picker: models', () => reports.values('live', { dimension: 'model', range, search: '' })],
    ['picker: branches', () => reports.values('live', { dimension: 'branch', range, search: '12-3' })],
    ['sources', () => reports.sources('live')],
    ['unpriced models', () => reports.unpriced('live')],
  ];
  return asks.map(([name, run]) => ({ name, run, ms: [] }));
}

async function timeOnce(timed: Timed): Promise<void> {
  const started = performance.now();
  await timed.run();
  timed.ms.push(performance.now() - started);
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

say(machineLine());
const engine = await openCompany(join(process.cwd(), '.bench'), events, say);
const all = await everything(openReports(engine));
for (const timed of all) await timeOnce(timed);
const first = all.map(({ ms }) => ms[0] ?? 0);
for (const timed of all) timed.ms.length = 0;
for (let round = 0; round < rounds; round++) {
  for (const timed of all) await timeOnce(timed);
}
await engine.close();

const byTime = [...all].sort((a, b) => percentile(b.ms, 0.95) - percentile(a.ms, 0.95));
for (const { name, ms } of byTime) {
  say(
    `${percentile(ms, 0.5).toFixed(0).padStart(6)} p50 ${percentile(ms, 0.95).toFixed(0).padStart(6)} p95 ms  ${name}`,
  );
}
const times = all.flatMap(({ ms }) => ms);
const millions = events / 1_000_000;
say(
  `${all.length} questions × ${rounds} rounds over ${millions} million events; each question is the several statements of one API call`,
);
say('the engine’s own caches are as a running server has them; the first round after opening is given apart');
console.log(
  JSON.stringify({
    events,
    questions: all.length,
    rounds,
    p50Ms: rounded(percentile(times, 0.5), 1),
    firstRoundP95Ms: rounded(percentile(first, 0.95), 1),
    [`p95Ms${millions}M`]: rounded(percentile(times, 0.95), 1),
  }),
);
