import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type Cli, type CommandContext, makeProgram } from '../../frame/index.ts';
import { complaintOf, makeTerminal } from '../../output/index.ts';
import { registerPrices } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'exchequer-prices-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const entry = {
  id: 'pov_1',
  provider: 'anthropic',
  model: 'claude-haiku-5-5',
  usd_per_million: { uncached_input: '1', output: '5' },
};
const noRerate = { dry_run: false, items: [] };
const row = {
  id: 'prc_1',
  provider: 'anthropic',
  model: 'claude-opus-4-6',
  service_tier: 'standard',
  speed: 'standard',
  region: '',
  context_over: 200_000,
  context_up_to: null,
  seconds_from: 0,
  seconds_to: 86_400,
  valid_from: null,
  valid_to: '2026-03-13T00:00:00.000Z',
  usd_per_million: {
    uncached_input: '10',
    cache_read: '1',
    cache_write_5m: '12.5',
    cache_write_1h: '20',
    output: '37.5',
  },
  origin: 'catalogue',
  source: 'genai-prices 0.1.8',
  observed_at: '2026-09-23T00:00:00.000Z',
  note: '',
  list_row_id: null,
};

/** Runs a command line against a server that answers as told; collects what was asked and printed. */
async function run(line: string[], answers: Record<string, unknown>, json = false) {
  const asked: Record<string, unknown> = {};
  let out = '';
  let err = '';
  let exit: unknown = 0;
  const terminal = makeTerminal({
    env: { COLUMNS: '200' },
    cwd: folder,
    homeDir: folder,
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    now: () => new Date('2026-11-21T09:00:00.000Z'),
  });
  const price = Object.fromEntries(
    Object.entries(answers).map(([name, answer]) => [
      name,
      async (input: unknown) => {
        asked[name] = input;
        return answer;
      },
    ]),
  );
  const cli: Cli = {
    run:
      (action) =>
      async (...given) => {
        const command = given.at(-1) as { opts(): never };
        const context = {
          globals: { json },
          options: command.opts(),
          args: given.slice(0, -2),
          terminal,
          connect: async () => ({ client: { price } }),
          printJson: (schema: string, body: object) => terminal.out(JSON.stringify({ schema, ...body })),
        } as unknown as CommandContext<never>;
        exit = await action(context);
      },
  };
  const program = makeProgram(terminal, '0');
  registerPrices(program, cli);
  const failure = await program.parseAsync(['node', 'exchequer', 'prices', ...line]).then(
    () => null,
    (error: unknown) => complaintOf(error),
  );
  return { asked, out, err, exit, failure };
}

describe('prices set', () => {
  const done = { entry, was_unpriced: true, note: 'It had no price.', rerated: noRerate };

  test('sends decimal text, searches per thousand, and lets the server choose the start', async () => {
    const flags = ['--input', '$1', '--output', '5', '--cache-write-1h', '2', '--web-searches', '10.5'];
    const { asked, out } = await run(['set', 'anthropic/claude-haiku-5-5', ...flags], { set: done });
    expect(asked.set).toMatchObject({
      provider: 'anthropic',
      model: 'claude-haiku-5-5',
      usd_per_million: { uncached_input: '1', output: '5', cache_write_1h: '2', web_searches: '10500' },
      valid_from: null,
      context_over: -1,
    });
    expect(out).toContain('Price of anthropic/claude-haiku-5-5 entered (pov_1). It had no price.');
  });

  test('keeps slashes of a model name', async () => {
    const { asked } = await run(['set', 'openrouter/anthropic/claude-x', '--output', '5'], { set: done });
    expect(asked.set).toMatchObject({ provider: 'openrouter', model: 'anthropic/claude-x' });
  });

  test.each([
    ['--input', 'three'],
    ['--from', 'yesterday'],
    ['--context-over', '-5'],
  ])('refuses %s %s with a fix and exit code 2', async (flag, value) => {
    const { failure, asked } = await run(['set', 'a/b', `${flag}=${value}`], { set: done });
    expect(failure).toMatchObject({ exitCode: 2, fix: expect.stringMatching(/such as/) });
    expect(asked.set).toBeUndefined();
  });

  test('shows what was re-rated', async () => {
    const item = {
      workspace: 'live',
      provider: 'anthropic',
      model: 'claude-haiku-5-5',
      requests: '1204',
      tokens: '5300000',
      cost_list: '0',
      suspense: '0.0975',
      amended: 1204,
      cost_change: '0.0065',
    };
    const { out } = await run(['set', 'a/b', '--output', '1'], {
      set: { ...done, rerated: { dry_run: false, items: [item] } },
    });
    expect(out).toMatch(/anthropic\/claude-haiku-5-5\s+1,204\s+5,300,000\s+\$0\.10\s+1,204\s+\$0\.0065/);
  });
});

describe('prices list', () => {
  test('prints prices, validity, context and source', async () => {
    const { out, asked } = await run(['list', '--model', 'opus'], {
      list: { items: [row], total: 1, next_cursor: null },
    });
    expect(asked.list).toMatchObject({ model: 'opus', at: '2026-11-21T09:00:00.000Z', limit: 50 });
    expect(out).toContain('USD per million tokens');
    expect(out).toMatch(
      /claude-opus-4-6\s+10\s+1\s+12\.5\s+20\s+37\.5\s+… – 2026-03-13, over 200,000 input tokens\s+genai-prices 0\.1\.8, 2026-09-23/,
    );
  });

  test('says how to set a price when there is none', async () => {
    const { out } = await run(['list'], { list: { items: [], total: 0, next_cursor: null } });
    expect(out).toContain('exchequer prices set');
  });
});

describe('price files', () => {
  const done = {
    dry_run: false,
    entered: 1,
    skipped: 0,
    errors: [] as unknown[],
    models: [],
    rerated: noRerate,
  };

  test('the format follows the ending, and bad rows end with exit code 1', async () => {
    writeFileSync(join(folder, 'ours.csv'), 'model,output\n');
    const errors = [{ row: 3, error: 'output: "x" is no price', fix: 'Write a number.' }];
    const { asked, err, exit } = await run(['import', 'ours.csv'], { import: { ...done, errors } });
    expect(asked.import).toMatchObject({ format: 'csv', name: 'ours.csv', dry_run: false });
    expect(err).toContain('error: ours.csv:3: output: "x" is no price');
    expect(exit).toBe(1);
  });

  test('a file that is not there is named, with a fix', async () => {
    const { failure } = await run(['import', 'nowhere.csv'], { import: done });
    expect(failure).toMatchObject({ message: 'nowhere.csv cannot be read', exitCode: 1 });
  });

  test('diff compares a file, or the catalogue', async () => {
    writeFileSync(join(folder, 'map.json'), '{}');
    const answer = { differences: [], same: 2, unknown: [], errors: [] };
    expect((await run(['diff'], { diff: answer })).asked.diff).toEqual({ against: 'catalogue' });
    const { asked, out } = await run(['diff', '--against', 'map.json'], { diff: answer });
    expect(asked.diff).toMatchObject({ against: { format: 'litellm', content: '{}' } });
    expect(out).toBe('0 prices differ, 2 entries agree.\n');
  });
});

test('discounts, aliases and withdrawals reach the server as they were meant', async () => {
  const discount = {
    id: 'pds_1',
    provider: 'anthropic',
    model: '',
    priced_class: '',
    percent: '15',
    valid_from: null,
    valid_to: null,
  };
  expect(
    (await run(['discount', 'anthropic', '15%', '--from', 'always'], { discount: { discount } })).asked
      .discount,
  ).toMatchObject({
    provider: 'anthropic',
    model: '',
    percent: '15',
    valid_from: 'always',
  });
  const alias = {
    alias: { id: 'pal_1', to_provider: 'anthropic', to_model: 'claude-opus-5' },
    rerated: noRerate,
  };
  expect(
    (await run(['alias', 'smart/er', 'anthropic/claude-opus-5', '--any-provider'], { alias })).asked.alias,
  ).toMatchObject({ provider: '', model: 'smart/er' });
  expect((await run(['alias', 'smart', 'claude-opus-5'], { alias })).failure).toMatchObject({ exitCode: 2 });
  expect((await run(['withdraw', 'pov_1'], { withdraw: { withdrawn: true } })).asked.withdraw).toEqual({
    id: 'pov_1',
  });
});

test('a dry run of re-rating says that nothing was changed', async () => {
  const item = {
    workspace: 'live',
    provider: 'a',
    model: 'b',
    requests: '1',
    tokens: '1',
    cost_list: '0',
    suspense: '0',
    amended: null,
    cost_change: null,
  };
  const { asked, out } = await run(['rerate', 'a/b', '--dry-run'], {
    rerate: { dry_run: true, items: [item] },
  });
  expect(asked.rerate).toEqual({ provider: 'a', model: 'b', dry_run: true });
  expect(out).toContain('Nothing was changed');
});
