import {
  dimensionKeys,
  type MetricQuery,
  metricDefinitionSchema,
  metricQuerySchema,
} from '@exchequer/model/contract';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  activeWorkers,
  agentsPerEmployee,
  checkQuery,
  compareRange,
  decimalText,
  factMeasures,
  hourLabels,
  isMoney,
  localDate,
  measures,
  measuresIn,
  metricOf,
  metrics,
  ratioText,
  readingOf,
  type Sums,
  startOfLocalDay,
  toDefinition,
  tokensPerEmployee,
} from './index.ts';

const named = (key: string) => {
  const metric = metricOf(key);
  if (!metric) throw new Error(`the catalogue lost ${key}`);
  return metric;
};

const usage: Sums = {
  tokens: 1_000n,
  uncached_input: 100n,
  cache_read: 700n,
  cache_write_5m: 100n,
  output: 100n,
  unpriced_tokens: 200n,
  cost_list: 2_400_000_000n,
  cost_base: 3_000_000_000n,
};

describe('the catalogue', () => {
  const known = [...measures, ...factMeasures.map(({ name }) => name)];

  test('sums of one kind alone are added up: money with money, counts with counts', () => {
    for (const { key, computation } of metrics) {
      const parts =
        computation.kind === 'ratio'
          ? [computation.of, computation.by, computation.over, computation.overBy]
          : ['of' in computation ? computation.of : undefined];
      for (const part of parts) {
        expect(new Set(part?.map(({ measure }) => isMoney(measure))).size, key).toBeLessThan(2);
      }
    }
  });

  test('a pair names a metric of the catalogue, and only sums that it is made of are optional', () => {
    for (const { key, pair, optional = [], counts = [], computation } of metrics) {
      if (pair) expect(metricOf(pair), key).toBeDefined();
      for (const name of optional) expect(measuresIn(computation), key).toContain(name);
      for (const { measure } of counts) expect(known, key).toContain(measure);
    }
  });

  test('every entry is a definition with a meaning, made of sums that the journal has', () => {
    for (const metric of metrics) {
      expect(metricDefinitionSchema.strict().safeParse(toDefinition(metric)).error).toBeUndefined();
      expect(metric.meaning.length).toBeGreaterThan(20);
      for (const measure of measuresIn(metric.computation)) expect(known).toContain(measure);
    }
    expect(new Set(metrics.map(({ key }) => key)).size).toBe(metrics.length);
  });

  test('no metric can be split by a person, and shares are not additive', () => {
    const offered = new Set(metrics.flatMap(({ dimensions }) => dimensions));
    expect([...offered].every((dimension) => dimensionKeys.includes(dimension))).toBe(true);
    expect(dimensionKeys.join()).not.toMatch(/worker|person|identity/);
    for (const metric of metrics.filter(({ unit }) => unit === 'share')) expect(metric.additive).toBe(false);
  });
});

describe('a reading', () => {
  test('is exact: cost over priced tokens, shares of sums, normalised tokens by the constant price', () => {
    expect(readingOf(named('spend_list'), usage)).toBe('0.0024');
    expect(readingOf(named('cost_per_million_list'), usage)).toBe('3');
    expect(readingOf(named('cache_read_share'), usage)).toBe('0.777777777778');
    expect(readingOf(named('unpriced_share'), usage)).toBe('0.2');
    expect(readingOf(named('normalised_tokens'), usage)).toBe('1000');
  });

  test('of usage without any price has no spend; without any usage spend is zero and shares have no value', () => {
    const unpriced: Sums = { tokens: 10n, unpriced_tokens: 10n, cost_list: 0n };
    expect(readingOf(named('spend_list'), unpriced)).toBeNull();
    expect(readingOf(named('normalised_tokens'), unpriced)).toBeNull();
    expect(readingOf(named('tokens'), unpriced)).toBe('10');
    expect(readingOf(named('spend_list'), {})).toBe('0');
    expect(readingOf(named('cost_per_million_list'), {})).toBeNull();
  });

  test('of sums past 2⁵³ loses nothing', () => {
    expect(readingOf(named('tokens'), { tokens: 9_007_199_254_740_993n })).toBe('9007199254740993');
  });

  test('a ratio as decimal is within half a unit of its last place', () => {
    fc.assert(
      fc.property(fc.bigInt(-(10n ** 20n), 10n ** 20n), fc.bigInt(1n, 10n ** 20n), (of, over) => {
        const text = ratioText(of, over, 6);
        const [whole = '0', fraction = ''] = text.replace('-', '').split('.');
        const scaled = BigInt(whole + fraction.padEnd(6, '0')) * (text.startsWith('-') ? -1n : 1n);
        const off = scaled * over - of * 10n ** 6n;
        expect((off < 0n ? -off : off) * 2n <= over).toBe(true);
      }),
      { numRuns: 300 },
    );
    expect(decimalText(-5n, 1)).toBe('-0.5');
  });
});

describe('tokens per employee', () => {
  test('counts employees without usage as zero and interpolates between two', () => {
    // Base cost over three dollars a million: three dollars are a million normalised tokens.
    const usd = (amount: bigint) => amount * 3n * 10n ** 12n;
    expect(tokensPerEmployee('median', [usd(10n), usd(20n), usd(31n)], 6)).toBe('5000000');
    expect(tokensPerEmployee('p90', [0n, usd(10n), usd(20n), usd(30n), usd(40n)], 5)).toBe('36000000');
  });

  test('has no value for fewer than five, however much they use', () => {
    expect(tokensPerEmployee('median', [1n, 2n, 3n, 4n], 4)).toBeNull();
    expect(agentsPerEmployee(8, { persons: 4, personDays: 40 }, 10)).toBeNull();
    expect(agentsPerEmployee(8, { persons: 6, personDays: 40 }, 10)).toBe('2');
    expect(activeWorkers(4)).toBeNull();
    expect(activeWorkers(0)).toBe('0');
    expect(activeWorkers(5)).toBe('5');
  });
});

describe('local days', () => {
  test.each([
    ['Europe/Warsaw', '2026-03-29', '2026-03-28T23:00:00.000Z'],
    ['Europe/Warsaw', '2026-03-30', '2026-03-29T22:00:00.000Z'],
    ['Asia/Kathmandu', '2026-05-01', '2026-04-30T18:15:00.000Z'],
    ['Australia/Lord_Howe', '2026-04-06', '2026-04-05T13:30:00.000Z'],
    // Clocks in Cairo go forward at midnight: the day begins at one.
    ['Africa/Cairo', '2026-04-24', '2026-04-23T22:00:00.000Z'],
  ])('in %s %s begins at %s', (zone, date, instant) => {
    expect(startOfLocalDay(date, zone).toISOString()).toBe(instant);
  });

  test('a day begins at its first instant, the quarter before belongs to the day before', () => {
    const zones = [
      'Europe/Warsaw',
      'America/Los_Angeles',
      'Asia/Kathmandu',
      'Australia/Lord_Howe',
      'Pacific/Chatham',
      'Pacific/Kiritimati',
    ];
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.integer({ min: 0, max: 3_650 }), (zone, day) => {
        const date = new Date(Date.UTC(2020, 0, 1 + day)).toISOString().slice(0, 10);
        const start = startOfLocalDay(date, zone).getTime();
        expect(localDate(start, zone)).toBe(date);
        expect(localDate(start - 900_000, zone) < date).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  test('ranges are compared with as many days before, whole months with whole months, or last year', () => {
    const range = (from: string, to: string) => ({ from, to, time_zone: 'UTC' });
    expect(compareRange(range('2026-03-03', '2026-03-10'), 'previous')).toEqual(
      range('2026-02-24', '2026-03-03'),
    );
    expect(compareRange(range('2026-03-01', '2026-04-01'), 'previous')).toEqual(
      range('2026-02-01', '2026-03-01'),
    );
    expect(compareRange(range('2026-01-01', '2026-04-01'), 'previous')).toEqual(
      range('2025-10-01', '2026-01-01'),
    );
    expect(compareRange(range('2028-02-29', '2028-03-01'), 'year')).toEqual(
      range('2027-02-28', '2027-03-01'),
    );
    expect(compareRange(range('2026-03-01', '2026-04-01'), 'none')).toBeNull();
  });

  test('an hour that comes twice keeps its offset the second time', () => {
    const hour = Date.parse('2026-10-25T02:00:00Z') / 3_600_000;
    expect(
      hourLabels([
        { hour, offset: 7_200 },
        { hour, offset: 3_600 },
        { hour: hour + 1, offset: 3_600 },
      ]),
    ).toEqual(['2026-10-25T02:00', '2026-10-25T02:00+01:00', '2026-10-25T03:00']);
  });
});

describe('a query', () => {
  const ask = (over: object): MetricQuery =>
    metricQuerySchema.parse({
      metrics: ['spend_list'],
      range: { from: '2026-03-01', to: '2026-04-01', time_zone: 'Europe/Warsaw' },
      ...over,
    });
  const codes = (over: object) => checkQuery(ask(over)).map(({ code }) => code);

  test('that can be answered is not refused', () => {
    expect(codes({ group_by: ['team', 'model'], grain: 'day', compare: 'year' })).toEqual([]);
  });

  test('that asks for cost by token class is refused with a reason and a way out', () => {
    const [refused] = checkQuery(ask({ group_by: ['token_class'] }));
    expect(refused?.detail).toContain('cost is kept per request, not per token class');
    expect(refused?.fix).toContain('Leave spend_list out');
  });

  test('is told everything that is wrong with it at once', () => {
    expect(
      codes({
        metrics: ['spend_list', 'no_such', 'tokens_per_employee_median'],
        group_by: ['model', 'model'],
        filters: [{ dimension: 'priced', op: 'is', values: ['perhaps'] }],
        range: { from: '2026-04-01', to: '2026-04-01', time_zone: 'Europe/Warsaw' },
      }).sort(),
    ).toEqual([
      'empty-range',
      'unknown-metric',
      'unknown-value',
      'unsupported-dimension',
      'unsupported-dimension',
      'unsupported-dimension',
    ]);
  });

  test('over more points than a chart can show is refused', () => {
    expect(
      codes({ grain: 'hour', range: { from: '2025-01-01', to: '2026-01-01', time_zone: 'UTC' } }),
    ).toEqual(['range-too-long']);
    expect(codes({ range: { from: '0001-01-01', to: '2026-01-01', time_zone: 'UTC' } })).toEqual([
      'range-too-long',
    ]);
    expect(codes({ range: { from: '2026-01-01', to: '2026-02-01', time_zone: 'Mars/Olympus' } })).toEqual([
      'unknown-time-zone',
    ]);
  });
});
