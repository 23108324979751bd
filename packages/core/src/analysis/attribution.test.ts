import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attribute, type Expectation, explainingCells } from './index.ts';

const pairs = (of: Record<string, readonly [number, number]>): Map<string, Expectation> =>
  new Map(Object.entries(of).map(([name, [forecast, actual]]) => [name, { forecast, actual }]));

describe('which values explain a difference', () => {
  // Revenue example of Bhagwan et al., “Adtributor” (NSDI 2014): it fell from 100 to 50.
  const ranked = attribute(
    new Map([
      ['data_center', pairs({ X: [94, 47], Y: [6, 3] })],
      ['advertiser', pairs({ A1: [50, 24], A2: [20, 21], A3: [20, 4], A4: [10, 1] })],
      ['device', pairs({ PC: [50, 49], Mobile: [25, 1], Tablet: [25, 0] })],
    ]),
  );

  test('devices first, since theirs is the change that surprises', () => {
    expect(ranked.map(({ dimension }) => dimension)).toEqual(['device', 'advertiser', 'data_center']);
    const [device, advertiser] = ranked;
    expect(device?.kept.map(({ element }) => element)).toEqual(['Tablet', 'Mobile']);
    expect(device?.power).toBeCloseTo(0.98, 10);
    expect(device?.surprise).toBeCloseTo(0.144571239949, 8);
    expect(new Set(advertiser?.kept.map(({ element }) => element))).toEqual(new Set(['A1', 'A3', 'A4']));
    expect(advertiser?.surprise).toBeCloseTo(0.0279400690788, 8);
  });

  test('explanatory powers of a dimension sum to one', () => {
    const amount = fc.integer({ min: 0, max: 1_000 });
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ maxLength: 3 }), fc.tuple(amount, amount), { minKeys: 1 }),
        (of) => {
          const [found] = attribute(new Map([['any', pairs(of)]]));
          if (!found) return;
          expect(found.all.reduce((sum, { power }) => sum + power, 0)).toBeCloseTo(1, 6);
          for (const { surprise } of found.all) expect(surprise).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });

  test('nothing is attributed where nothing differs', () => {
    expect(attribute(new Map([['any', pairs({ a: [5, 5] })]]))).toEqual([]);
    expect(explainingCells([{ values: { a: 'x' }, forecast: 3, actual: 3 }], ['a'])).toEqual([]);
  });
});

describe('cells of two dimensions', () => {
  const leaf = (workflow: string, model: string, forecast: number, actual: number) => ({
    values: { workflow, model },
    ...{ forecast, actual },
  });

  test('one workflow on one model is told where that alone has moved', () => {
    const [best] = explainingCells(
      [
        leaf('chat', 'large', 50, 52),
        leaf('chat', 'small', 30, 29),
        leaf('ci', 'large', 20, 120),
        leaf('ci', 'small', 60, 61),
      ],
      ['workflow', 'model'],
    );
    expect(best?.at).toEqual({ workflow: 'ci', model: 'large' });
    expect(best?.fit).toBeGreaterThan(0.9);
  });

  test('one dimension is enough where all of its rows move alike', () => {
    const [best] = explainingCells(
      [
        leaf('chat', 'large', 50, 100),
        leaf('chat', 'small', 30, 60),
        leaf('ci', 'large', 20, 20),
        leaf('ci', 'small', 60, 61),
      ],
      ['workflow', 'model'],
    );
    expect(best?.at).toEqual({ workflow: 'chat' });
  });
});
