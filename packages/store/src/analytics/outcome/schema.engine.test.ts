import { outcomeColumns } from '@exchequer/model';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AnalyticsEngine, openEngine } from '../engine/index.ts';
import { linkDdl } from '../link/index.ts';
import { outcomeDdl } from './schema.ts';

let engine: AnalyticsEngine;
beforeAll(async () => {
  engine = await openEngine({ path: ':memory:' });
});
afterAll(() => engine.close());

test('the tables are made, once and again', async () => {
  const ddl = [...outcomeDdl({ timeZone: 'Europe/Warsaw', cluster: null }), ...linkDdl(null)];
  for (const statement of [...ddl, ...ddl]) await engine.command(statement);
  const rows = await engine.queryAsWriter<{ name: string }>(
    "SELECT name FROM system.columns WHERE database = currentDatabase() AND table = 'outcome_journal'",
  );
  expect(rows.map(({ name }) => name)).toEqual(
    expect.arrayContaining(outcomeColumns.map(({ name }) => name)),
  );
});

test('days are those of the company, and a reversal leaves an accepted and a reversed sum that agree', async () => {
  const row = (sign: number, reversed: number) =>
    `{"workspace":"live","source":"github","source_event_id":"1","occurred_at":"2026-02-10T23:30:00.000Z","kind":"pull_request.merged","work_key":"pull_request:a#1","counted":1,"reversed":${reversed},"outcomes":${sign},"event_key":"1"}\n`;
  await engine.insertJsonLines('outcome_journal', Buffer.from(row(1, 0)));
  await engine.insertJsonLines('outcome_journal', Buffer.from(row(-1, 0) + row(1, 1)));
  const rows = await engine.queryAsWriter(
    'SELECT toString(day) AS day, reversed, toString(sum(outcomes)) AS n FROM outcome_day GROUP BY day, reversed ORDER BY reversed',
  );
  expect(rows).toEqual([
    { day: '2026-02-11', reversed: 0, n: '0' },
    { day: '2026-02-11', reversed: 1, n: '1' },
  ]);
});
