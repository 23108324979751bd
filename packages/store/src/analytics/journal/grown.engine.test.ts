import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pico, pricedClasses, type UnitPrices } from '@exchequer/model';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AnalyticsEngine, openEngine } from '../engine/index.ts';
import { rollupDdl, verifyRollups } from '../rollup/index.ts';
import { createJournal, journalDdl } from './index.ts';

const home = mkdtempSync(join(tmpdir(), 'exchequer-grown-'));
let engine: AnalyticsEngine;
const rollups = { timeZone: 'UTC', cluster: null };

beforeAll(async () => {
  engine = await openEngine({ path: home, readers: 1 });
});
afterAll(async () => {
  await engine.close();
  rmSync(home, { recursive: true, force: true });
});

const later = ['parent_agent', 'root_run', 'lease'];
/** The tables as an earlier version made them. */
const before = (statement: string) =>
  statement.startsWith('ALTER TABLE')
    ? 'SELECT 1'
    : later.reduce((text, name) => text.replace(new RegExp(`\`${name}\` [A-Za-z()]+, `, 'g'), ''), statement);

const event = (id: string, output: number, more = {}) => ({
  ...{ workspace: 'live', source: 'claude-code.log' as const, source_event_id: id },
  ...{
    occurred_at: '2026-11-20T12:00:00.000Z',
    tool: 'claude-code',
    provider: 'p',
    model: 'm',
    requests: 1,
    output,
  },
  aliases: [],
  ...more,
});
const columns = async () =>
  (
    await engine.query<{ name: string }>(
      `SELECT name FROM system.columns WHERE table = 'usage_journal' AND database = currentDatabase()`,
    )
  ).map(({ name }) => name);
const flat = (perMillion: bigint) =>
  Object.fromEntries(pricedClasses.map((c) => [c, pico(perMillion * 1_000_000n)])) as UnitPrices;
const open = () =>
  createJournal({
    engine,
    prices: async (questions) =>
      questions.map((question) => ({ question, slices: [], base: flat(1n), ceiling: flat(50n) })),
    identities: async () => [],
  });

test('a journal of an earlier version gets the new columns, and books on as if it had always had them', async () => {
  for (const statement of [...journalDdl(null), ...rollupDdl(rollups)])
    await engine.command(before(statement));
  expect(await columns()).not.toContain('lease');
  // A row from before, through every view that follows the journal.
  await engine.command(`
    INSERT INTO usage_journal (workspace, source, source_event_id, occurred_at, tool, provider, model, metered, requests, output, event_key, recorded_at, batch_id, reason)
    SELECT 'live', 'claude-code.log', 'old', toDateTime64('2026-11-20 12:00:00', 3, 'UTC'), 'claude-code', 'p', 'm', 1, 1, 100,
      reinterpretAsUInt128(sipHash128('live', '\\0', 'claude-code.log', '\\0', 'old')), now64(3), 'batch0', 'new'`);

  for (let start = 0; start < 2; start++) {
    for (const statement of [...journalDdl(null), ...rollupDdl(rollups)]) await engine.command(statement);
  }
  expect(await columns()).toEqual(expect.arrayContaining(later));

  const journal = open();
  // The same again is a duplicate; grown, it is amended by the difference alone.
  expect(await journal.book('live', [event('old', 100)])).toMatchObject({ added: 0, amended: 0 });
  expect(await journal.book('live', [event('old', 150)])).toMatchObject({ amended: 1 });
  await journal.book('live', [event('new', 30, { lease: 'lse_1', root_run: 'run_1', parent_agent: 'plan' })]);
  const rows = await engine.query(`
    SELECT toString(lease) AS lease, root_run, toString(parent_agent) AS parent, toString(sum(output)) AS output
    FROM usage_journal GROUP BY 1, 2, 3 ORDER BY 1`);
  expect(rows).toEqual([
    { lease: '', root_run: '', parent: '', output: '150' },
    { lease: 'lse_1', root_run: 'run_1', parent: 'plan', output: '30' },
  ]);
  expect((await verifyRollups(engine, rollups)).rebuilt).toEqual([]);
  const [rolled] = await engine.query<{ output: string }>(
    `SELECT toString(sum(output)) AS output FROM usage_quarter`,
  );
  expect(rolled?.output).toBe('180');
  await journal.drain();
});
