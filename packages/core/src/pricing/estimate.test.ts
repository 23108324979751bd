import { type PriceSlice, pico } from '@exchequer/model';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { estimateCost, type ForeseenCall, listCost, unitPrices } from './index.ts';

const perMillion = (usd: number) => pico(BigInt(usd) * 1_000_000n);
const prices: Record<string, number> = { cache_read: 1, cache_write_5m: 4, output: 15 };
const list = unitPrices((name) => perMillion(prices[name] ?? 3));

const slice = (over: Partial<PriceSlice> = {}): PriceSlice => ({
  priceId: 'prc_1',
  validFrom: null,
  validTo: null,
  contextOver: -1,
  contextUpTo: null,
  secondsFrom: 0,
  secondsTo: 86_400,
  list,
  contracted: list,
  ...over,
});
const now = Date.parse('2026-11-21T09:00:00Z');
const call = (over: Partial<ForeseenCall>): ForeseenCall => ({
  ...{ tokens: {}, inputCharacters: 0, outputCharacters: 0, maxOutput: null, calls: 1 },
  ...over,
});
const estimate = (over: Partial<ForeseenCall>, slices = [slice()]) => {
  const found = estimateCost(slices, now, call(over));
  if (!found) throw new Error('no price');
  return found;
};
const micro = ({ low, likely, high }: { low: bigint; likely: bigint; high: bigint }) =>
  [low, likely, high].map((amount) => Number(amount / 1_000_000n));

test('counted tokens cost the same in every case, and what booking would compute', () => {
  const tokens = { uncached_input: 1_000, output: 200 };
  const found = estimate({ tokens });
  expect(micro(found)).toEqual([6_000, 6_000, 6_000]);
  expect(found.list).toBe(listCost([slice()], now, tokens));
  expect(found.assumptions).toEqual([]);
});

test('a cache that has run out is written anew at the dearer price', () => {
  const found = estimate({ tokens: { cache_read: 1_000_000, output: 0 } });
  expect(micro(found)).toEqual([1_000_000, 1_000_000, 4_000_000]);
  expect(found.assumptions).toEqual(['cache-may-miss']);
});

test('an answer that is only bounded may be empty and is taken for full', () => {
  const found = estimate({ tokens: { uncached_input: 1_000 }, maxOutput: 1_000 });
  expect(micro(found)).toEqual([3_000, 18_000, 18_000]);
});

test('without a word on the answer the estimate is of the input, and says so', () => {
  expect(estimate({ tokens: { uncached_input: 10 } }).assumptions).toEqual(['output-unknown']);
});

test('text has two to five characters a token', () => {
  const found = estimate({ inputCharacters: 1_000, tokens: { output: 0 } });
  expect(micro(found)).toEqual([600, 750, 1_500]);
  expect(found.assumptions).toEqual(['text-length']);
});

test('long context moves the whole call to its own price', () => {
  const dear = unitPrices((name) => list[name] * 2n);
  const slices = [
    slice({ contextUpTo: 1_000 }),
    slice({ priceId: 'prc_2', contextOver: 1_000, list: dear, contracted: dear }),
  ];
  expect(estimate({ tokens: { uncached_input: 1_001, output: 1 } }, slices).priceId).toBe('prc_2');
  const spans = estimate({ inputCharacters: 3_600, tokens: { output: 0 } }, slices);
  expect(micro(spans)).toEqual([2_160, 2_700, 10_800]);
});

test('a price that does not hold now gives no estimate', () => {
  const over = slice({ validTo: '2026-01-01T00:00:00.000Z' });
  expect(estimateCost([over], now, call({ tokens: { output: 1 } }))).toBeNull();
});

test('low never passes likely, nor likely high, and calls multiply', () => {
  const count = fc.integer({ min: 0, max: 2_000_000 });
  const tokens = fc.record({
    uncached_input: count,
    cache_read: count,
    cache_write_5m: count,
    output: count,
  });
  const foreseen = fc.record({
    ...{ tokens, inputCharacters: count, outputCharacters: count },
    ...{ maxOutput: fc.option(count), calls: fc.integer({ min: 1, max: 1_000 }) },
  });
  fc.assert(
    fc.property(foreseen, (one) => {
      const found = estimate(one);
      expect(found.low <= found.likely && found.likely <= found.high).toBe(true);
      const single = estimate({ ...one, calls: 1 });
      expect(found.likely).toBe(single.likely * BigInt(one.calls));
      expect(single.lines.reduce((sum, line) => sum + line.cost, 0n)).toBe(single.likely);
    }),
    { numRuns: 100 },
  );
});
