import fc from 'fast-check';
import { expect, test } from 'vitest';
import { labelledIndices, spread, zeroTicks } from './scale.ts';

test('ticks begin at zero, rise evenly and reach the largest amount', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-9, max: 1e15, noNaN: true }), (max) => {
      const ticks = zeroTicks(max, 5);
      expect(ticks[0]).toBe(0);
      expect((ticks.at(-1) ?? 0) * (1 + 1e-9)).toBeGreaterThanOrEqual(max);
      expect(ticks.length).toBeLessThanOrEqual(8);
    }),
    { numRuns: 200 },
  );
  expect(zeroTicks(0)).toEqual([0]);
});

test('labels keep the room they need', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2000 }), fc.integer({ min: 60, max: 1200 }), (total, width) => {
      const picked = labelledIndices(total, width, 50);
      expect(picked[0]).toBe(0);
      expect(picked.at(-1)).toBeLessThan(total);
      const step = (picked[1] ?? total) * (width / total);
      expect(step).toBeGreaterThanOrEqual(49.9);
    }),
    { numRuns: 200 },
  );
});

test('labels that wish for one place are moved apart in order', () => {
  expect(spread([50, 50, 50], 10, 0, 100)).toEqual([50, 60, 70]);
  expect(spread([98, 99], 10, 0, 100)).toEqual([90, 100]);
});
