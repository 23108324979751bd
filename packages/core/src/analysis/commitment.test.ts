import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unitCostPerMillion } from '../factory/index.ts';
import { batchable } from './batch.ts';
import {
  amountCommitted,
  bestAmount,
  bestTier,
  drawnDemand,
  normalDemand,
  tierCommitted,
} from './commitment.ts';
import { consumeFirst } from './credit-order.ts';
import { seatsOrUsage } from './seats.ts';
import { selfHostCase } from './self-host.ts';
import { personalOrShared, personalSpend } from './shared-budget.ts';

const near = (got: number | undefined, expected: number, relative = 1e-6) =>
  expect(Math.abs((got ?? Number.NaN) - expected)).toBeLessThanOrEqual(relative * Math.abs(expected));

const sums = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 5, maxLength: 60 });

describe('commitments against a normal demand of 100 ± 30', () => {
  const demand = normalDemand(100, 30);

  test('a discount on the committed amount: as much as demand stays below with its probability', () => {
    const best = bestAmount(demand, 0.2);
    near(best.amount, 74.7513629928);
    near(best.cost, 88.3988576122);
  });

  test('a discount on all spend: the largest one costs more than none', () => {
    const tiers = [
      { amount: 50, discount: 0.1 },
      { amount: 70, discount: 0.2 },
      { amount: 85, discount: 0.25 },
      { amount: 100, discount: 0.3 },
    ];
    const { outcomes, best } = bestTier(demand, tiers);
    for (const [i, cost] of [90.8252922241, 85.3939255988, 89.8484297395, 100.722843352].entries())
      near(outcomes[i]?.cost, cost);
    expect(best).toBe(1);
    expect(bestTier(demand, tiers.slice(3)).best).toBeNull();
  });
});

describe('commitments against drawn demand', () => {
  test('no other amount costs less than the best one', () => {
    fc.assert(
      fc.property(
        sums,
        fc.double({ min: 0.01, max: 0.9, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (drawn, discount, share) => {
          const demand = drawnDemand(drawn);
          const most = Math.max(...drawn);
          // Between two drawn sums the cost is a line, so that the best is off by a part of one step.
          const best = bestAmount(demand, discount).cost;
          const step = Math.max(
            ...[...drawn].sort((a, b) => a - b).map((d, i, all) => d - (all[i - 1] ?? d)),
          );
          expect(best).toBeLessThanOrEqual(
            amountCommitted(demand, discount, most * share).cost + step / drawn.length + 1e-6 * most,
          );
        },
      ),
      { numRuns: 200 },
    );
  });

  test('what is committed is either used or breakage, and cost is never below what demand needs', () => {
    fc.assert(
      fc.property(
        sums,
        fc.double({ min: 0, max: 0.9, noNaN: true }),
        fc.double({ min: 1, max: 1e6, noNaN: true }),
        (drawn, discount, amount) => {
          const demand = drawnDemand(drawn);
          for (const outcome of [
            amountCommitted(demand, discount, amount),
            tierCommitted(demand, { amount, discount }),
          ]) {
            expect(outcome.breakage).toBeGreaterThanOrEqual(-1e-6 * amount);
            near((outcome.utilisation ?? 0) * amount + outcome.breakage, amount, 1e-9);
            expect(outcome.cost).toBeGreaterThanOrEqual(
              (1 - discount) * demand.mean - 1e-6 * (1 + demand.mean),
            );
            expect(outcome.coverage).toBeLessThanOrEqual(1 + 1e-9);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  test('a demand that is certain is committed in full', () => {
    const best = bestAmount(drawnDemand([500, 500, 500]), 0.15);
    expect(best).toMatchObject({ amount: 500, cost: 425, breakage: 0, coverage: 1, utilisation: 1 });
  });
});

describe('credits that lapse', () => {
  const path = (daily: number) => new Array<number>(30).fill(daily);

  test('what lapses first is used first, and so less is lost', () => {
    const credits = [
      { id: 'late', left: 100, days: 30 },
      { id: 'soon', left: 100, days: 10 },
    ];
    const found = consumeFirst(credits, [path(10), path(5)]);
    expect(found.order).toEqual(['soon', 'late']);
    expect(found.fates).toEqual([
      { id: 'soon', lapses: 0.5, lost: 25 },
      { id: 'late', lapses: 0, lost: 0 },
    ]);
    expect(found.lostAsGiven).toBe(100);
  });

  test('no other order loses less', () => {
    const credit = fc.record({
      id: fc.uuid(),
      left: fc.integer({ min: 1, max: 500 }),
      days: fc.integer({ min: 1, max: 30 }),
    });
    const paths = fc.array(fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 30, maxLength: 30 }), {
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(fc.array(credit, { minLength: 1, maxLength: 5 }), paths, (credits, drawn) => {
        const { lost, lostAsGiven } = consumeFirst(credits, drawn);
        expect(lost).toBeLessThanOrEqual(lostAsGiven + 1e-6);
      }),
      { numRuns: 150 },
    );
  });
});

describe('one budget or many', () => {
  test('fifty persons of $300 ± $400', () => {
    const spend = { persons: 50, mean: 300, deviation: 400 };
    near(personalOrShared({ ...spend, correlation: 0.1 }, 1.645).personal, 47900);
    near(personalOrShared({ ...spend, correlation: 0.1 }, 1.645).shared, 26301.5211366);
    near(personalOrShared({ ...spend, correlation: 0 }, 1.645).shared, 19652.7626202);
  });

  test('the shared one is never larger, and all the same where everybody moves together', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 500 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (persons, correlation) => {
          const { personal, shared } = personalOrShared(
            { persons, mean: 100, deviation: 80, correlation },
            1.645,
          );
          expect(shared).toBeLessThanOrEqual(personal * (1 + 1e-9));
        },
      ),
      { numRuns: 100 },
    );
    const together = personalSpend([
      [1, 2, 3],
      [1, 2, 3],
    ]);
    expect(together?.correlation).toBe(1);
    expect(personalSpend([[1, 2, 3]])).toBeNull();
  });
});

test('a seat pays for those above its price alone', () => {
  expect(seatsOrUsage(40, [100, 10, 50])).toEqual({
    ...{ breakEven: 40, allSeats: 120, allUsage: 160, mixed: 90, seats: 2, best: 'mixed' },
  });
  expect(seatsOrUsage(40, [1, 2]).best).toBe('usage');
  expect(seatsOrUsage(40, [100, 60]).best).toBe('seats');
});

test('batches take what may wait, and never guess whether it may', () => {
  const loads = [
    { id: 'nightly', cost: 1000, batched: 0.2, patience: 24 },
    { id: 'chat', cost: 9000, batched: 0, patience: 0 },
    { id: 'unknown', cost: 9000, batched: 0, patience: null },
  ];
  expect(batchable(loads, { discount: 0.5, hours: 24 })).toEqual([
    { id: 'nightly', movable: 800, saved: 400 },
  ]);
});

test('own GPUs: the dearer, the less they work; and worth it in so many months of a hundred', () => {
  for (const [utilisation, cost] of [
    [1, 0.992063492063],
    [0.5, 1.98412698413],
    [0.1, 9.92063492063],
  ] as const)
    near(unitCostPerMillion(2.5, 700, utilisation), cost, 1e-9);
  const host = { gpuPerMonth: 1000, opsPerMonth: 0, variablePerMillion: 0, millionsPerGpu: 1000 };
  const found = selfHostCase(host, 2, [400, 600, 900]);
  expect(found.breakEven).toBe(500);
  near(found.above, 2 / 3);
  expect(found.saved.likely).toBe(200);
  expect(selfHostCase({ ...host, variablePerMillion: 3 }, 2, [400])).toMatchObject({
    ...{ breakEven: null, above: 0 },
  });
});
