import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type PriceAnswer, pico, pricedClasses, type UnitPrices } from '@exchequer/model';
import { type AnalyticsEngine, openEngine } from '@exchequer/store/analytics/engine';
import { createJournal, journalDdl } from '@exchequer/store/analytics/journal';
import {
  acceptanceFolder,
  type ExpectedTotals,
  protobufOf,
  type Signal,
} from '@exchequer/vendors/acceptance';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type IngestServer, ingestServer } from './testing.ts';

const folder = acceptanceFolder('otlp');
const home = mkdtempSync(join(tmpdir(), 'exchequer-ingest-'));
let engine: AnalyticsEngine;
let server: IngestServer;

const free = Object.fromEntries(pricedClasses.map((c) => [c, pico(0n)])) as UnitPrices;
/** No model is known, so that the test is about counting alone. */
const unpriced = (question: PriceAnswer['question']): PriceAnswer => ({
  question,
  slices: [],
  base: free,
  ceiling: free,
});

beforeAll(async () => {
  engine = await openEngine({ path: home, readers: 1 });
  for (const statement of journalDdl(null)) await engine.command(statement);
});
beforeEach(async () => {
  for (const table of ['usage_journal', 'usage_identity']) await engine.command(`TRUNCATE TABLE ${table}`);
  const journal = createJournal({
    engine,
    prices: async (questions) => questions.map(unpriced),
    identities: async () => [],
  });
  server = await ingestServer({ around: () => journal });
});
afterEach(() => server.close());
afterAll(async () => {
  await engine.close();
  rmSync(home, { recursive: true, force: true });
});

const classes = [
  'uncached_input',
  'cache_read',
  'cache_write_5m',
  'cache_write_1h',
  'cache_write_unknown',
  'output',
];
const dimensions: Record<string, string> = {
  by_model: 'model',
  by_actor: 'identity',
  by_team: 'team_claim',
  by_session: 'session_id',
  by_day: 'toDate(occurred_at)',
};

/** What the journal counts per value of a dimension, requests and every class. */
async function counted(by: string, where: string): Promise<Record<string, number[]>> {
  const rows = await engine.query<Record<string, string>>(
    `SELECT toString(${by}) AS key, toString(sum(requests)) AS requests,
      ${classes.map((c) => `toString(sum(${c})) AS ${c}`).join(', ')}
     FROM usage_journal WHERE metered = 1 AND ${where} GROUP BY key`,
  );
  return Object.fromEntries(
    rows.map((row) => [row.key ?? '', [row.requests, ...classes.map((c) => row[c])].map(Number)]),
  );
}

const wanted = ({ requests = 0, tokens }: ExpectedTotals) => [
  requests,
  ...classes.map((c) => tokens[c] ?? 0),
];

type Facts = { totals: ExpectedTotals } & Record<string, Record<string, ExpectedTotals>>;

async function check(facts: Facts, where = '1'): Promise<void> {
  expect(Object.values(await counted("'all'", where))[0] ?? [0, 0, 0, 0, 0, 0, 0]).toEqual(
    wanted(facts.totals),
  );
  for (const [name, column] of Object.entries(dimensions)) {
    const groups = facts[name];
    if (!groups) continue;
    const expected = Object.entries(groups).map(([key, group]) => [key, wanted(group)]);
    expect(await counted(column, where), name).toEqual(Object.fromEntries(expected));
  }
}

const files: [string, Signal][] = [
  ['claude-code-logs.json', 'logs'],
  ['codex-logs.json', 'logs'],
  ['gemini-logs.json', 'logs'],
  ['claude-code-metrics.json', 'metrics'],
  ['metrics-cumulative.json', 'metrics'],
  ['genai-traces-gen-a.json', 'traces'],
  ['genai-traces-gen-b.json', 'traces'],
  ['genai-traces-gen-c.json', 'traces'],
];

describe.skipIf(!folder)('telemetry over HTTP into the journal', () => {
  const read = (name: string) => readFileSync(join(folder ?? '', name), 'utf8');
  const expected = folder ? JSON.parse(read('expected.json')) : {};

  async function send(name: string, signal: Signal): Promise<void> {
    const body = read(name);
    const binary = protobufOf(signal, JSON.parse(body));
    const types = { json: 'application/json', protobuf: 'application/x-protobuf' };
    for (const [type, bytes] of [
      [types.json, Buffer.from(body)],
      [types.protobuf, Buffer.from(binary)],
    ] as const) {
      for (let i = 0; i < 3; i += 1) {
        const plain = await server.post(`/otlp/v1/${signal}`, bytes, { 'content-type': type });
        const packed = await server.post(`/otlp/v1/${signal}`, gzipSync(bytes), {
          'content-type': type,
          'content-encoding': 'gzip',
        });
        expect([plain.status, packed.status]).toEqual([200, 200]);
      }
    }
  }

  test.each(files)('%s, in every encoding three times each, comes to its totals', async (name, signal) => {
    await send(name, signal);
    if (name !== 'metrics-cumulative.json') return check(expected[name]);
    await check(expected[name]['claude_code.token.usage'], "tool = 'claude-code'");
    await check(expected[name]['gen_ai.client.token.usage'], "tool = 'opentelemetry'");
  });

  test('the cost that a metric estimates is kept as reported and is no money', async () => {
    await send('claude-code-metrics.json', 'metrics');
    const [row] = await engine.query<Record<string, string>>(
      `SELECT toString(sum(reported_cost)) AS reported, toString(sum(cost_list)) AS list,
        toString(sum(unpriced_tokens)) AS unpriced FROM usage_journal`,
    );
    const { total } = expected['claude-code-metrics.json'].totals.tokens;
    expect(row).toEqual({
      reported: expected['claude-code-metrics.json'].reported_cost_usd,
      list: '0',
      unpriced: String(total),
    });
  });

  test('metrics that came first give way to the events of the same sessions', async () => {
    await send('claude-code-metrics.json', 'metrics');
    await send('claude-code-logs.json', 'logs');
    await check(expected['claude-code-logs.json']);
  });
});
