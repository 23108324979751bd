import { pico, pricedClasses, type UnitPrices } from '@exchequer/model';
import { sourceHealthSchema, usageEventDetailSchema, usageEventSchema } from '@exchequer/model/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createUsageReports, type UsageReports } from './index.ts';
import { companyTimeZone, type JournalRow, openTestJournal, type TestJournal } from './testing/journal.ts';

let journal: TestJournal;
let reports: UsageReports;

const key = (text: string) => String(BigInt(`0x${Buffer.from(text).toString('hex')}`));
const alias: [string, number] = [key('request-1'), 50];

/** One call, seen by the telemetry that meters it and by a transcript that is collapsed. */
const call = {
  at: '2026-03-29T00:59:59.500Z',
  model: 'opus',
  tool: 'claude-code',
  price_id: 'prc_opus',
  session_id: 'twice',
};
const special: JournalRow[] = [
  {
    event: 9_001,
    ...call,
    source: 'otlp.claude-code',
    uncached_input: 10,
    output: 7,
    cost_list: '0.000135',
    worker_id: 'wrk_1',
    team_id: 'team_a',
    identity_kind: 'email',
    identity: 'a@b.c',
    aliases: [alias],
  },
  {
    event: 9_002,
    ...call,
    source: 'claude-code.log',
    source_file: '/home/a/x.jsonl',
    uncached_input: 10,
    output: 6,
    metered: 0,
    cost_list: '0.00012',
    aliases: [alias],
  },
  // Grew after its first booking.
  { event: 9_003, ...call, session_id: 'grown', output: 5, cost_list: '0.000075' },
  { event: 9_003, ...call, session_id: 'grown', output: 3, cost_list: '0.000045', requests: 0 },
  // Moved to another model: what was booked first has cancelled.
  { event: 9_004, ...call, session_id: 'moved', model: 'sonnet', output: 4 },
  { event: 9_004, ...call, session_id: 'moved', model: 'sonnet', output: -4, requests: -1 },
  { event: 9_004, ...call, session_id: 'moved', output: 4 },
  {
    event: 9_005,
    at: '2026-02-01T08:00:00.000Z',
    model: 'mystery',
    provider: 'acme',
    output: 50,
    unpriced_requests: 1,
    unpriced_tokens: 50,
    suspense: '0.0025',
  },
];

const many: JournalRow[] = Array.from({ length: 260 }, (_, event) => ({
  event,
  at: new Date(Date.parse('2026-01-20T00:00:00Z') + event * 14_000_000 + (event % 3) * 500).toISOString(),
  model: event % 2 ? 'opus' : 'sonnet',
  price_id: 'prc_opus',
  output: event + 1,
  tool: 'codex',
}));

const list: UnitPrices = Object.fromEntries(
  pricedClasses.map((name) => [name, pico(name === 'uncached_input' ? 3_000_000n : 15_000_000n)]),
) as UnitPrices;

beforeAll(async () => {
  journal = await openTestJournal();
  await journal.book([...many, ...special]);
  reports = createUsageReports({
    engine: journal.engine,
    companyTimeZone: async () => companyTimeZone,
    labels: journal.facts.labels,
    directory: journal.facts.directory,
    prices: {
      row: async (id) =>
        id === 'prc_opus'
          ? {
              list,
              shown: {
                id,
                provider: 'anthropic',
                model: 'opus',
                valid_from: null,
                valid_to: null,
                source: 'test',
                observed_at: '2026-01-01T00:00:00Z',
              },
            }
          : null,
    },
    lines: { lineOf: async (file) => (file === '/home/a/x.jsonl' ? 3 : null) },
    intake: {
      countsBySource: async () => new Map([['focus', { duplicates: 0, conflicts: 0, quarantined: 4 }]]),
    },
    now: () => new Date('2026-03-30T00:00:00Z'),
  });
});
afterAll(() => journal.close());

const range = { from: '2026-01-01', to: '2026-04-01', time_zone: companyTimeZone };

async function everyPage(limit: number, filters: Parameters<UsageReports['events']>[1]['filters'] = []) {
  const found = [];
  let cursor: string | undefined;
  do {
    const page = await reports.events('live', { range, filters, limit, cursor });
    expect(page.events.length).toBeLessThanOrEqual(limit);
    found.push(...page.events);
    cursor = page.next_cursor ?? undefined;
  } while (cursor);
  return found;
}

describe('the list of events', () => {
  test('shows every event once, newest first, whatever the size of a page', async () => {
    const whole = await everyPage(500);
    expect(whole).toHaveLength(many.length + 5);
    expect(new Set(whole.map(({ id }) => id)).size).toBe(whole.length);
    const times = whole.map(({ occurred_at }) => occurred_at);
    expect(times).toEqual([...times].sort().reverse());
    expect(await everyPage(37)).toEqual(whole);
    for (const event of whole.slice(0, 20)) expect(usageEventSchema.safeParse(event).error).toBeUndefined();
  });

  test('shows an event as it stands now: grown, moved, or collapsed', async () => {
    const found = await everyPage(50, [{ dimension: 'tool', op: 'is', values: ['claude-code'] }]);
    const bySession = (name: string) => found.filter(({ session_id }) => session_id === name);
    expect(bySession('grown').map(({ tokens, cost_list }) => [tokens.total, cost_list])).toEqual([
      ['8', '0.00012'],
    ]);
    expect(bySession('moved').map(({ model }) => model)).toEqual(['opus']);
    expect(
      bySession('twice')
        .map(({ metered }) => metered)
        .sort(),
    ).toEqual([false, true]);
  });

  test('can be narrowed by a token class, an unpriced flag and by local days', async () => {
    expect(
      await everyPage(50, [{ dimension: 'token_class', op: 'is', values: ['uncached_input'] }]),
    ).toHaveLength(2);
    const unpriced = await everyPage(50, [{ dimension: 'priced', op: 'is', values: ['unpriced'] }]);
    expect(unpriced.map(({ model, cost_list }) => [model, cost_list])).toContainEqual(['mystery', null]);
    const day = { from: '2026-03-29', to: '2026-03-30', time_zone: 'America/Los_Angeles' };
    expect((await reports.events('live', { range: day, filters: [], limit: 50 })).events).toEqual([]);
  });

  test('begins anew at a cursor that is not one of its own', async () => {
    const asked = { range, filters: [], limit: 3 };
    expect(await reports.events('live', { ...asked, cursor: 'bm9uc2Vuc2U' })).toEqual(
      await reports.events('live', asked),
    );
  });

  test('of another workspace holds none of these', async () => {
    expect((await reports.events('sample', { range, filters: [], limit: 5 })).events).toEqual([]);
  });
});

describe('one event', () => {
  const idOf = (event: number) => `evt_${event.toString(16).padStart(32, '0')}`;

  test('opens down to price, computation, bookings and the same call elsewhere', async () => {
    const event = await reports.event('live', idOf(9_001));
    expect(usageEventDetailSchema.safeParse(event).error).toBeUndefined();
    expect(event?.computation).toEqual([
      { token_class: 'uncached_input', tokens: '10', usd_per_million: '3', cost: '0.00003' },
      { token_class: 'output', tokens: '7', usd_per_million: '15', cost: '0.000105' },
    ]);
    expect(event?.same_call).toEqual([
      { id: idOf(9_002), source: 'claude-code.log', metered: false, tokens: '16' },
    ]);
    expect(event).toMatchObject({
      price: { id: 'prc_opus' },
      team: 'Platform',
      attribution: { rule: 'email of the worker on that day' },
    });
  });

  test('shows its first booking and each amendment, and where its record stands', async () => {
    const grown = await reports.event('live', idOf(9_003));
    expect(grown?.bookings.map(({ tokens, requests }) => [tokens, requests])).toEqual([
      ['3', '0'],
      ['5', '1'],
    ]);
    expect((await reports.event('live', idOf(9_002)))?.source_line).toBe(3);
  });

  test('whose price does not explain its cost says how much is not explained', async () => {
    const moved = await reports.event('live', idOf(9_004));
    expect(moved?.computation.at(-1)).toEqual({
      token_class: 'amended since',
      tokens: '0',
      usd_per_million: '0',
      cost: '-0.00006',
    });
  });

  test('that does not exist, or lies in another workspace, is not found', async () => {
    expect(await reports.event('live', idOf(77_777))).toBeNull();
    expect(await reports.event('live', 'evt_no')).toBeNull();
    expect(await reports.event('sample', idOf(9_001))).toBeNull();
  });
});

test('sources are judged by what they sent, refused and when they were last heard of', async () => {
  const sources = await reports.sources('live');
  for (const source of sources) expect(sourceHealthSchema.safeParse(source).error).toBeUndefined();
  const of = (name: string) => sources.find(({ source }) => source === name);
  expect(of('focus')).toMatchObject({ state: 'failing', events: '0', quarantined: '4' });
  expect(of('claude-code.log')).toMatchObject({ superseded: '1', events: '1', tokens: '0' });
  expect(of('otlp.claude-code')).toMatchObject({
    name: 'Claude Code telemetry',
    state: 'healthy',
    lag_seconds: 60,
    tokens: '17',
  });
});

test('unpriced models are listed with what stands in suspense for them', async () => {
  expect(await reports.unpriced('live')).toMatchObject([
    {
      provider: 'acme',
      model: 'mystery',
      requests: '1',
      tokens: '50',
      suspense: '0.0025',
      first_seen_at: '2026-02-01T08:00:00Z',
    },
  ]);
});

test('pickers offer values by use and find them by name', async () => {
  const ask = (dimension: 'model' | 'team' | 'token_class', search = '') =>
    reports.values('live', { dimension, range, search });
  expect((await ask('model')).map(({ value }) => value)).toEqual(['opus', 'sonnet', 'mystery']);
  expect(await ask('team', 'platf')).toMatchObject([{ value: 'team_a', label: 'Platform' }]);
  expect((await ask('token_class')).map(({ value }) => value)).toEqual(['uncached_input', 'output']);
});
