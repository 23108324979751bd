import type { PricedClass, PriceQuestion } from '@exchequer/model';
import { pico } from '@exchequer/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type CatalogueModel,
  enterPrice,
  fromFirstToken,
  type ListPrice,
  listCost,
  mayChange,
  type PriceBookFacts,
  type PriceDiscount,
  type PriceEntry,
  type PriceModifier,
  type PriceOverride,
  resolvePrices,
  standard,
  type UsedPrice,
  unitPrices,
} from './index.ts';

const usd = (perMillion: number) => pico(BigInt(perMillion) * 1_000_000n);

const price = (over: Partial<ListPrice> = {}): ListPrice => ({
  validFrom: null,
  validTo: null,
  contextOver: fromFirstToken,
  contextUpTo: null,
  secondsFrom: 0,
  secondsTo: 86_400,
  prices: unitPrices((name) => (name === 'output' ? usd(15) : usd(3))),
  source: 'catalogue 1',
  observedAt: '2026-06-01T00:00:00.000Z',
  origin: 'catalogue',
  note: '',
  ...over,
});

const thinker: CatalogueModel = { provider: 'acme', model: 'thinker', prices: [price()], deprecated: false };

function facts(
  over: Partial<PriceBookFacts> & { model?: CatalogueModel; modifiers?: PriceModifier[] } = {},
): PriceBookFacts {
  const { model = thinker, modifiers = [], ...rest } = over;
  return {
    catalogue: {
      source: 'catalogue 1',
      observedAt: '2026-06-01T00:00:00.000Z',
      find: (provider, name) => (provider === model.provider && name === model.model ? model : null),
      providerOf: (provider) => provider,
      variantOf: (_, q) => ({ service_tier: q.service_tier, speed: q.speed, region: q.region }),
      models: () => [model],
      modifiers,
    },
    held: () => [],
    overrides: [],
    discounts: [],
    aliases: [],
    nowMs: Date.parse('2026-11-21T09:00:00Z'),
    ...rest,
  };
}

const question: PriceQuestion = { ...standard, provider: 'acme', model: 'thinker' };
const answerOf = (of: PriceBookFacts, asked: Partial<PriceQuestion> = {}) => {
  const [answer] = resolvePrices(of, [{ ...question, ...asked }]);
  if (!answer) throw new Error('an answer per question');
  return answer;
};

const batch = (factor: string, over: Partial<PriceModifier> = {}): PriceModifier => ({
  provider: 'acme',
  models: ['*'],
  axis: 'service_tier',
  values: ['batch'],
  factor,
  source: 'price page',
  observedAt: '2026-06-01',
  evidence: 'published',
  ...over,
});

const override = (over: Partial<PriceOverride> = {}): PriceOverride => ({
  id: 'pov_1',
  provider: 'acme',
  model: 'thinker',
  ...standard,
  contextOver: fromFirstToken,
  contextUpTo: null,
  validFrom: null,
  validTo: null,
  prices: { uncached_input: usd(2) },
  source: 'contract',
  recordedAt: '2026-07-01T00:00:00.000Z',
  ...over,
});

const discount = (percent: bigint, over: Partial<PriceDiscount> = {}): PriceDiscount => ({
  id: 'pds_1',
  provider: 'acme',
  model: '',
  priced_class: '',
  pays: { of: 100n - percent, over: 100n },
  validFrom: null,
  validTo: null,
  source: 'contract',
  recordedAt: '2026-07-01T00:00:00.000Z',
  ...over,
});

describe('factors', () => {
  test('are exact, and round half to even only where a pico-dollar is split', () => {
    const odd = (amount: bigint): CatalogueModel => ({
      ...thinker,
      prices: [price({ prices: unitPrices(() => amount) })],
    });
    const half = (amount: bigint) =>
      answerOf(facts({ model: odd(amount), modifiers: [batch('0.5')] }), { service_tier: 'batch' }).slices[0]
        ?.list.output;
    expect(half(4n)).toBe(2n);
    expect(half(5n)).toBe(2n);
    expect(half(7n)).toBe(4n);
  });

  test('of tier and region multiply', () => {
    const modifiers = [batch('0.5'), batch('1.1', { axis: 'region', values: ['us'] })];
    const { slices } = answerOf(facts({ modifiers }), { service_tier: 'batch', region: 'us' });
    expect(slices[0]?.list.uncached_input).toBe(1_650_000n);
  });

  test('hold in their own time', () => {
    const modifiers = [
      batch('0.25', { validTo: '2026-03-01T00:00:00.000Z' }),
      batch('0.5', { validFrom: '2026-03-01T00:00:00.000Z' }),
    ];
    const { slices } = answerOf(facts({ modifiers }), { service_tier: 'batch' });
    expect(slices.map((s) => [s.validFrom, s.validTo, s.list.uncached_input])).toEqual([
      [null, '2026-03-01T00:00:00.000Z', 750_000n],
      ['2026-03-01T00:00:00.000Z', null, 1_500_000n],
    ]);
  });

  test('a region without a surcharge is priced, and named, like no region', () => {
    const of = facts();
    expect(answerOf(of, { region: 'eu' }).slices).toEqual(answerOf(of).slices);
  });

  test('a tier without a factor is unpriced, and its ceiling takes the dearest factor there is', () => {
    const modifiers = [batch('6', { axis: 'speed', values: ['fast'], models: ['other'] })];
    const answer = answerOf(facts({ modifiers }), { speed: 'fast' });
    expect(answer.slices).toEqual([]);
    expect(answer.ceiling.uncached_input).toBe(18_000_000n);
  });
});

describe('the company’s terms', () => {
  test('an own price cuts the list price where it begins and ends', () => {
    const of = facts({
      overrides: [override({ validFrom: '2026-03-01T00:00:00.000Z', validTo: '2026-04-01T00:00:00.000Z' })],
    });
    const { slices } = answerOf(of);
    expect(slices.map((s) => s.contracted.uncached_input)).toEqual([3_000_000n, 2_000_000n, 3_000_000n]);
    expect(new Set(slices.map((s) => s.list.uncached_input))).toEqual(new Set([3_000_000n]));
    expect(slices[0]?.priceId).toBe(slices[2]?.priceId);
  });

  test('of two own prices the later entry holds', () => {
    const later = override({
      id: 'pov_2',
      prices: { uncached_input: usd(1) },
      recordedAt: '2026-08-01T00:00:00.000Z',
    });
    const { slices } = answerOf(facts({ overrides: [later, override()] }));
    expect(slices[0]?.contracted.uncached_input).toBe(1_000_000n);
  });

  test('an own price for long context holds above it', () => {
    const of = facts({ overrides: [override({ contextOver: 200_000 })] });
    const { slices } = answerOf(of);
    expect(slices.map((s) => [s.contextOver, s.contextUpTo, s.contracted.uncached_input])).toEqual([
      [-1, 200_000, 3_000_000n],
      [200_000, null, 2_000_000n],
    ]);
  });

  test('discounts never add up: the most specific one holds, per class', () => {
    const discounts = [
      discount(10n),
      discount(20n, { id: 'pds_2', model: 'think*' }),
      discount(50n, { id: 'pds_3', priced_class: 'output' }),
    ];
    const [slice] = answerOf(facts({ discounts })).slices;
    expect(slice?.contracted.uncached_input).toBe(2_400_000n);
    expect(slice?.contracted.output).toBe(7_500_000n);
    expect(slice?.contracted.web_searches).toBe(3_000_000n);
  });

  test('an own price is final: no discount is taken off it', () => {
    const [slice] = answerOf(facts({ overrides: [override()], discounts: [discount(50n)] })).slices;
    expect(slice?.contracted.uncached_input).toBe(2_000_000n);
  });

  test('a model without a public price has its own price as both, only while it holds', () => {
    const of = facts({
      overrides: [
        override({
          model: 'secret',
          prices: { uncached_input: usd(2), output: usd(8) },
          validFrom: '2026-05-01T00:00:00.000Z',
        }),
      ],
    });
    const answer = answerOf(of, { model: 'secret' });
    expect(answer.slices).toHaveLength(1);
    expect(answer.slices[0]?.list).toEqual(answer.slices[0]?.contracted);
    expect(answer.base?.output).toBe(8_000_000n);
    expect(listCost(answer.slices, Date.parse('2026-04-30T23:59:59Z'), { output: 1 })).toBeNull();
  });

  test('slices never overlap, whatever is entered', () => {
    const instant = fc
      .integer({ min: 0, max: 24 })
      .map((month) => new Date(Date.UTC(2025, month)).toISOString());
    const span = fc.option(instant, { nil: null });
    const own = fc.record({
      validFrom: span,
      validTo: span,
      contextOver: fc.constantFrom(-1, 100, 200_000),
      recordedAt: instant,
    });
    const off = fc.record({ validFrom: span, validTo: span });
    fc.assert(
      fc.property(
        fc.array(own, { maxLength: 4 }),
        fc.array(off, { maxLength: 3 }),
        instant,
        fc.nat(400_000),
        (owns, offs, at, input) => {
          const of = facts({
            overrides: owns.map((o, i) => override({ ...o, id: `pov_${i}` })),
            discounts: offs.map((d, i) => discount(10n, { ...d, id: `pds_${i}` })),
          });
          const atMs = Date.parse(at);
          const holding = answerOf(of).slices.filter(
            (s) =>
              (s.validFrom === null || Date.parse(s.validFrom) <= atMs) &&
              (s.validTo === null || atMs < Date.parse(s.validTo)) &&
              input > s.contextOver &&
              (s.contextUpTo === null || input <= s.contextUpTo),
          );
          expect(holding).toHaveLength(1);
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('a newer catalogue', () => {
  const newer = (prices: ListPrice[]): CatalogueModel => ({ ...thinker, prices });
  const later = { source: 'catalogue 2', observedAt: '2026-10-01T00:00:00.000Z' };
  const cheaper = unitPrices(() => usd(1));

  test('changes nothing when it says the same', () => {
    const of = facts({ model: newer([price(later)]), held: () => [price()] });
    expect(answerOf(of).slices).toEqual(answerOf(facts()).slices);
  });

  test('holds from the date it names, when that lies after what we knew', () => {
    const dated = '2026-08-15T00:00:00.000Z';
    const of = facts({
      model: newer([
        price({ ...later, validTo: dated }),
        price({ ...later, prices: cheaper, validFrom: dated }),
      ]),
      held: () => [price()],
    });
    expect(answerOf(of).slices.map((s) => [s.validFrom, s.list.uncached_input])).toEqual([
      [null, 3_000_000n],
      [dated, 1_000_000n],
    ]);
  });

  test('does not rewrite the past when it names no date', () => {
    const of = facts({ model: newer([price({ ...later, prices: cheaper })]), held: () => [price()] });
    expect(answerOf(of).slices.map((s) => [s.validFrom, s.list.uncached_input])).toEqual([
      [null, 3_000_000n],
      ['2026-10-01T00:00:00.000Z', 1_000_000n],
    ]);
  });
});

describe('entering a price', () => {
  const entry = (over: Partial<PriceEntry> = {}): PriceEntry => ({
    ...standard,
    provider: 'acme',
    model: 'thinker',
    contextOver: fromFirstToken,
    contextUpTo: null,
    validFrom: null,
    validTo: null,
    prices: { uncached_input: usd(2), output: usd(8) },
    source: 'contract',
    ...over,
  });
  const entered = { id: 'pov_1', at: '2026-11-21T09:30:00.000Z' };

  test('holds from today for a priced model and from ever for an unpriced one', () => {
    expect(enterPrice(facts(), entry(), entered)).toMatchObject({
      wasUnpriced: false,
      override: { validFrom: '2026-11-21T00:00:00.000Z' },
    });
    expect(enterPrice(facts(), entry({ model: 'new' }), entered)).toMatchObject({
      wasUnpriced: true,
      override: { validFrom: null },
    });
  });

  test.each<[string, Partial<PriceEntry>]>([
    ['no-price', { prices: {} }],
    ['no-output-price', { model: 'new', prices: { uncached_input: usd(1) } }],
    ['no-provider', { provider: '', model: 'new' }],
    ['absurd-price', { prices: { output: usd(100_000) } }],
    ['empty-validity', { validFrom: '2026-05-01', validTo: '2026-05-01' }],
  ])('is refused with a fix: %s', (refused, over) => {
    expect(enterPrice(facts(), entry(over), entered)).toMatchObject({
      refused,
      fix: expect.stringMatching(/\.$/),
    });
  });
});

describe('re-rating', () => {
  const answer = answerOf(facts({ overrides: [override({ validFrom: '2026-07-01T00:00:00.000Z' })] }));
  const [list, own] = answer.slices.map((s) => s.priceId);
  const used = (price_ids: string[], first_at: string, last_at: string): UsedPrice => ({
    ...question,
    workspace: 'live',
    price_ids,
    requests: '1',
    tokens: '1',
    cost_list: '0',
    suspense: '0',
    first_at,
    last_at,
  });
  const june = '2026-06-10T00:00:00.000Z';
  const august = '2026-08-10T00:00:00.000Z';

  test.each<[boolean, string, UsedPrice]>([
    [false, 'usage at the price of its time', used([list ?? ''], june, june)],
    [true, 'usage of a time that has another price now', used([list ?? ''], june, august)],
    [false, 'usage at all prices of its time', used([list ?? '', own ?? ''], june, august)],
    [true, 'usage at a price that is gone', used(['prc_old'], june, june)],
    [true, 'usage in suspense', used([''], june, june)],
    [false, 'invoice lines that state their own cost', used(['stated'], june, june)],
  ])('%s for %s', (expected, _, usage) => {
    expect(mayChange(usage, answer)).toBe(expected);
  });
});

test('media tokens are taken out of the class they are part of', () => {
  const classes: Partial<Record<PricedClass, bigint>> = {
    audio_input: 10n,
    uncached_input: 3n,
    image_output: 7n,
    output: 5n,
  };
  const media: CatalogueModel = {
    ...thinker,
    prices: [price({ prices: unitPrices((name) => classes[name] ?? 0n) })],
  };
  const used = { uncached_input: 10, audio_input: 4, output: 6, image_output: 6 };
  expect(listCost(answerOf(facts({ model: media })).slices, 0, used)).toBe(6n * 3n + 4n * 10n + 6n * 7n);
});
