import {
  appendFileSync,
  chmodSync,
  cpSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ImportProgress } from '@exchequer/model/contract';
import { openEngine } from '@exchequer/store/analytics/engine';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createImports } from './index.ts';
import { type TestImports, testImports } from './test-kit.ts';

let kit: TestImports;
let folder: string;
let serial = 0;
beforeAll(async () => {
  kit = await testImports();
});
beforeEach(async () => {
  await kit.fresh();
  folder = join(kit.home, `logs-${++serial}`);
  mkdirSync(folder);
});
afterAll(() => kit.close());

interface Answer {
  id?: string;
  request?: string;
  output?: number;
  over?: object;
  usage?: object;
}

/** One line of a Claude Code transcript. */
const answer = ({
  id = 'msg_1',
  request = 'req_1',
  output = 10,
  over = {},
  usage = {},
}: Answer = {}): string =>
  JSON.stringify({
    type: 'assistant',
    uuid: `u-${id}`,
    sessionId: 's1',
    cwd: '/home/dev/app',
    gitBranch: 'main',
    timestamp: '2026-02-10T22:57:57.941Z',
    requestId: request,
    message: {
      id,
      model: 'claude-opus-4-6',
      content: [{ type: 'text', text: 'secret text' }],
      usage: { input_tokens: 3, cache_read_input_tokens: 100, output_tokens: output, ...usage },
    },
    ...over,
  });

const write = (name: string, ...lines: string[]) =>
  kit.write(join(`logs-${serial}`, name), `${lines.join('\n')}\n`);
const run = (path = folder): Promise<ImportProgress> => kit.run({ kind: 'claude-code', path });
const total = async () => (await kit.totals())['(all)'] ?? { requests: 0, output: 0 };
const quarantined = async () => (await kit.imports.quarantine.page('live', { limit: 100 })).items;

describe('a transcript with bad lines', () => {
  const bad: [name: string, line: string, error: RegExp][] = [
    ['text', 'hello', /not valid JSON/],
    ['a line cut off', answer().slice(0, 200), /not valid JSON/],
    ['a negative count', answer({ usage: { output_tokens: -5 } }), /negative/],
    ['a fraction', answer({ usage: { input_tokens: 1.5 } }), /not a whole number/],
    ['words for a count', answer({ usage: { output_tokens: 'many' } }), /not a whole number/],
    ['a list for a count', answer({ usage: { output_tokens: [1] } }), /not a whole number/],
    ['an absurd count', answer({ usage: { output_tokens: 2e12 } }), /no call can reach/],
    [
      'a count beyond 64 bits',
      answer().replace('"output_tokens":10', '"output_tokens":99999999999999999999999'),
      /not a whole number/,
    ],
    ['a future time', answer({ over: { timestamp: '2999-01-01T00:00:00Z' } }), /future/],
    ['a time before 2020', answer({ over: { timestamp: '1999-01-01T00:00:00Z' } }), /before 2020/],
    ['no time', answer({ over: { timestamp: undefined } }), /missing or cannot be read/],
    ['no model', answer().replace('"model":"claude-opus-4-6",', ''), /names no model/],
    [
      'usage without counts',
      answer({ over: { message: { id: 'x', model: 'm', usage: {} } } }),
      /no token counts/,
    ],
    [
      'usage of the wrong type',
      answer({ over: { message: { id: 'x', model: 'm', usage: 'lots' } } }),
      /no token counts/,
    ],
  ];

  test.each(bad)('keeps the good rows and names file, line and fix of %s', async (_name, line, error) => {
    const path = write('a.jsonl', answer(), '', line, answer({ id: 'msg_2' }));
    const progress = await run();
    expect(progress).toMatchObject({ state: 'done', requests_added: 2, quarantined: 1 });
    const [item] = await quarantined();
    expect(item).toMatchObject({ place: path, line: 3, kind: 'reject', source: 'claude-code.log' });
    expect(item?.error).toMatch(error);
    expect(item?.fix).not.toBe('');
    expect(JSON.stringify(item)).not.toContain('secret');
  });

  const good: [name: string, line: string][] = [
    ['odd spacing', answer().replaceAll('":', '" : ')],
    ['carriage returns', `${answer()}\r`],
    ['leading blanks', `  ${answer()}  `],
    ['a byte order mark', `\uFEFF${answer()}`],
    ['counts in quotes', answer({ usage: { output_tokens: '10' } })],
    ['an emoji cut in half', answer().replace('secret text', String.raw`\ud83d cut \udc4d`)],
    [
      'a long number in a tool result',
      answer({ over: { tool: 1 } }).replace('"tool":1', '"tool":123456789012345678901234567890'),
    ],
  ];
  test.each(good)('takes a line with %s', async (_name, line) => {
    write('a.jsonl', line);
    expect(await run()).toMatchObject({ requests_added: 1, quarantined: 0 });
    expect(await total()).toMatchObject({ uncached_input: 3, cache_read: 100, output: 10 });
  });

  test('takes bytes that are not UTF-8', async () => {
    const [before, after] = answer().split('secret text') as [string, string];
    writeFileSync(
      join(folder, 'a.jsonl'),
      Buffer.concat([Buffer.from(before), Buffer.from([0xff, 0xfe]), Buffer.from(`${after}\n`)]),
    );
    expect(await run()).toMatchObject({ requests_added: 1, quarantined: 0 });
  });

  test('passes over blank lines, other lines and answers that were no request', async () => {
    const synthetic = answer().replace('claude-opus-4-6', '<synthetic>');
    write('a.jsonl', '', '   ', '{"type":"user","message":{"content":"usage"}}', '{"usage":null}', synthetic);
    expect(await run()).toMatchObject({ state: 'done', requests_added: 0, quarantined: 0 });
  });

  test('is still read when thousands of its lines are garbage, and none of them goes uncounted', async () => {
    const garbage = Array.from({ length: 7_000 }, (_, place) => `garbage ${place}`);
    write('a.jsonl', ...garbage, answer());
    const progress = await run();
    expect(progress).toMatchObject({ requests_added: 1, quarantined: 7_000 });
  });
});

describe('an import', () => {
  test('fails with a fix, and never reports zero as success, where there is nothing to read', async () => {
    const empty = await run();
    expect(empty).toMatchObject({
      state: 'failed',
      error: expect.stringContaining('holds nothing to import'),
    });
    expect(empty.fix).toContain('<session>.jsonl');
    expect(await run(join(folder, 'missing'))).toMatchObject({
      state: 'failed',
      error: expect.stringContaining('there is no'),
    });
    const usual = await kit.run({ kind: 'gemini' });
    expect(usual).toMatchObject({ state: 'failed', error: expect.stringContaining('.gemini/tmp') });
    expect(usual.fix).toContain('--from');
  });

  test.skipIf(process.getuid?.() === 0)(
    'names a file that may not be read, and reads the others',
    async () => {
      const closed = write('closed.jsonl', answer());
      write('open.jsonl', answer({ id: 'msg_2' }));
      chmodSync(closed, 0o000);
      expect(await run()).toMatchObject({ state: 'done', requests_added: 1, quarantined: 1 });
      expect(await quarantined()).toMatchObject([{ place: closed, line: null }]);
    },
  );

  test('names a link that leads nowhere, and reads the others', async () => {
    symlinkSync(join(folder, 'gone'), join(folder, 'dangling.jsonl'));
    write('open.jsonl', answer());
    expect(await run()).toMatchObject({ state: 'done', requests_added: 1, quarantined: 1 });
  });

  test('reads paths with quotes, braces, commas, stars and line breaks', async () => {
    write("it's {a,b} *.jsonl\n/x'y.jsonl", answer());
    expect(await run()).toMatchObject({ state: 'done', requests_added: 1 });
  });

  test('reads only what is new, and a last line when it is complete', async () => {
    const path = write('a.jsonl', answer());
    expect((await run()).bytes).toBeGreaterThan(0);
    const next = answer({ id: 'msg_2' });
    appendFileSync(path, next.slice(0, 100));
    expect(await run()).toMatchObject({ requests_added: 0, quarantined: 0 });
    appendFileSync(path, `${next.slice(100)}\n`);
    const third = await run();
    expect(third).toMatchObject({ requests_added: 1, quarantined: 0, bytes: next.length + 1 });
    expect(await run()).toMatchObject({ requests_added: 0, files_unchanged: 1, bytes: 0 });
    expect(await total()).toMatchObject({ requests: 2 });
  });

  test('counts a line that lacks only its newline, once', async () => {
    const path = join(folder, 'a.jsonl');
    writeFileSync(path, answer());
    expect(await run()).toMatchObject({ requests_added: 1 });
    appendFileSync(path, `\n${answer({ id: 'msg_2' })}\n`);
    expect(await run()).toMatchObject({ requests_added: 1 });
    expect(await total()).toMatchObject({ requests: 2 });
  });

  test('follows an answer that grows, in the same file or in another', async () => {
    const path = write('a.jsonl', answer({ output: 1 }));
    await run();
    appendFileSync(path, `${answer({ output: 50 })}\n`);
    await run();
    write('b.jsonl', answer({ output: 20 }));
    const last = await run();
    expect(last).toMatchObject({ requests_added: 0, tokens_added: '0' });
    expect(await total()).toMatchObject({ requests: 1, output: 50 });
  });

  test('recognises a file that was truncated, rotated or replaced', async () => {
    const path = write('a.jsonl', answer(), answer({ id: 'msg_2' }), answer({ id: 'msg_3' }));
    await run();
    writeFileSync(path, `${answer({ id: 'msg_4' })}\n`);
    expect(await run()).toMatchObject({ requests_added: 1 });
    renameSync(path, join(folder, 'old.jsonl'));
    write(
      'a.jsonl',
      answer({ id: 'msg_5', over: { uuid: 'other' } }),
      answer({ id: 'msg_6' }),
      answer({ id: 'msg_7' }),
    );
    expect(await run()).toMatchObject({ requests_added: 3 });
    expect(await total()).toMatchObject({ requests: 7 });
  });

  test('keeps the answer that is no side question, in whichever order they arrive', async () => {
    const side = answer({ request: 'req_side', output: 99, over: { isSidechain: true } });
    write('side.jsonl', side);
    await run();
    write('main.jsonl', answer());
    await run();
    expect(await total()).toMatchObject({ requests: 1, output: 10 });
    await kit.fresh();
    await run();
    expect(await total()).toMatchObject({ requests: 1, output: 10 });
  });

  test('counts answers without a request id once per message, and those without any id once per line', async () => {
    const bare = answer({ over: { requestId: undefined } });
    const nameless = answer({
      over: { requestId: undefined, message: { model: 'm', usage: { input_tokens: 1, output_tokens: 2 } } },
    });
    write('a.jsonl', bare, bare, nameless, nameless);
    write('b.jsonl', bare, nameless);
    await run();
    expect(await total()).toMatchObject({ requests: 2 });
  });

  test('loses and doubles nothing when it stops between the booking and the checkpoint', async () => {
    const path = write('a.jsonl', answer(), answer({ id: 'msg_2' }));
    const broken = { ...kit.options, intake: { ...kit.options.intake } };
    broken.intake.bookSelect = async (work) => {
      await kit.options.intake.bookSelect(work);
      throw new Error('killed');
    };
    const dying = createImports(broken);
    const failed = await dying.finished(dying.start({ workspace: 'live', kind: 'claude-code', path }).id);
    expect(failed).toMatchObject({ state: 'failed', error: 'killed' });
    expect(await total()).toMatchObject({ requests: 2 });
    expect(await run()).toMatchObject({ state: 'done', requests_added: 0 });
    expect(await total()).toMatchObject({ requests: 2 });
  });

  test('ships rows parsed here when the engine is a server that cannot see the files', async () => {
    write('a.jsonl', answer(), answer({ id: 'msg_2' }), 'garbage');
    const local = await openEngine({ path: join(kit.home, 'clickhouse'), readers: 1 });
    const server = createImports({
      ...kit.options,
      engine: { ...kit.engine, embedded: false },
      localEngine: async () => local,
    });
    const progress = await server.finished(
      server.start({ workspace: 'live', kind: 'claude-code', path: folder }).id,
    );
    expect(progress).toMatchObject({ state: 'done', requests_added: 2, quarantined: 1 });
    expect(await total()).toMatchObject({ requests: 2, output: 20, cache_read: 200 });
    await local.close();
  });

  test('leaves no scratch table and no scratch file behind', async () => {
    write('a.jsonl', answer(), 'garbage');
    await run();
    const left = await kit.engine.queryAsWriter(
      `SELECT name FROM system.tables WHERE name LIKE 'import\\_%'`,
    );
    expect(left).toEqual([]);
  });
});

describe('the quarantine', () => {
  test('is replayed: a repaired line is taken, the others stay', async () => {
    const path = write('a.jsonl', answer(), answer({ id: 'msg_2', usage: { output_tokens: -5 } }), 'garbage');
    await run();
    expect(await quarantined()).toHaveLength(2);
    writeFileSync(path, `${[answer(), answer({ id: 'msg_2' }), 'garbage'].join('\n')}\n`);
    expect(await kit.imports.replay('live')).toEqual({ taken: 1, stillRejected: 1 });
    expect(await total()).toMatchObject({ requests: 2 });
    expect(await quarantined()).toMatchObject([{ line: 3, times: 2 }]);
  });
});

test('watching takes in what is appended, until it is stopped', async () => {
  const path = write('a.jsonl', answer());
  const rounds: ImportProgress[] = [];
  let heard = () => undefined as unknown;
  const watching = kit.imports.watch({ workspace: 'live', kind: 'claude-code', path: folder }, (progress) => {
    rounds.push(progress);
    heard();
  });
  const until = async (wanted: () => boolean) => {
    while (!wanted()) await new Promise<unknown>((resolve) => (heard = () => resolve(null)));
  };
  await until(() => rounds.length >= 1);
  appendFileSync(path, `${answer({ id: 'msg_2' })}\n`);
  await until(() => rounds.reduce((sum, { requests_added }) => sum + requests_added, 0) >= 2);
  await watching.stop();
  expect(await total()).toMatchObject({ requests: 2 });
  expect(rounds.at(-1)).toMatchObject({ state: 'done', bytes: answer({ id: 'msg_2' }).length + 1 });
});

test('what is on this machine is discovered at its usual places', async () => {
  const transcript = kit.write('.claude/projects/app/s1.jsonl', `${answer()}\n`);
  kit.write('.codex/sessions/2026/01/01/rollout-x.jsonl', '{}\n');
  const found = kit.imports.discover();
  expect(found.map(({ kind, files }) => [kind, files])).toEqual([
    ['claude-code', 1],
    ['codex', 1],
  ]);
  expect(found[0]).toMatchObject({ path: join(kit.home, '.claude/projects'), bytes: answer().length + 1 });
  expect(await kit.run({ kind: 'claude-code' })).toMatchObject({ requests_added: 1 });
  rmSync(transcript);
});

test('an OpenCode database is read with its good and bad rows', async () => {
  const fixture = fileURLToPath(
    new URL('../../../../../packages/vendors/src/importers/opencode/fixtures/opencode.db', import.meta.url),
  );
  cpSync(fixture, join(folder, 'opencode.db'));
  writeFileSync(join(folder, 'opencode-broken.db'), 'no database');
  const progress = await kit.run({ kind: 'opencode', path: folder });
  expect(progress).toMatchObject({ state: 'done', requests_added: 2, quarantined: 3 });
  expect(await total()).toMatchObject({
    uncached_input: 130,
    cache_read: 1000,
    cache_write_unknown: 200,
    output: 70,
  });
  expect(await kit.run({ kind: 'opencode', path: folder })).toMatchObject({
    requests_added: 0,
    files_unchanged: 2,
  });
});

test('a mapped table is read once', async () => {
  const path = kit.write(
    'usage.csv',
    'when,who,model,in,out\n2026-02-01T00:00:00Z,a@example.com,gpt-5.4,10,5\n',
  );
  const mapping = {
    occurred_at: 'when',
    model: 'model',
    uncached_input: 'in',
    output: 'out',
    provider: '=openai',
  };
  expect(await kit.run({ kind: 'csv', path, mapping })).toMatchObject({ state: 'done', requests_added: 1 });
  expect(await kit.run({ kind: 'csv', path, mapping })).toMatchObject({ state: 'done', requests_added: 0 });
});
