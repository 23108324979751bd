import { expect, test } from 'vitest';
import { shareOfPairs } from './proportion.ts';

test('of paired runs only those that differ tell, and few of them are no certainty', () => {
  const even = shareOfPairs(400, 2, 2);
  expect(even.likely).toBe(0);
  expect(even.low).toBe(-even.high);
  // Nothing differs at all: after ten pairs the cheaper one may still fail far more often than after a thousand.
  expect(shareOfPairs(10, 0, 0).high).toBeGreaterThan(100);
  expect(shareOfPairs(1_000, 0, 0).high).toBeLessThan(3);
  // A tenth more failures, less what the two added pairs take off.
  expect(shareOfPairs(1_000, 100, 0).likely).toBeCloseTo(99.8, 1);
});
