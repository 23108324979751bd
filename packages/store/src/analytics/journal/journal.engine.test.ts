import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type AttributionAnswer,
  type NormalisedUsage,
  type PriceAnswer,
  type PriceQuestion,
  pico,
  pricedClasses,
  type UnitPrices,
} from '@exchequer/model';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Bridge, startBridge } from '../../../test/clickhouse-bridge.ts';
import { type AnalyticsEngine, openEngine } from '../engine/index.ts';
import { type Conflict, createJournal, type Journal, journalDdl } from './index.ts';

const home = mkdtempSync(join(tmpdir(), 'exchequer-journal-'));
let engine: AnalyticsEngine;
let bridge: Bridge;
let engines: Record<string, AnalyticsEngine>;
let journal: Journal;
let dollarsPerMillion = 3n;
let members: AttributionAnswer['slices'] = [];

/** Every class at the same price per million tokens, so that costs can be checked by eye. */
const flat = (perMillion: bigint): UnitPrices =>
  Object.fromEntries(pricedClasses.map((c) => [c, pico(perMillion * 1_000_000n)])) as UnitPrices;

function answer(question: PriceQuestion): PriceAnswer {
  const slice = {
    priceId: `prc_${question.model}_${dollarsPerMillion}`,
    validFrom: null,
    validTo: null,
    contextOver: 0,
    contextUpTo: null,
    secondsFrom: 0,
    secondsTo: 86_400,
    list: flat(dollarsPerMillion),
    contracted: flat(dollarsPerMillion - 1n),
  };
  const cliff = { ...slice, priceId: 'prc_long', contextOver: 200_000, list: flat(2n * dollarsPerMillion) };
  const slices = question.model === 'mystery' ? [] : [{ ...slice, contextUpTo: 200_000 }, cliff];
  return { question, slices, base: flat(1n), ceiling: flat(50n) };
}

beforeAll(async () => {
  bridge = await startBridge(home);
  engines = {
    embedded: await openEngine({ path: home, readers: 1 }),
    'over HTTP': await openEngine({ path: home, url: bridge.url }),
  };
  engine = engines.embedded as AnalyticsEngine;
  for (const statement of journalDdl(null)) await engine.command(statement);
});
beforeEach(async () => {
  dollarsPerMillion = 3n;
  members = [];
  told.counts = [];
  told.conflicts = [];
  await engine.command('TRUNCATE TABLE usage_journal');
  await engine.command('TRUNCATE TABLE usage_identity');
});
afterAll(async () => {
  await Promise.all(Object.values(engines).map((e) => e.close()));
  await bridge.close();
  rmSync(home, { recursive: true, force: true });
});

const told: { counts: unknown[]; conflicts: Conflict[] } = { counts: [], conflicts: [] };
const open = (on: AnalyticsEngine): Journal =>
  createJournal({
    engine: on,
    counted: async (_workspace, counts) => void told.counts.push(...counts),
    conflicted: async (_workspace, conflicts) => void told.conflicts.push(...conflicts),
    prices: async (questions) => questions.map(answer),
    identities: async (_workspace, questions) => questions.map((question) => ({ question, slices: members })),
  });

let serial = 0;
const call = (over: Partial<NormalisedUsage> = {}): NormalisedUsage => ({
  workspace: 'live',
  source: 'api',
  source_event_id: `e${++serial}`,
  occurred_at: '2026-02-10T22:57:57.941Z',
  tool: 'api',
  provider: 'anthropic',
  model: 'claude',
  requests: 1,
  uncached_input: 100,
  output: 10,
  aliases: [],
  ...over,
});

const totals = async (where = '1') => {
  const [row] = await engine.query<Record<string, string>>(
    `SELECT toString(sum(requests)) AS requests, toString(sum(uncached_input)) AS input, toString(sum(output)) AS output,
      toString(sum(cost_list)) AS list, toString(sum(cost_contracted)) AS contracted, toString(sum(cost_marginal)) AS marginal,
      toString(sum(suspense)) AS suspense, toString(sum(unpriced_requests)) AS unpriced, toString(count()) AS rows
     FROM usage_journal WHERE metered = 1 AND (${where})`,
  );
  return row;
};

describe.each(['embedded', 'over HTTP'])('the journal on an engine %s', (place) => {
  beforeEach(() => {
    engine = engines[place] as AnalyticsEngine;
    journal = open(engine);
  });

  describe('booking usage', () => {
    test('prices an event at list and on the company’s terms', async () => {
      const report = await journal.book('live', [call()]);
      expect(report).toMatchObject({
        added: 1,
        duplicates: 0,
        requests: 1,
        tokens: 110n,
        costList: '0.00033',
      });
      expect(await totals()).toMatchObject({ list: '0.00033', contracted: '0.00022', marginal: '0.00022' });
    });

    test('adds nothing when the same record comes again, in the same batch or later', async () => {
      const event = call();
      const first = await journal.book('live', [event, event]);
      const second = await journal.book('live', [event]);
      expect([first.added, first.duplicates]).toEqual([1, 1]);
      expect([second.added, second.duplicates, second.requests]).toEqual([0, 1, 0]);
      expect(await totals()).toMatchObject({ requests: '1', rows: '1' });
    });

    test('keeps the first payload of a source that does not grow and reports the other as a conflict', async () => {
      const event = call();
      await journal.book('live', [event]);
      const report = await journal.book('live', [{ ...event, output: 999 }]);
      expect(report).toMatchObject({ added: 0, conflicts: 1, duplicates: 0 });
      expect(told.counts).toEqual([{ source: 'api', duplicates: 0, conflicts: 1 }]);
      expect(told.conflicts).toMatchObject([{ source_event_id: event.source_event_id, tokens: '1099' }]);
      expect(await totals()).toMatchObject({ output: '10' });
    });

    test('books only the difference when a snapshot grows, whatever the order of arrival', async () => {
      const id = { source: 'claude-code.log' as const, source_event_id: 'm1' };
      const early = call({ ...id, output: 1 });
      const late = call({ ...id, output: 48, occurred_at: '2026-02-11T00:00:01.000Z' });
      await journal.book('live', [early]);
      const grown = await journal.book('live', [late]);
      expect(grown).toMatchObject({ added: 0, amended: 1, requests: 0, tokens: 47n });
      await journal.book('live', [early]);
      expect(await totals()).toMatchObject({ requests: '1', input: '100', output: '48' });
      expect(await totals("toDate(occurred_at) = '2026-02-10'")).toMatchObject({
        requests: '0',
        output: '0',
      });
    });

    test('moves the whole request to the long-context price past the cliff', async () => {
      await journal.book('live', [
        call({ uncached_input: 200_000, output: 0 }),
        call({ uncached_input: 200_001, output: 0 }),
      ]);
      expect(await totals()).toMatchObject({ list: '1.800006' });
    });

    test('keeps an unpriced event with its worst case in suspense, never at zero dollars spent', async () => {
      const report = await journal.book('live', [call({ model: 'mystery' })]);
      expect(report.unpricedModels).toEqual(['anthropic/mystery']);
      expect(await totals()).toMatchObject({ list: '0', suspense: '0.0055', unpriced: '1' });
    });

    test('costs nothing at the margin inside a subscription', async () => {
      await journal.book('live', [call({ billing_mode: 'subscription' })]);
      expect(await totals()).toMatchObject({ list: '0.00033', marginal: '0' });
    });

    test('books a stated cost where a record has no tokens', async () => {
      await journal.book('live', [
        call({ uncached_input: 0, output: 0, reported_cost: '12.5', source: 'focus' }),
      ]);
      expect(await totals()).toMatchObject({ list: '12.5', unpriced: '0' });
    });
  });

  describe('the same call from several sources', () => {
    const alias = (rank: number) => [{ alias: 'request:r1', rank }];
    const log = () => call({ source: 'claude-code.log', source_event_id: 'log1', aliases: alias(40) });
    const wire = () =>
      call({ source: 'otlp.claude-code', source_event_id: 'otlp1', aliases: alias(50), output: 11 });

    test.each([
      ['in one batch', async () => void (await journal.book('live', [log(), wire()]))],
      [
        'the lower source first',
        async () => {
          await journal.book('live', [log()]);
          await journal.book('live', [wire()]);
        },
      ],
      [
        'the higher source first',
        async () => {
          await journal.book('live', [wire()]);
          await journal.book('live', [log()]);
        },
      ],
    ])('is metered once, by the higher source, %s', async (_name, arrive) => {
      await arrive();
      expect(await totals()).toMatchObject({ requests: '1', output: '11' });
      const collapsed = await engine.query<{ n: string }>(
        'SELECT toString(sum(requests)) AS n FROM usage_journal WHERE metered = 0',
      );
      expect(collapsed[0]?.n).toBe('1');
    });

    test('leaves events of equal rank alone', async () => {
      await journal.book('live', [log()]);
      await journal.book('live', [
        call({ source: 'claude-code.log', source_event_id: 'log2', aliases: alias(40) }),
      ]);
      expect(await totals()).toMatchObject({ requests: '2' });
    });

    test('does not let a neighbour’s other duplicates be metered again', async () => {
      const shadowedLog = call({
        source: 'claude-code.log',
        source_event_id: 'a',
        aliases: [
          { alias: 'request:x', rank: 40 },
          { alias: 'message:m', rank: 41 },
        ],
      });
      const higher = call({
        source: 'gateway',
        source_event_id: 'b',
        aliases: [{ alias: 'request:x', rank: 60 }],
      });
      const side = call({
        source: 'claude-code.log',
        source_event_id: 'c',
        aliases: [
          { alias: 'request:y', rank: 40 },
          { alias: 'message:m', rank: 40 },
        ],
      });
      await journal.book('live', [shadowedLog, higher]);
      await journal.book('live', [side]);
      expect(await totals()).toMatchObject({ requests: '1' });
      expect(await totals("source_event_id = 'b'")).toMatchObject({ requests: '1' });
    });
  });

  describe('restating', () => {
    test('prices what stood in suspense as amendments that keep the history', async () => {
      await journal.book('live', [call(), call()]);
      dollarsPerMillion = 6n;
      const report = await journal.rebook('live', 'price', {
        sql: 'model = {model:String}',
        params: { model: 'claude' },
      });
      expect(report).toMatchObject({ amended: 2, requests: 0 });
      expect(await totals()).toMatchObject({ requests: '2', list: '0.00132', rows: '6' });
      const again = await journal.rebook('live', 'price', { sql: '1', params: {} });
      expect(again.amended).toBe(0);
    });

    test('attributes to the worker and team of the day', async () => {
      await journal.book('live', [call({ identity_kind: 'email', identity: 'dev@example.com' })]);
      expect(await totals("worker_id = ''")).toMatchObject({ requests: '1' });
      members = [
        { validFrom: null, validTo: '2026-02-01T00:00:00.000Z', workerId: 'wrk_1', teamId: 'team_old' },
        { validFrom: '2026-02-01T00:00:00.000Z', validTo: null, workerId: 'wrk_1', teamId: 'team_new' },
      ];
      await journal.rebook('live', 'attribution', {
        sql: 'identity = {who:String}',
        params: { who: 'dev@example.com' },
      });
      expect(await totals("team_id = 'team_new'")).toMatchObject({ requests: '1' });
      expect(await totals("worker_id = ''")).toMatchObject({ requests: '0' });
    });
  });

  describe('many callers at once', () => {
    test('each is told of its own records, and the sum is exact', async () => {
      const shared = call();
      const reports = await Promise.all(
        Array.from({ length: 40 }, () =>
          journal.book('live', [shared, call(), call({ source_event_id: 'same-for-all' })]),
        ),
      );
      expect(reports.reduce((sum, r) => sum + r.duplicates + r.added + r.conflicts, 0)).toBe(120);
      expect(await totals()).toMatchObject({ requests: '42' });
    });
  });
});
