import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { callKind, LearnedHolds, nextTopUp } from './learned.ts';
import { FadingQuantile } from './quantile.ts';
import type { WorstCase } from './worst-case.ts';

const worst: WorstCase = {
  ...{ amount: 10_100n, fixed: 100n, perOutput: 10n, priced: true },
  ...{ outputTokens: 1_000, inputTokens: 10, webSearches: 0 },
  ...{ inputClass: 'uncached_input', outputClass: 'output' },
};
const kind = callKind('live', 'm', 'chat');

describe('a learned hold', () => {
  test('is the worst case until fifty calls of its kind were seen', () => {
    const holds = new LearnedHolds();
    for (let call = 0; call < 49; call++) holds.observe(kind, 40);
    expect(holds.hold(kind, worst)).toEqual({ amount: 10_100n, worst: 10_100n, outputTokens: 1_000 });
    holds.observe(kind, 40);
    const { amount, outputTokens } = holds.hold(kind, worst);
    expect(outputTokens).toBeGreaterThanOrEqual(40);
    expect(outputTokens).toBeLessThanOrEqual(44);
    expect(amount).toBe(100n + 10n * BigInt(outputTokens));
    expect(holds.hold(callKind('live', 'other', 'chat'), worst).amount).toBe(10_100n);
  });

  test('never passes what the call allows', () => {
    const holds = new LearnedHolds();
    for (let call = 0; call < 60; call++) holds.observe(kind, 50_000);
    expect(holds.hold(kind, worst).amount).toBe(worst.amount);
  });

  test('follows calls that have become shorter, as earlier ones fade', () => {
    const holds = new LearnedHolds();
    for (let call = 0; call < 2_000; call++) holds.observe(kind, 900);
    for (let call = 0; call < 12_000; call++) holds.observe(kind, 10);
    expect(holds.usualOutput(kind)).toBeLessThan(20);
  });
});

test('the estimate of a quantile is not below it and at most a tenth above', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 1, maxLength: 500 }),
      (values) => {
        const quantile = new FadingQuantile();
        for (const value of values) quantile.add(value);
        const sorted = [...values].sort((a, b) => a - b);
        const exact = sorted[Math.ceil(values.length * 0.95) - 1] ?? 0;
        const estimate = quantile.at(0.95);
        expect(estimate).toBeGreaterThanOrEqual(exact);
        expect(estimate).toBeLessThanOrEqual(Math.ceil(Math.max(1, exact) * 1.1));
      },
    ),
    { numRuns: 200 },
  );
});

test('top-ups cover all output in few steps, each asked for before the hold runs out', () => {
  let covered = 40;
  let asked = 0;
  for (let next = nextTopUp(worst, covered); next; next = nextTopUp(worst, covered)) {
    expect(next.atOutput).toBeLessThan(covered);
    expect(next.amount).toBe(10n * BigInt(next.tokens));
    covered += next.tokens;
    asked++;
  }
  expect(covered).toBe(1_000);
  expect(asked).toBeLessThanOrEqual(5);
});
