import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Connection, connect } from '../../connection/index.ts';
import { type Connect, runProgram } from '../../frame/index.ts';
import { makeTerminal } from '../../output/index.ts';
import { registerUsage } from './index.ts';

const data = join(import.meta.dirname, '../../../../../../shared/data');
const hasData = existsSync(join(data, 'claude-code'));
if (!hasData) process.stdout.write(`\nskipped: usage of real logs, since ${data} is not there\n`);

interface UsageJson {
  rows: (Record<string, string> & { models?: string[] })[];
  total: Record<string, string>;
  provenance: { lower_bound: boolean };
}

/** Runs `exchequer usage …` where there is no data home, over logs that the environment points at. */
describe.skipIf(!hasData)('usage of just the logs on a machine', () => {
  let nowhere = '';
  let opened: Connection | null = null;
  beforeAll(async () => {
    nowhere = await mkdtemp(join(tmpdir(), 'exchequer-usage-'));
  });
  afterAll(async () => {
    await opened?.close();
    await rm(nowhere, { recursive: true, force: true });
  });

  /** The real way to the logs, once for all tests, since each would read them anew. */
  const connectOnce: Connect = async (...asked) => {
    opened ??= await connect(...asked);
    return { ...opened, close: async () => {} };
  };

  async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
    const out: string[] = [];
    const err: string[] = [];
    const terminal = makeTerminal({
      env: {
        COLUMNS: '140',
        NO_COLOR: '1',
        CLAUDE_CONFIG_DIR: join(data, 'claude-code'),
        CODEX_HOME: join(nowhere, 'no-codex'),
      },
      cwd: nowhere,
      homeDir: nowhere,
      stdout: { write: (text) => out.push(text) },
      stderr: { write: (text) => err.push(text) },
      now: () => new Date('2026-11-21T12:00:00Z'),
    });
    const parts = { terminal, version: 'test', registers: [registerUsage], connect: connectOnce };
    return { code: await runProgram(['usage', ...args], parts), out: out.join(''), err: err.join('') };
  }
  const json = async (...args: string[]): Promise<UsageJson> =>
    JSON.parse((await run('--json', ...args)).out);
  const sum = (rows: UsageJson['rows'], name: string) =>
    rows.reduce((total, row) => total + BigInt(row[name] ?? 0), 0n);

  const expected = hasData
    ? JSON.parse(readFileSync(join(data, 'claude-code', 'expected.json'), 'utf8'))
    : {};

  test('its total, days and models are those of an independent count', async () => {
    const [daily, models] = [await json('daily', '-z', 'UTC'), await json('model', '-z', 'UTC')];
    const { tokens, cost_usd_exact: cost } = expected.totals;
    expect(daily.total.cost_list).toBe(cost);
    expect(daily.total.tokens).toBe(String(tokens.total));
    expect(daily.total.output).toBe(String(tokens.output));
    expect(daily.total.cache_read).toBe(String(tokens.cache_read));
    for (const row of daily.rows) {
      expect(row.tokens).toBe(String(expected.by_day[row.key ?? ''].tokens.total));
    }
    expect(daily.rows.length).toBe(Object.keys(expected.by_day).length);
    expect(models.rows.length).toBe(Object.keys(expected.by_model).length);
    expect(daily.provenance.lower_bound).toBe(true);
  });

  test.each(['UTC', 'America/New_York', 'Asia/Kathmandu'])(
    'rows add up to the same total in %s',
    async (zone) => {
      for (const report of ['daily', 'session']) {
        const { rows, total } = await json(report, '-z', zone);
        expect(String(sum(rows, 'tokens'))).toBe(total.tokens);
        expect(total.tokens).toBe(String(expected.totals.tokens.total));
      }
    },
  );

  test('takes the dates of ccusage, inclusive, and an empty range is no error', async () => {
    const day = await json('-s', '20260211', '-u', '2026-02-11', '-z', 'UTC');
    expect(day.rows.map((row) => row.key)).toEqual(['2026-02-11']);
    const none = await run('-s', '20250101', '-u', '20250102');
    expect(none).toMatchObject({ code: 0 });
    expect(none.out).toContain('No usage in this range.');
  });

  test('shows a lower bound as one, and says where the figures come from', async () => {
    const { out, code } = await run('monthly', '-z', 'UTC');
    expect(code).toBe(0);
    expect(out).toMatch(/Total .* ≥ \$29\.03/);
    expect(out).toContain('UTC');
    expect(out).toContain('the logs on this machine (nothing is kept)');
    expect(out).toMatch(/≥ lower bound: .* output tokens are missing/);
  });

  test('a wrong flag is a usage error with a fix', async () => {
    for (const args of [
      ['yearly'],
      ['-s', 'yesterday'],
      ['-z', 'Mars/Olympus'],
      ['--group-by', 'person'],
      ['--bogus'],
    ]) {
      const { code, err } = await run(...args);
      expect(code).toBe(2);
      expect(err).toMatch(/^error: .*\nfix: /);
    }
  });
});
