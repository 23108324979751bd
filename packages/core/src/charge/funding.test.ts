import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { accruedSource, type FundingCredit, fund } from './index.ts';

const credit = (id: string, balance: bigint): FundingCredit => ({
  id,
  provider: 'p',
  purchasedOn: '2026-01-01',
  expiresOn: null,
  balance,
});

const sumOf = (parts: readonly { amount: bigint }[]) => parts.reduce((sum, { amount }) => sum + amount, 0n);

describe('funding usage', () => {
  test('draws credits in their order and accrues the rest', () => {
    expect(fund(12n, [credit('a', 5n), credit('b', 4n)], new Map())).toEqual([
      { source: 'a', amount: 5n },
      { source: 'b', amount: 4n },
      { source: accruedSource, amount: 3n },
    ]);
  });

  test('gives back what was drawn last, first', () => {
    const standing = new Map([
      ['a', 5n],
      ['b', 4n],
      [accruedSource, 3n],
    ]);
    expect(fund(-8n, [credit('a', 0n), credit('b', 0n)], standing)).toEqual([
      { source: accruedSource, amount: -3n },
      { source: 'b', amount: -4n },
      { source: 'a', amount: -1n },
    ]);
  });

  test('never overdraws a credit, sums to the cost, and taken back wholly leaves every credit as it was', () => {
    const cost = fc.bigInt({ min: -1_000n, max: 1_000n });
    const balances = fc.array(fc.bigInt({ min: 0n, max: 800n }), { maxLength: 4 });
    fc.assert(
      fc.property(fc.array(cost, { minLength: 1, maxLength: 12 }), balances, (costs, starts) => {
        const credits = starts.map((balance, at) => credit(`c${at}`, balance));
        const standing = new Map<string, bigint>();
        const apply = (amount: bigint) => {
          const parts = fund(amount, credits, standing);
          expect(sumOf(parts)).toBe(amount);
          for (const part of parts) {
            standing.set(part.source, (standing.get(part.source) ?? 0n) + part.amount);
            const own = credits.find(({ id }) => id === part.source);
            if (own) own.balance -= part.amount;
          }
          for (const [at, own] of credits.entries()) {
            expect(own.balance >= 0n && own.balance <= (starts[at] ?? 0n)).toBe(true);
          }
        };
        for (const amount of costs) apply(amount);
        apply(-costs.reduce((sum, amount) => sum + amount, 0n));
        expect(credits.map(({ balance }) => balance)).toEqual(starts);
        expect(standing.get(accruedSource) ?? 0n).toBe(0n);
      }),
      { numRuns: 300 },
    );
  });
});
