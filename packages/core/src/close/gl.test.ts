import { parseUsd } from '@exchequer/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type GlMovement, glLine, glMapper, glRow, glTotals, roundEntry, toCents } from './gl.ts';

const movement = (account: string, amount: bigint, currency = 'USD'): GlMovement => ({
  account,
  currency,
  provider: 'anthropic',
  amount,
  transactionId: 'txn_1',
  postedOn: '2026-10-31',
  occurredOn: '2026-10-31',
  kind: 'consumption',
  memo: 'Usage',
  batchId: 'b-1',
  digest: 'ab',
});
const mapping = (pattern: string, number: string) => ({ pattern, number, name: number, costCenter: '' });

describe('the map of accounts', () => {
  test('takes the exact account before a prefix, and the longer prefix before the shorter', () => {
    const map = glMapper([
      mapping('expense/*', '6000'),
      mapping('expense/cost_of_revenue/*', '5100'),
      mapping('expense/cost_of_revenue/cc-1', '5101'),
    ]);
    expect(map('expense/cost_of_revenue/cc-1')?.number).toBe('5101');
    expect(map('expense/cost_of_revenue/cc-2')?.number).toBe('5100');
    expect(map('expense/untagged/unassigned')?.number).toBe('6000');
    expect(map('prepaid/anthropic/crd_1')).toBeNull();
  });

  test('leaves a line under our own name where the company has no account for it, and says so', () => {
    expect(glLine(movement('expense/sales_and_marketing/cc-9', 5n), null)).toMatchObject({
      number: 'expense/sales_and_marketing/cc-9',
      purpose: 'sales_and_marketing',
      costCenter: 'cc-9',
      mapped: false,
    });
  });
});

describe('rounding to cents', () => {
  test('goes to the even cent at the half', () => {
    expect(['0.005', '0.015', '0.0150000001', '-0.005', '1.004'].map((t) => toCents(parseUsd(t)))).toEqual(
      ['0', '0.02', '0.02', '0', '1'].map((t) => parseUsd(t)),
    );
  });

  test('balances every entry by a rounding line that holds the difference', () => {
    const cells = fc.array(fc.bigInt({ min: -(10n ** 16n), max: 10n ** 16n }), {
      minLength: 1,
      maxLength: 9,
    });
    fc.assert(
      fc.property(cells, (amounts) => {
        const balance = -amounts.reduce((sum, amount) => sum + amount, 0n);
        const lines = [...amounts, balance].map((amount, at) =>
          glLine(movement(`expense/a/${at}`, amount), null),
        );
        const rounded = roundEntry(lines, null);
        expect(rounded.reduce((sum, { amount }) => sum + amount, 0n)).toBe(0n);
        expect(rounded.every(({ amount }) => amount % 10_000_000_000n === 0n && amount !== 0n)).toBe(true);
        expect(rounded.filter(({ account }) => account === 'rounding').length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 200 },
    );
  });

  test('keeps currencies apart', () => {
    const lines = [
      glLine(movement('expense/a/b', parseUsd('0.333')), null),
      glLine(movement('accrued/anthropic', parseUsd('-0.333')), null),
      glLine(movement('expense/a/b', parseUsd('0.005'), 'EUR'), null),
      glLine(movement('expense/a/c', parseUsd('0.01'), 'EUR'), null),
      glLine(movement('accrued/anthropic', parseUsd('-0.015'), 'EUR'), null),
    ];
    const rounded = roundEntry(lines, null);
    expect(rounded.filter(({ account }) => account === 'rounding')).toMatchObject([
      { currency: 'EUR', amount: parseUsd('0.01') },
    ]);
  });
});

test('a journal that does not balance is a bug and stops', () => {
  const totals = glTotals();
  totals.add(glLine(movement('expense/a/b', 5n), null));
  expect(() => totals.balanced()).toThrow(/debits 0.000000000005 and credits 0/);
  totals.add(glLine(movement('accrued/anthropic', -5n), null));
  expect(totals.balanced()).toEqual([{ currency: 'USD', debit: 5n, credit: 5n }]);
});

test('a line gives its amount on one side alone', () => {
  const row = glRow(glLine(movement('accrued/anthropic', parseUsd('-1.5')), null));
  expect([row.debit, row.credit]).toEqual(['', '1.5']);
});
