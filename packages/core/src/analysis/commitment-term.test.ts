import { describe, expect, test } from 'vitest';
import { pacingOf, variationOf, worthOf } from './commitment-term.ts';

const even = Array.from({ length: 101 }, (_, at) => 50 + at);

describe('a commitment that is signed', () => {
  test('of an amount at list prices lapses at what was paid for it', () => {
    const { expectedShare, breakage } = pacingOf({ type: 'use-or-lose', amount: 200, discount: 0.25 }, even);
    expect(expectedShare).toBeCloseTo(0.5, 10);
    // Courses of 60, 100 and 140 leave 140, 100 and 60, of which three quarters were paid.
    expect(breakage).toEqual({ low: 45, likely: 75, high: 105 });
  });

  test('of a tier counts what is payable after its discount', () => {
    const { expectedShare, breakage } = pacingOf(
      { type: 'tier', amount: 75, discount: 0.25 },
      [100, 100, 100],
    );
    expect([expectedShare, breakage.likely]).toEqual([1, 0]);
  });
});

describe('a commitment on offer', () => {
  test('is the cheapest tier, beside none', () => {
    const tiers = [
      { amount: 40, discount: 0.1 },
      { amount: 300, discount: 0.5 },
    ];
    expect(worthOf({ type: 'tier', tiers }, [100, 100, 100])?.amount).toBe(40);
    expect(worthOf({ type: 'tier', tiers }, [100, 100, 100])?.saving.likely).toBeCloseTo(10, 10);
    expect(worthOf({ type: 'tier', tiers: tiers.slice(1) }, [100, 100, 100])).toBeNull();
  });

  test('of a certain demand is that demand, and saves its discount', () => {
    const found = worthOf({ type: 'use-or-lose', amount: null, discount: 0.2 }, [500, 500, 500]);
    expect(found?.amount).toBe(500);
    expect(found?.saving.low).toBeCloseTo(100, 10);
    expect(worthOf({ type: 'use-or-lose', amount: 900, discount: 0.2 }, [500, 500, 500])).toBeNull();
  });
});

test('variation is told over three whole months at least, and not before there was spend', () => {
  expect(
    variationOf(
      Array.from({ length: 90 }, () => 2),
      30,
    ),
  ).toBe(0);
  expect(
    variationOf(
      Array.from({ length: 89 }, () => 2),
      30,
    ),
  ).toBeNull();
  const late = [...Array.from({ length: 60 }, () => 0), ...Array.from({ length: 60 }, () => 1)];
  expect(variationOf(late, 30)).toBeNull();
});
