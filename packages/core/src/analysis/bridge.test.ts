import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Bridge,
  type BridgeCell,
  bridge,
  divisiaBridge,
  isCannotTell,
  shapleyBridge,
  shareOut,
} from './index.ts';

const told = (cells: readonly BridgeCell[]): Bridge => {
  const answer = bridge(cells);
  if (isCannotTell(answer)) throw new Error(`needs ${answer.needs}`);
  return answer;
};
const sum = (of: readonly bigint[]) => of.reduce((total, one) => total + one, 0n);

// Worked example of a price–volume–mix split: 800 and 200 Mtok at $3 and $15 become 900 and 600 at $3 and $12.
const worked = { q0: [800, 200], q1: [900, 600], p0: [3, 15], p1: [3, 12] };

describe('price, volume and mix', () => {
  test('the worked example: 2,700 of volume, 3,600 of mix, 1,800 saved by price', () => {
    const cells = worked.q0.map((q0, i) => {
      const [before, now] = [BigInt(q0), BigInt(worked.q1[i] ?? 0)];
      const [p0, p1] = [BigInt(worked.p0[i] ?? 0), BigInt(worked.p1[i] ?? 0)];
      return { path: [`model ${i}`], q0: before, q1: now, c0: before * p0, c1: now * p1 };
    });
    const { volume, mix, price } = told(cells);
    expect(volume).toBe(2_700n);
    expect(mix[0]?.amount).toBe(3_600n);
    expect(mix[0]?.items.map(({ amount }) => amount)).toEqual([2_880n, 720n]);
    expect(price.amount).toBe(-1_800n);
    expect(price.items.map(({ amount }) => amount)).toEqual([-1_800n, 0n]);
  });

  test('methods without an order split the same change otherwise', () => {
    const shapley = shapleyBridge(worked);
    expect(shapley.volume).toBeCloseTo(3_050, 6);
    expect(shapley.mix).toBeCloseTo(2_600, 6);
    expect(shapley.price).toBeCloseTo(-1_150, 6);
    const divisia = divisiaBridge(worked);
    expect(divisia.volume).toBeCloseTo(2_977.93285956, 6);
    expect(divisia.mix).toBeCloseTo(2_592.58271174, 6);
    expect(divisia.price).toBeCloseTo(-1_070.5155713, 6);
  });

  const count = fc.bigInt({ min: 0n, max: 10n ** 12n });
  const cost = fc.bigInt({ min: 0n, max: 10n ** 18n });
  const cell = fc.record({
    path: fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('x', 'y'), fc.constantFrom('in', 'out')),
    ...{ q0: count, q1: count, c0: cost, c1: cost, counterfactual: cost },
  });
  const cells = fc.uniqueArray(cell, { selector: ({ path }) => path.join(), minLength: 1, maxLength: 12 });

  test('the parts sum to the change to the unit, and items to their part, whatever is new, retired or free', () => {
    fc.assert(
      fc.property(cells, (drawn) => {
        const answer = bridge(drawn);
        if (isCannotTell(answer)) return;
        const parts = [...answer.mix, answer.price];
        const change = sum(drawn.map(({ c0, c1 }) => c1 - c0));
        expect(answer.volume + answer.beside + sum(parts.map(({ amount }) => amount))).toBe(change);
        expect(answer.after - answer.before).toBe(change);
        for (const { amount, items } of parts) expect(sum(items.map((item) => item.amount))).toBe(amount);
      }),
      { numRuns: 300 },
    );
  });

  test('nothing is told but volume where everything doubles', () => {
    fc.assert(
      fc.property(cells, (drawn) => {
        const doubled = drawn.map((one) => {
          const [q0, c0] = [one.q0 + 1n, one.q0 === 0n ? 0n : one.c0];
          return { ...one, q0, c0, q1: 2n * q0, c1: 2n * c0 };
        });
        const answer = told(doubled);
        for (const { amount } of [...answer.mix, answer.price]) expect(amount).toBe(0n);
        expect(answer.volume).toBe(answer.before);
      }),
      { numRuns: 100 },
    );
  });

  test('a new item has its counterfactual price, and a retired one is all mix', () => {
    const { mix, price, volume } = told([
      { path: ['old'], q0: 100n, c0: 1_000n, q1: 0n, c1: 0n },
      { path: ['kept'], q0: 100n, c0: 200n, q1: 100n, c1: 200n },
      { path: ['new'], q0: 0n, c0: 0n, q1: 100n, c1: 900n, counterfactual: 1_000n },
    ]);
    expect(volume).toBe(0n);
    expect(price.amount).toBe(-100n);
    expect(mix[0]?.items.map(({ path, presence, amount }) => [path[0], presence, amount])).toEqual([
      ['new', 'new', 400n],
      ['old', 'retired', -400n],
      ['kept', 'kept', 0n],
    ]);
  });

  test('what moves inside a cell that is not told apart is mix, and its price is that of its parts', () => {
    const kept = { path: ['kept'], q0: 100n, c0: 200n, q1: 100n, c1: 200n };
    // From ten cheap and ten dear ones to twenty dear ones, at 1 and 9 each; then those cost 8.
    const rest = { path: ['others'], q0: 20n, c0: 100n, q1: 20n, c1: 160n, counterfactual: 180n };
    const apart = told([kept, rest]);
    expect([apart.mix[0]?.amount, apart.price.amount]).toEqual([0n, 60n]);
    const { volume, mix, price } = told([kept, { ...rest, folded: true }]);
    expect([volume, mix[0]?.amount, price.amount]).toEqual([0n, 80n, -20n]);
    expect(mix[0]?.items.map(({ path, amount }) => [path[0], amount])).toEqual([
      ...[
        ['others', 80n],
        ['kept', 0n],
      ],
    ]);
  });

  test('a new item without a counterfactual is refused: its price before would be invented', () => {
    const cells = [
      { path: ['a'], q0: 1n, c0: 1n, q1: 1n, c1: 1n },
      { path: ['b'], q0: 0n, c0: 0n, q1: 1n, c1: 1n },
    ];
    expect(() => bridge(cells)).toThrow(/counterfactual/);
  });

  test('cost without tokens stands beside, and without usage before nothing can be told', () => {
    const { beside } = told([
      { path: ['a'], q0: 1n, c0: 1n, q1: 1n, c1: 1n },
      { path: ['searches'], q0: 0n, c0: 5n, q1: 0n, c1: 12n },
    ]);
    expect(beside).toBe(7n);
    expect(bridge([{ path: ['a'], q0: 0n, c0: 0n, q1: 1n, c1: 1n, counterfactual: 1n }])).toMatchObject({
      cannotTell: 'missing',
    });
    expect(bridge([])).toMatchObject({ cannotTell: 'missing' });
  });
});

test('an amount is shared out exactly and in proportion', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }),
      fc.array(fc.bigInt({ min: 0n, max: 10n ** 9n }), { minLength: 1, maxLength: 9 }),
      (amount, weights) => {
        const parts = shareOut(amount, weights);
        expect(sum(parts)).toBe(amount);
        const whole = sum(weights);
        if (whole === 0n) return;
        for (const [i, weight] of weights.entries()) {
          const off = (parts[i] ?? 0n) * whole - amount * weight;
          expect(off < whole && off > -whole).toBe(true);
        }
      },
    ),
  );
});
