import { expect, test } from 'vitest';
import { simulateExplain } from './run.ts';

test('planted causes are found within two days and named first, on bridges that are exact', () => {
  const missed: string[] = [];
  const result = simulateExplain(2, 200, (seed, one) => missed.push(`${seed}: ${one.planted.story}`));
  expect(result.planted).toBeGreaterThanOrEqual(6);
  expect(result.found, missed.join()).toBe(1);
  expect(result.cause_first, missed.join()).toBeGreaterThanOrEqual(0.9);
  expect(result.false_alarms_per_90_days).toBeLessThanOrEqual(1);
  expect(result.inexact_bridges).toBe(0);
});
