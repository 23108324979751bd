import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFigures } from '../../figure/index.ts';
import { migrate, migrations } from '../../migrations/index.ts';
import { type TemporaryPostgres, temporaryPostgres } from '../../postgres/testing/index.ts';
import { type AnalyticsEngine, openEngine } from '../engine/index.ts';
import { createFacts, factDdl } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'exchequer-stated-'));
const by = { id: 'usr_1', name: 'Ada' };
let postgres: TemporaryPostgres;
let engine: AnalyticsEngine;
let clock = new Date('2026-11-21T09:00:00Z');

beforeAll(async () => {
  postgres = await temporaryPostgres();
  await migrate(postgres.sql, migrations);
  engine = await openEngine({ path: folder, readers: 1 });
  for (const statement of factDdl(null)) await engine.command(statement);
});
afterAll(async () => {
  await engine?.close();
  await postgres?.close();
  rmSync(folder, { recursive: true, force: true });
});

test('stated figures are spread over their month to the last pico, and the newest statement holds', async () => {
  const figures = createFigures({ sql: postgres.sql, now: () => clock });
  const figure = (
    key: 'hires' | 'saas_spend' | 'baseline_changes',
    month: string,
    amount: string,
    teamId = '',
  ) => ({
    ...{ key, month, amount, teamId, source: 'HR' },
  });
  await figures.state(
    'live',
    [figure('hires', '2026-02-01', '9'), figure('hires', '2026-03-01', '1', 'team_1')],
    by,
  );
  clock = new Date('2026-11-21T10:00:00Z');
  await figures.state(
    'live',
    [
      ...[figure('hires', '2026-02-01', '2'), figure('saas_spend', '2026-11-01', '300')],
      ...[figure('baseline_changes', '2026-08-01', '40'), figure('baseline_changes', '2026-11-01', '50')],
    ],
    by,
  );
  await figures.state('sample', [figure('hires', '2026-02-01', '77')], by);
  expect(await figures.list('live')).toEqual([
    figure('baseline_changes', '2026-08-01', '40'),
    figure('baseline_changes', '2026-11-01', '50'),
    figure('hires', '2026-02-01', '2'),
    figure('hires', '2026-03-01', '1', 'team_1'),
    figure('saas_spend', '2026-11-01', '300'),
  ]);
  const facts = createFacts({ engine, sql: postgres.sql, timeZone: () => 'UTC', now: () => clock });
  await facts.refresh('live', 'stated');
  const sums = (where: string) =>
    engine.query<{ total: string; days: string }>(
      `SELECT toString(sum(s.amount)) AS total, count() AS days FROM stated_day AS s WHERE workspace = 'live' AND ${where}`,
    );
  expect(await sums("key = 'hires' AND toYYYYMM(day) = 202602")).toEqual([{ total: '2', days: '28' }]);
  expect(await sums("key = 'hires' AND toYYYYMM(day) = 202603")).toEqual([{ total: '1', days: '31' }]);
  // November is not over: 21 of 30 days.
  expect(await sums("key = 'saas_spend'")).toEqual([{ total: '210', days: '21' }]);
  // What was measured once stands on every day until it is stated anew: August to October, then 21 days.
  expect(await sums("key = 'baseline_changes' AND day < '2026-11-01'")).toEqual([
    { total: '3680', days: '92' },
  ]);
  expect(await sums("key = 'baseline_changes' AND day >= '2026-11-01'")).toEqual([
    { total: '1050', days: '21' },
  ]);
  // Half of February holds half.
  expect((await sums("key = 'hires' AND day < '2026-02-15' AND day >= '2026-02-01'"))[0]?.total).toMatch(
    /^(1|0\.9999999999\d+)$/,
  );
});
