import { expect, test } from 'vitest';
import { simulateForecasts } from './run.ts';

test('three simulated companies in which everything happens: better than a week ago, and commitments near the best', () => {
  const { settings } = simulateForecasts({
    ...{ seeds: 3, first: 1, origins: [300], settings: ['everything'], futures: 300 },
  });
  const [result] = settings;
  expect(result?.runs).toBe(3);
  expect(result?.mase30).toBeLessThan(result?.naive30 ?? 0);
  expect(result?.mase7).toBeLessThan(result?.naive7 ?? 0);
  // Three courses cannot tell 80 % from 85 %; they can tell a band from a line.
  expect(result?.cover30).toBeGreaterThan(0.55);
  // Over 240 runs the mean is 0.9 % and 0.5 %; three may lie above it.
  expect(result?.amountRegret).toBeLessThan(0.03);
  expect(result?.tierRegret).toBeLessThan(0.03);
});
