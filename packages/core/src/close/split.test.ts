import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitByWeight } from './split.ts';

describe('splitting an amount', () => {
  test('gives parts that sum exactly to the whole, each within one unit of its share', () => {
    const weights = fc
      .array(fc.bigInt({ min: 0n, max: 10n ** 18n }), { minLength: 1, maxLength: 12 })
      .filter((all) => all.some((weight) => weight > 0n));
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }), weights, (amount, all) => {
        const parts = splitByWeight(amount, all);
        const whole = all.reduce((sum, weight) => sum + weight, 0n);
        expect(parts.reduce((sum, part) => sum + part, 0n)).toBe(amount);
        parts.forEach((part, at) => {
          const off = part * whole - amount * (all[at] ?? 0n);
          expect(off < whole && off > -whole).toBe(true);
        });
      }),
      { numRuns: 300 },
    );
  });

  test('gives what is left over to the largest remainders, the earlier part first among equals', () => {
    expect(splitByWeight(100n, [1n, 1n, 1n])).toEqual([34n, 33n, 33n]);
    expect(splitByWeight(10n, [55n, 25n, 20n])).toEqual([6n, 2n, 2n]);
    expect(splitByWeight(-100n, [1n, 1n, 1n])).toEqual([-34n, -33n, -33n]);
  });
});
