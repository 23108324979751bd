import type { EntryDraft } from '@exchequer/model';
import type { Period } from './period.ts';

/** Expense of a cost centre in a month. */
export interface CostCentreExpense {
  costCenter: string;
  currency: string;
  amount: bigint;
}

/**
 * Charges each cost centre what it has cost: `chargeback/<cost centre>` against `recovery`, which
 * eliminate to zero in the company's own accounts. Null where there is nothing to charge.
 */
export function chargeBackEntry(
  period: Period,
  expenses: readonly CostCentreExpense[],
  postedOn: string,
): EntryDraft | null {
  const lines = expenses.filter(({ amount }) => amount !== 0n);
  if (lines.length === 0) return null;
  const currencies = [...new Set(lines.map(({ currency }) => currency))];
  const recoveries = currencies.map((currency) => ({
    key: 'recovery',
    currency,
    amount: -lines.filter((line) => line.currency === currency).reduce((sum, { amount }) => sum + amount, 0n),
  }));
  return {
    book: 'financial',
    kind: 'chargeback',
    occurredOn: period.lastDay,
    postedOn,
    memo: `Charge-back of ${period.key} to ${lines.length} cost centres`,
    subject: `period:${period.key}`,
    postings: [
      ...lines.map(({ costCenter, currency, amount }) => ({
        key: `chargeback/${costCenter}`,
        currency,
        amount,
      })),
      ...recoveries.filter(({ amount }) => amount !== 0n),
    ],
    detail: { period: period.key },
  };
}
