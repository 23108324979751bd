import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ImportKind } from '@exchequer/model/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ExpectedTotals, type TestServer, testServer, totalsBy } from '../testing/index.ts';

const data = fileURLToPath(new URL('../../../../../shared/data/', import.meta.url));
const present = existsSync(data);
if (!present)
  console.warn('skipped: real logs with expected totals (no ../shared/data beside this checkout)');

const folders: [string, ImportKind, string][] = [
  ['claude-code', 'claude-code', 'claude-code.log'],
  ['claude-code-edge', 'claude-code', 'claude-code.log'],
  ['codex', 'codex', 'codex.log'],
  ['codex-edge', 'codex', 'codex.log'],
];
/** Which journal expression each section of the oracle groups by. */
const sections: Record<string, string> = {
  by_model: 'toString(model)',
  by_branch: "if(branch = '', '(none)', toString(branch))",
  by_thread: 'toString(thread)',
  by_session: 'session_id',
  by_repository: 'toString(repo)',
  by_commit: 'commit',
  by_day: 'toString(toDate(occurred_at))',
};

type Oracle = Record<string, Record<string, ExpectedTotals>> & { totals: ExpectedTotals };
const oracleOf = (folder: string) =>
  JSON.parse(readFileSync(join(data, folder, 'expected.json'), 'utf8')) as Oracle;

/** The oracle says more than is compared (rounded cost, sources); only the figures count here. */
const figures = ({
  requests,
  tokens,
  cost_usd_exact,
  unpriced_requests,
  unpriced_tokens,
}: ExpectedTotals) => ({
  requests,
  tokens,
  cost_usd_exact,
  unpriced_requests,
  unpriced_tokens,
});
const figuresOf = (section: Record<string, ExpectedTotals>) =>
  Object.fromEntries(Object.entries(section).map(([key, totals]) => [key, figures(totals)]));

let server: TestServer;
const scratch = mkdtempSync(join(tmpdir(), 'exchequer-copies-'));
beforeAll(async () => {
  if (present) server = await testServer();
});
afterAll(async () => {
  await server?.remove();
  rmSync(scratch, { recursive: true, force: true });
});

async function importFrom(path: string, kind: ImportKind) {
  const { id } = server.imports.start({ workspace: 'live', kind, path });
  const done = await server.imports.finished(id);
  expect(done).toMatchObject({ state: 'done', error: null });
  return done;
}

async function clearBooks() {
  const { engine, sql } = server.services;
  const tables = await engine.query<{ name: string }>(
    "SELECT name FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree' AND name LIKE 'usage%'",
  );
  for (const { name } of tables) await engine.command(`TRUNCATE TABLE ${name}`);
  await sql`TRUNCATE import_file`;
}

describe.skipIf(!present).each(folders)('%s', (folder, kind, source) => {
  const oracle = present ? oracleOf(folder) : ({} as Oracle);
  const mine = `source = '${source}'`;

  async function expectTotals() {
    const whole = await totalsBy(server, "'all'", mine);
    const unpriced = oracle.totals.unpriced_requests > 0;
    expect(whole.all).toEqual(figures(oracle.totals));
    for (const [section, key] of Object.entries(sections)) {
      const expected = oracle[section];
      if (expected) expect(await totalsBy(server, key, mine), section).toEqual(figuresOf(expected));
    }
    expect(unpriced).toBe(folder === 'claude-code-edge');
  }

  test('counts every request and token once, at the price of its day', async () => {
    await clearBooks();
    await importFrom(join(data, folder), kind);
    await expectTotals();
  });

  test('adds nothing when it is imported again', async () => {
    const again = await importFrom(join(data, folder), kind);
    expect(again).toMatchObject({ requests_added: 0, tokens_added: '0' });
    await expectTotals();
  });

  test('differs from what careless readers would report', async () => {
    const whole = (await totalsBy(server, "'all'", mine)).all;
    const careless = Object.values(oracle.naive_wrong ?? {});
    expect(careless.length).toBeGreaterThan(0);
    for (const wrong of careless) expect(figures(wrong)).not.toEqual(whole);
  });

  test('gives the same totals from a duplicated copy beside the original', async () => {
    await clearBooks();
    const copy = join(scratch, `${folder}-twice`);
    cpSync(join(data, folder), copy, { recursive: true });
    await importFrom(join(data, folder), kind);
    const second = await importFrom(copy, kind);
    expect(second).toMatchObject({ requests_added: 0, tokens_added: '0' });
    await expectTotals();
  });

  test('gives the same totals from files that were split in two', async () => {
    await clearBooks();
    const copy = join(scratch, `${folder}-split`);
    for (const file of logFiles(join(data, folder)))
      splitInto(join(copy, relative(join(data, folder), file)), file);
    await importFrom(copy, kind);
    await expectTotals();
  });

  test('gives the same totals when the files arrive one by one in another order', async () => {
    await clearBooks();
    const copy = join(scratch, `${folder}-growing`);
    for (const file of logFiles(join(data, folder)).reverse()) {
      const to = join(copy, relative(join(data, folder), file));
      mkdirSync(dirname(to), { recursive: true });
      cpSync(file, to);
      await importFrom(copy, kind);
    }
    await expectTotals();
  });
});

describe.skipIf(!present)('what the transcripts themselves leave out', () => {
  test('is proven, kept apart from the totals and marks them a lower bound', async () => {
    await clearBooks();
    await importFrom(join(data, 'claude-code'), 'claude-code');
    const [row] = await server.services.engine.query<{ missing: string; bounded: string }>(
      'SELECT toString(sum(missing_output)) AS missing, toString(sumIf(requests, lower_bound = 1)) AS bounded FROM usage_journal',
    );
    const { limits } = oracleOf('claude-code') as unknown as {
      limits: { output_tokens_missing_at_least: number };
    };
    expect(Number(row?.missing)).toBe(limits.output_tokens_missing_at_least);
    expect(Number(row?.bounded)).toBe(62);
    const result = await server.services.reports.metrics('live', {
      metrics: ['tokens'],
      range: { from: '2026-02-01', to: '2026-03-01', time_zone: 'UTC' },
      grain: 'total',
      group_by: [],
      filters: [],
      compare: 'none',
      limit: 12,
    });
    expect(result.provenance.lower_bound).toBe(true);
  });
});

function logFiles(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((name) => join(root, name))
    .filter((path) => path.endsWith('.jsonl') && statSync(path).isFile())
    .sort();
}

/** Two files with the halves of one; the second half keeps the name's session id, as a copy would. */
function splitInto(target: string, file: string) {
  const lines = readFileSync(file, 'utf8').split('\n');
  const middle = Math.ceil(lines.length / 2);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, `${lines.slice(0, middle).join('\n')}\n`);
  const stem = basename(target, '.jsonl');
  writeFileSync(join(dirname(target), `${stem}-part.jsonl`), lines.slice(middle).join('\n'));
}
