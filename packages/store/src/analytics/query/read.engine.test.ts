import { metrics } from '@exchequer/core/metric';
import { formatUsd, parseUsd } from '@exchequer/model';
import { type MetricQuery, metricQuerySchema, metricResultSchema, otherKey } from '@exchequer/model/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readMetrics } from './read.ts';
import { companyTimeZone, type JournalRow, openTestJournal, type TestJournal } from './testing/journal.ts';
import { bucketOf } from './testing/oracle.ts';

const zones = [
  companyTimeZone,
  'America/Los_Angeles',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Africa/Cairo',
  'Pacific/Chatham',
];

/** Numbers that follow from a seed, so that a failure repeats. */
function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Events over two half-years of clock changes, dense around midnights. */
function someEvents(count: number, seed: number): JournalRow[] {
  const next = sequence(seed);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(next() * items.length)] as Item;
  const spans = [
    '2026-02-27',
    '2026-03-26',
    '2026-04-02',
    '2026-04-22',
    '2026-10-02',
    '2026-10-23',
    '2026-10-30',
  ];
  return Array.from({ length: count }, (_, event) => {
    const start = Date.parse(`${pick(spans)}T00:00:00Z`);
    const price = pick(['prc_1', 'prc_1', 'prc_2', '']);
    const counts = {
      uncached_input: Math.floor(next() * 900),
      cache_read: Math.floor(next() * 9_000),
      output: Math.floor(next() * 400),
    };
    const tokens = counts.uncached_input + counts.cache_read + counts.output;
    return {
      event,
      at: new Date(start + Math.floor(next() * 5 * 86_400_000)).toISOString(),
      tool: pick(['claude-code', 'codex']),
      provider: 'anthropic',
      model: price ? pick(['opus', 'sonnet', 'haiku']) : 'mystery',
      branch: `branch-${Math.floor(next() * 30)}`,
      session_id: `session-${Math.floor(next() * 50)}`,
      team_id: pick(['team_a', 'team_b', '']),
      worker_id: pick(['wrk_1', 'wrk_2', '']),
      metered: next() < 0.9 ? 1 : 0,
      price_id: price,
      ...counts,
      cost_list: price ? formatUsd(BigInt(tokens) * 3_000_001n) : '0',
      cost_base: price ? formatUsd(BigInt(tokens) * 3_000_000n) : '0',
      unpriced_tokens: price ? 0 : tokens,
      unpriced_requests: price ? 0 : 1,
    };
  });
}

const events = someEvents(4_000, 20_260_329);
let journal: TestJournal;

beforeAll(async () => {
  journal = await openTestJournal();
  for (let at = 0; at < events.length; at += 1_000) await journal.book(events.slice(at, at + 1_000));
});
afterAll(() => journal.close());

const ask = (over: Partial<MetricQuery>): MetricQuery =>
  metricQuerySchema.parse({
    metrics: ['tokens', 'requests', 'spend_list'],
    range: { from: '2026-02-20', to: '2026-11-10', time_zone: companyTimeZone },
    ...over,
  });

interface Counted {
  tokens: bigint;
  requests: bigint;
  cost: bigint;
}

/** What the events say, added up one by one in this process. */
function countByHand(query: MetricQuery, keyOf: (event: JournalRow) => string): Map<string, Counted> {
  const { from, to, time_zone: zone } = query.range;
  const sums = new Map<string, Counted>();
  for (const event of events) {
    const day = bucketOf(event.at, zone, 'day');
    if (event.metered === 0 || day < from || day >= to) continue;
    const key = keyOf(event);
    const sum = sums.get(key) ?? { tokens: 0n, requests: 0n, cost: 0n };
    const count = (name: string) => BigInt(Number(event[name]));
    sums.set(key, {
      tokens: sum.tokens + count('uncached_input') + count('cache_read') + count('output'),
      requests: sum.requests + 1n,
      cost: sum.cost + parseUsd(String(event.cost_list)),
    });
  }
  return sums;
}

const written = ({ tokens, requests, cost }: Counted) => [String(tokens), String(requests), formatUsd(cost)];

describe.each(zones)('in %s', (time_zone) => {
  const range = { from: '2026-03-01', to: '2026-11-02', time_zone };

  test.each(['day', 'month'] as const)(
    'every %s holds what happened in it by the local clock',
    async (grain) => {
      const query = ask({ range, grain });
      const { series } = await readMetrics(journal.facts, query);
      const expected = countByHand(query, (event) => bucketOf(event.at, time_zone, grain));
      expect(expected.size).toBeGreaterThan(3);
      for (const point of series) {
        const counted = expected.get(point.bucket);
        // Spend of a bucket without any price has no value; everything else is exact.
        const spend = counted && counted.cost === 0n ? null : undefined;
        expect([point.bucket, ...point.values.slice(0, 2)]).toEqual([
          point.bucket,
          ...(counted ? written(counted).slice(0, 2) : []),
        ]);
        if (spend === undefined) expect(point.values[2]).toBe(written(counted as Counted)[2]);
      }
      expect(series.map((point) => point.bucket)).toEqual([...expected.keys()].sort());
    },
  );

  test('hours are those of the local clock, a repeated hour told apart', async () => {
    const query = ask({
      range: { from: '2026-10-23', to: '2026-11-04', time_zone },
      grain: 'hour',
      metrics: ['tokens'],
    });
    const { series, totals } = await readMetrics(journal.facts, query);
    const byClock = new Map<string, bigint>();
    for (const { bucket, values } of series) {
      const clock = bucket.slice(0, 16);
      byClock.set(clock, (byClock.get(clock) ?? 0n) + BigInt(values[0] ?? 0));
    }
    const expected = countByHand(query, (event) => bucketOf(event.at, time_zone, 'hour'));
    expect([...byClock].sort()).toEqual([...expected].map(([at, sum]) => [at, sum.tokens]).sort());
    expect(new Set(series.map(({ bucket }) => bucket)).size).toBe(series.length);
    expect(BigInt(totals[0]?.value ?? 0)).toBe([...byClock.values()].reduce((a, b) => a + b, 0n));
  });

  test('hero total, table total, points and the journal itself agree to the last unit', async () => {
    const asked: [MetricQuery['group_by'], MetricQuery['grain']][] = [
      [[], 'total'],
      [['model'], 'day'],
      [['branch', 'model'], 'month'],
      [['session'], 'total'],
      [['team', 'priced'], 'week'],
    ];
    for (const [group_by, grain] of asked) {
      const query = ask({ range, grain, group_by, limit: 7 });
      const result = await readMetrics(journal.facts, query);
      const proof = await readMetrics({ ...journal.facts, fromJournal: true }, query);
      expect(result).toEqual(proof);
      const hand = [...countByHand(query, () => 'all').values()][0] as Counted;
      expect(result.totals.map(({ value }) => value)).toEqual(written(hand));
      for (const [at, column] of [
        ['0', 'tokens'],
        ['2', 'cost'],
      ] as const) {
        const rows = group_by.length > 0 ? result.groups : [];
        const summed = rows.reduce((sum, row) => sum + parseUsd(row.values[Number(at)] ?? '0'), 0n);
        const exact = column === 'cost' ? hand.cost : hand.tokens * 10n ** 12n;
        if (rows.length > 0) expect(summed).toBe(exact);
      }
      expect(metricResultSchema.safeParse(result).error).toBeUndefined();
    }
  });
});

test('groups beyond the limit are one row named Other, and its points have its key', async () => {
  const query = ask({ group_by: ['branch'], limit: 5, grain: 'month' });
  const { groups, series } = await readMetrics(journal.facts, query);
  expect(groups.map((group) => group.other)).toEqual([false, false, false, false, false, true]);
  expect(groups.at(-1)).toMatchObject({ key: [otherKey], label: ['Other'] });
  const keys = new Set(groups.map(({ key }) => JSON.stringify(key)));
  expect(series.every(({ key }) => keys.has(JSON.stringify(key)))).toBe(true);
});

test('token classes split tokens and sum to them, and a filter on them leaves the rest out', async () => {
  const split = await readMetrics(
    journal.facts,
    ask({ metrics: ['tokens'], group_by: ['token_class', 'model'] }),
  );
  const whole = await readMetrics(journal.facts, ask({ metrics: ['tokens', 'tokens_output'] }));
  const sum = split.groups.reduce((total, { values }) => total + BigInt(values[0] ?? 0), 0n);
  expect(String(sum)).toBe(whole.totals[0]?.value);
  const output = await readMetrics(
    journal.facts,
    ask({ metrics: ['tokens'], filters: [{ dimension: 'token_class', op: 'is', values: ['output'] }] }),
  );
  expect(output.totals[0]?.value).toBe(whole.totals[1]?.value);
});

test('the compared range is split into the same groups', async () => {
  const range = { from: '2026-10-01', to: '2026-11-01', time_zone: companyTimeZone };
  const query = ask({
    range: { ...range, from: '2026-04-01', to: '2026-05-01' },
    compare: 'previous',
    group_by: ['model', 'tool'],
    limit: 2,
  });
  const { groups, totals, compare_range } = await readMetrics(journal.facts, query);
  expect(compare_range).toMatchObject({ from: '2026-03-01', to: '2026-04-01' });
  const sum = groups.reduce((total, { compare_values: [tokens] }) => total + BigInt(tokens ?? 0), 0n);
  expect(String(sum)).toBe(totals[0]?.compare_value);
  const march = await readMetrics(
    journal.facts,
    ask({ range: { ...range, from: '2026-03-01', to: '2026-04-01' } }),
  );
  expect(totals[0]?.compare_value).toBe(march.totals[0]?.value);
});

test('filters narrow every figure alike, and hostile values are only values', async () => {
  const hostile = "x') OR 1=1 --\\";
  const narrowed = await readMetrics(
    journal.facts,
    ask({ filters: [{ dimension: 'model', op: 'in', values: ['opus', hostile] }], group_by: ['model'] }),
  );
  expect(narrowed.groups.map(({ key }) => key)).toEqual([['opus']]);
  const without = await readMetrics(
    journal.facts,
    ask({ filters: [{ dimension: 'model', op: 'is_not', values: ['opus'] }] }),
  );
  const all = await readMetrics(journal.facts, ask({}));
  const total = (result: typeof all) => BigInt(result.totals[0]?.value ?? 0);
  expect(total(narrowed) + total(without)).toBe(total(all));
});

test('spend of usage without any price says which price it needs, and is not zero', async () => {
  const query = ask({
    metrics: ['spend_list', 'cost_per_million_list', 'unpriced_share'],
    filters: [{ dimension: 'priced', op: 'is', values: ['unpriced'] }],
  });
  const { totals } = await readMetrics(journal.facts, query);
  expect(totals.map(({ value, needs }) => [value, needs])).toEqual([
    [null, 'a price for mystery'],
    [null, 'a price for mystery'],
    ['1', null],
  ]);
});

test('provenance says how much is priced, attributed and collapsed', async () => {
  const { provenance } = await readMetrics(journal.facts, ask({}));
  const metered = events.filter((event) => event.metered === 1);
  expect(provenance).toMatchObject({
    kind: 'measured',
    lower_bound: false,
    duplicates_collapsed: events.length - metered.length,
  });
  expect(provenance.newest_event_at).toBe(
    metered
      .map(({ at }) => at)
      .sort()
      .at(-1),
  );
  expect(Number(provenance.priced_token_share)).toBeGreaterThan(0.5);
});

test('an empty range has zero usage, no shares and says so', async () => {
  const query = ask({
    range: { from: '2025-01-01', to: '2025-02-01', time_zone: 'UTC' },
    metrics: ['tokens', 'cache_read_share'],
  });
  const { totals, provenance } = await readMetrics(journal.facts, query);
  expect(totals).toMatchObject([{ value: '0' }, { value: null, needs: 'usage in this range' }]);
  expect(provenance).toMatchObject({ newest_event_at: null, priced_token_share: null });
});

describe('figures about persons', () => {
  const staff = (count: number) =>
    Array.from({ length: count }, (_, at) => ({
      workerId: `wrk_${at + 1}`,
      teamId: at < 5 ? 'team_a' : 'team_b',
      from: null,
      to: null,
    }));
  const reading = (count: number, over: Partial<MetricQuery> = {}) =>
    readMetrics(
      { ...journal.facts, directory: { employments: async () => staff(count) } },
      ask({ metrics: ['tokens_per_employee_median', 'tokens_per_employee_p90', 'active_workers'], ...over }),
    );

  test('need people before they mean anything', async () => {
    const { totals } = await reading(0);
    expect(totals.map(({ value }) => value)).toEqual([null, null, null]);
    expect(totals[0]?.needs).toContain('people');
  });

  test('are not shown for fewer than five persons', async () => {
    const { totals } = await reading(4);
    expect(totals[0]).toMatchObject({ value: null, needs: 'at least 5 persons' });
    expect(totals[2]).toMatchObject({ value: null, needs: 'at least 5 active workers' });
  });

  test('count employees without usage as zero', async () => {
    const { totals, groups } = await reading(8, { group_by: ['team'] });
    expect(totals[0]?.value).toBe('0');
    expect(Number(totals[1]?.value)).toBeGreaterThan(0);
    expect(groups.find(({ key }) => key[0] === 'team_a')?.label).toEqual(['Platform']);
    expect(groups.find(({ key }) => key[0] === 'team_b')?.values[0]).toBeNull();
  });
});

test('every metric of the catalogue answers from rollups as from the journal', async () => {
  for (const metric of metrics) {
    const query = ask({
      metrics: [metric.key],
      group_by: metric.dimensions.includes('model') ? ['model'] : [],
    });
    const result = await readMetrics(journal.facts, query);
    expect(result).toEqual(await readMetrics({ ...journal.facts, fromJournal: true }, query));
    expect(result.totals).toHaveLength(1);
  }
});
