import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answer } from '../browser/stand-in-query.ts';
import { standInUsage } from '../browser/stand-in-usage.ts';
import { addDecimals, otherKey, stackOf } from './stack.ts';

const range = { from: '2026-01-05', to: '2026-02-13', time_zone: 'UTC' };
const ask = (
  metrics: string[],
  group_by: ('model' | 'repo' | 'branch' | 'team' | 'token_class' | 'session')[],
  limit = 200,
) =>
  answer(
    standInUsage(),
    { metrics, range, grain: 'day', group_by, filters: [], compare: 'none', limit },
    '2026-02-13T09:00:00.000Z',
  );

test('decimals add up exactly', () => {
  expect(addDecimals(['0.1', '0.2', null, '-0.05'])).toBe('0.25');
  expect(addDecimals([null, null])).toBeNull();
  fc.assert(
    fc.property(fc.array(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), { minLength: 1 }), (all) => {
      const asDecimals = all.map(
        (n) =>
          `${n < 0n ? '-' : ''}${String(n < 0n ? -n : n)
            .padStart(13, '0')
            .replace(/(\d{12})$/, '.$1')}`,
      );
      const sum = all.reduce((a, b) => a + b, 0n);
      expect(toPico(addDecimals(asDecimals) ?? '0')).toBe(sum);
    }),
    { numRuns: 200 },
  );
});

function toPico(decimal: string): bigint {
  const [whole = '0', fraction = ''] = decimal.replace('-', '').split('.');
  const value = BigInt(whole + fraction.padEnd(12, '0'));
  return decimal.startsWith('-') ? -value : value;
}

describe('a stacked reading', () => {
  test.each(['model', 'repo', 'session', 'token_class'] as const)(
    'by %s sums to the total, whatever is folded into Other',
    (by) => {
      const metric = by === 'token_class' ? 'tokens' : 'spend_list';
      const result = ask([metric], [by]);
      const stack = stackOf(result, { grain: 'day', dimensions: [by] });
      expect(stack.series.length).toBeLessThanOrEqual(6);
      const drawn = addDecimals(stack.series.flatMap((s) => s.exact)) ?? '0';
      expect(toPico(drawn)).toBe(toPico(result.totals[0]?.value ?? ''));
      expect(toPico(addDecimals(stack.totals) ?? '0')).toBe(toPico(result.totals[0]?.value ?? ''));
    },
  );

  test('leaves a gap where a value is withheld, and draws nothing used as nothing', () => {
    const result = ask(['tokens'], []);
    const [first, second, ...rest] = result.series;
    if (!first || !second) throw new Error('the invented usage has no two days');
    const withheld = { ...result, series: [{ ...second, values: [null] }, ...rest] };
    const [line] = stackOf(withheld, { grain: 'day', dimensions: [] }).series;
    const at = (bucket: string) =>
      stackOf(result, { grain: 'day', dimensions: [] }).buckets.findIndex(({ key }) => key === bucket);
    expect(line?.values[at(first.bucket)]).toBe(0);
    expect(line?.values[at(second.bucket)]).toBeNaN();
  });

  test('of many groups ends in Other', () => {
    const stack = stackOf(ask(['spend_list'], ['session']), { grain: 'day', dimensions: ['session'] });
    expect(stack.series.map((s) => s.key).indexOf(otherKey)).toBe(5);
  });

  test('keeps the token classes in the product’s order', () => {
    const stack = stackOf(ask(['tokens'], ['token_class']), { grain: 'day', dimensions: ['token_class'] });
    expect(stack.series.map((s) => s.key)).toEqual([
      'uncached_input',
      'cache_read',
      'cache_write_5m',
      'cache_write_1h',
      'output',
    ]);
  });

  test('hatches what belongs to no team', () => {
    const stack = stackOf(ask(['spend_list'], ['team']), { grain: 'day', dimensions: ['team'] });
    expect(stack.series.filter((s) => s.hatched).map((s) => s.label)).toEqual(['Unattributed']);
  });

  test('of a ratio folds nothing, since ratios do not add up', () => {
    const stack = stackOf(ask(['cache_read_share'], ['session']), {
      grain: 'day',
      dimensions: ['session'],
      additive: false,
    });
    expect(stack.series).toHaveLength(6);
    expect(stack.series.every((s) => s.key !== otherKey)).toBe(true);
    expect(stack.series.some((s) => s.values.some(Number.isNaN))).toBe(true);
  });

  test('by two dimensions keeps both values of each part', () => {
    const stack = stackOf(ask(['spend_list'], ['model', 'team'], 5), {
      grain: 'day',
      dimensions: ['model', 'team'],
    });
    expect(stack.series[0]?.label).toMatch(/ · /);
  });
});
