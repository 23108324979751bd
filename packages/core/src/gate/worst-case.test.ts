import {
  type PriceAnswer,
  type PricedClass,
  type PriceSlice,
  pico,
  pricedClasses,
  type UnitPrices,
} from '@exchequer/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { listCost } from '../pricing/index.ts';
import { type CallSize, capOutput, costUpTo, countsAtMost, worstCase } from './worst-case.ts';

const nowMs = Date.parse('2026-11-21T09:00:00Z');
const at = { nowMs, defaultMaxOutput: 1_000 };
const prices = (some: Partial<Record<PricedClass, bigint>>): UnitPrices =>
  Object.fromEntries(pricedClasses.map((name) => [name, pico(some[name] ?? 0n)])) as UnitPrices;
/** Anthropic's proportions: writing to the cache for an hour costs twice the input. */
const usual = prices({
  uncached_input: 3n,
  cache_read: 1n,
  cache_write_5m: 4n,
  cache_write_1h: 6n,
  output: 15n,
  web_searches: 10_000n,
});
const slice = (contracted: UnitPrices, more: Partial<PriceSlice> = {}): PriceSlice => ({
  priceId: 'prc_1',
  validFrom: null,
  validTo: null,
  contextOver: -1,
  contextUpTo: null,
  secondsFrom: 0,
  secondsTo: 86_400,
  list: contracted,
  contracted,
  ...more,
});
const answer = (
  slices: PriceSlice[],
  ceiling = prices({ uncached_input: 50n, output: 200n }),
): PriceAnswer => ({
  question: { provider: 'p', model: 'm', service_tier: '', speed: '', region: '' },
  slices,
  base: null,
  ceiling,
});
const call = (more: Partial<CallSize> = {}): CallSize => ({
  endpoint: 'messages',
  inputTokens: 100,
  maxOutput: 10,
  extras: { images: 0, characters: 0, seconds: 0, webSearches: 0 },
  ...more,
});
const extras = (more: Partial<CallSize['extras']>) => ({ ...call().extras, ...more });

describe('the worst case of a call', () => {
  test('has all input at the dearest class it may become, and all output that is allowed', () => {
    expect(worstCase(call(), answer([slice(usual)]), at)).toEqual({
      amount: 100n * 6n + 10n * 15n,
      fixed: 600n,
      perOutput: 15n,
      ...{ outputTokens: 10, inputTokens: 100, webSearches: 0 },
      ...{ inputClass: 'cache_write_1h', outputClass: 'output' },
      priced: true,
    });
  });

  test('of input that cannot be cached has no cache writes in it', () => {
    const plain = call({ nature: { caches: false } });
    expect(worstCase(plain, answer([slice(usual)]), at).fixed).toBe(300n);
  });

  test('takes the default where the call names no limit, and no output where there is none', () => {
    const open = { ...call(), maxOutput: null };
    expect(worstCase(open, answer([slice(usual)]), at).outputTokens).toBe(1_000);
    expect(worstCase({ ...open, endpoint: 'embeddings' }, answer([slice(usual)]), at).outputTokens).toBe(0);
  });

  test('moves the whole call to the long-context price as soon as its size may reach it', () => {
    const long = slice({ ...usual, cache_write_1h: pico(12n), output: pico(22n) }, { contextOver: 200 });
    const book = answer([slice(usual, { contextUpTo: 200 }), long]);
    expect(worstCase(call({ inputTokens: 200 }), book, at).perOutput).toBe(15n);
    expect(worstCase(call({ inputTokens: 201 }), book, at)).toMatchObject({
      fixed: 201n * 12n,
      perOutput: 22n,
    });
  });

  test('of an unknown price is held at the ceiling, and says so', () => {
    expect(worstCase(call(), answer([]), at)).toMatchObject({ amount: 7_000n, priced: false });
    const past = slice(usual, { validTo: '2026-11-21T09:00:00Z' });
    expect(worstCase(call(), answer([past]), at).priced).toBe(false);
  });

  test('reckons with a price that comes into force within the hour, not with a later one', () => {
    const dearer = { ...usual, output: pico(30n) };
    const from = (validFrom: string) =>
      answer([slice(usual, { validTo: validFrom }), slice(dearer, { validFrom })]);
    expect(worstCase(call(), from('2026-11-21T09:30:00Z'), at).perOutput).toBe(30n);
    expect(worstCase(call(), from('2026-11-21T11:00:00Z'), at).perOutput).toBe(15n);
  });

  test('reckons with an hour of the day that begins within the hour', () => {
    const hour = 3_600;
    const day = slice({ ...usual, output: pico(30n) }, { secondsFrom: 9.5 * hour, secondsTo: 16.5 * hour });
    const night = slice(usual, { secondsFrom: 16.5 * hour, secondsTo: 9.5 * hour });
    const outputAt = (time: string) =>
      worstCase(call(), answer([night, day]), { ...at, nowMs: Date.parse(`2026-11-21T${time}Z`) }).perOutput;
    expect([outputAt('08:00:00'), outputAt('09:00:00'), outputAt('16:00:00'), outputAt('16:30:00')]).toEqual([
      15n,
      30n,
      30n,
      15n,
    ]);
  });

  test('counts searches with what they put into the input, and pictures, speech and recordings as tokens', () => {
    const book = answer([slice({ ...usual, image_output: pico(40n), audio_input: pico(8n) })]);
    const of = (more: Partial<CallSize>) =>
      worstCase(call({ inputTokens: 0, maxOutput: null, ...more }), book, at);
    expect(of({ extras: extras({ webSearches: 2 }) }).fixed).toBe(2n * 10_000n + 2n * 16_384n * 8n);
    expect(of({ endpoint: 'images', extras: extras({ images: 2 }) }).amount).toBe(2n * 8_192n * 40n);
    expect(of({ endpoint: 'speech', extras: extras({ characters: 100 }) }).outputTokens).toBe(400);
    expect(of({ endpoint: 'transcription', extras: extras({ seconds: 60 }) })).toMatchObject({
      fixed: 60n * 50n * 8n,
      outputTokens: 600,
    });
  });

  test.each([
    [10.2, 11],
    [-1, 1_000],
    [Number.POSITIVE_INFINITY, Number.MAX_SAFE_INTEGER],
    [Number.NaN, 1_000],
  ])('of a call that says it may put out %s tokens is that of %s', (maxOutput, held) => {
    expect(worstCase(call({ maxOutput }), answer([slice(usual)]), at).outputTokens).toBe(held);
  });

  test('is never passed by a call of at most that size, however its tokens are classed', () => {
    const price = fc.bigInt({ min: 0n, max: 1_000n });
    const anyPrices = fc.record(Object.fromEntries(pricedClasses.map((name) => [name, price])));
    const count = fc.nat(400);
    const counts = fc.record({
      uncached_input: count,
      cache_read: count,
      cache_write_5m: count,
      cache_write_1h: count,
      output: count,
      web_searches: fc.nat(3),
    });
    fc.assert(
      fc.property(anyPrices, anyPrices, counts, fc.nat(800), (short, long, usage, cliff) => {
        const book = answer([
          slice(short as UnitPrices, { contextUpTo: cliff }),
          slice(long as UnitPrices, { contextOver: cliff }),
        ]);
        const { output, web_searches, ...input } = usage;
        const inputTokens = Object.values(input).reduce((sum, one) => sum + one, 0);
        const size = call({ inputTokens, maxOutput: output, extras: extras({ webSearches: web_searches }) });
        const cost = listCost(book.slices, nowMs, usage) ?? 0n;
        expect(cost <= worstCase(size, book, at).amount).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the usage of the worst case', () => {
  const cost = (book: PriceAnswer, size: CallSize): bigint =>
    listCost(book.slices, nowMs, countsAtMost(worstCase(size, book, at))) ?? -1n;

  test('costs as much as is held, whatever class is the dearest', () => {
    const price = fc.bigInt({ min: 0n, max: 1_000n });
    const anyPrices = fc.record(Object.fromEntries(pricedClasses.map((name) => [name, price])));
    fc.assert(
      fc.property(anyPrices, fc.nat(400), fc.nat(400), fc.nat(3), (some, inputTokens, maxOutput, found) => {
        const book = answer([slice(some as UnitPrices)]);
        const size = call({ inputTokens, maxOutput, extras: extras({ webSearches: found }) });
        expect(cost(book, size)).toBe(worstCase(size, book, at).amount);
      }),
      { numRuns: 300 },
    );
  });

  test('is in the usual classes where no other is dearer', () => {
    const flat = prices({ uncached_input: 3n, cache_write_1h: 3n, output: 15n, audio_output: 15n });
    expect(countsAtMost(worstCase(call(), answer([slice(flat)]), at))).toEqual({
      uncached_input: 100,
      output: 10,
    });
  });

  test('has sound and pictures inside of input and output', () => {
    const sound = prices({ uncached_input: 3n, audio_input: 8n, output: 15n, image_output: 40n });
    expect(countsAtMost(worstCase(call(), answer([slice(sound)]), at))).toEqual({
      ...{ uncached_input: 100, audio_input: 100 },
      ...{ output: 10, image_output: 10 },
    });
  });
});

describe('capping the output', () => {
  const worst = worstCase(call({ maxOutput: 5_000 }), answer([slice(usual)]), at);

  test('gives as many tokens as fit into what is left, to the last one', () => {
    const left = worst.fixed + 15n * 300n + 14n;
    expect(capOutput(worst, left)).toBe(300);
    expect(costUpTo(worst, 300) <= left).toBe(true);
    expect(costUpTo(worst, 301) <= left).toBe(false);
  });

  test('refuses what would be of no use, and where not even the input fits', () => {
    expect(capOutput(worst, worst.fixed + 15n * 255n)).toBeNull();
    expect(capOutput(worst, worst.fixed + 15n * 255n, 16)).toBe(255);
    expect(capOutput(worst, worst.fixed - 1n)).toBeNull();
  });

  test('leaves a call alone that fits', () => {
    expect(capOutput(worst, worst.amount)).toBe(5_000);
  });

  test('cannot help where output costs nothing', () => {
    const embedding = worstCase(call({ endpoint: 'embeddings' }), answer([slice(usual)]), at);
    expect(capOutput(embedding, embedding.amount - 1n)).toBeNull();
    expect(capOutput(embedding, embedding.amount)).toBe(0);
  });
});
