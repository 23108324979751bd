import type { EntryDraft, Purpose } from '@exchequer/model';
import { dayAfter, type LedgerCommand } from '../ledger/index.ts';
import { account } from './account.ts';
import type { CommandName } from './credit.ts';
import { checkAmount, entryOn } from './refusal.ts';
import type { TaggedPurpose } from './usage.ts';

/** A cost of a month that no usage shows. Amounts in 10⁻¹² of the currency. */
export interface AccrualDraft {
  id: string;
  provider: string;
  purpose: Purpose;
  costCenter: string;
  currency: string;
  amount: bigint;
  /** Last day of the month. */
  accruedOn: string;
  autoReverse: boolean;
  memo: string;
}

/** The last day of a month such as 2026-02. */
export function lastDayOf(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10);
}

/**
 * Accrues a cost at the end of a month, and takes it back on the first day of the next in the same
 * command, so that no crash leaves the one without the other.
 */
export function accrue(name: CommandName, accrual: AccrualDraft): LedgerCommand<{ accrual_id: string }> {
  const { id, provider, amount } = accrual;
  return {
    ...name,
    accounts: () => [],
    decide: () => {
      const wrong = checkAmount(amount, accrual.currency, 'the accrual');
      if (wrong) return wrong;
      const expense = account.expense(accrual.purpose, accrual.costCenter);
      const make = (day: string, kind: EntryDraft['kind'], memo: string, sum: bigint) =>
        entryOn(day, {
          kind,
          memo,
          subject: id,
          postings: [
            { ...expense, amount: sum },
            { ...account.accrued(provider), amount: -sum },
          ],
          detail: { provider, accrual: id },
        });
      const entries = [make(accrual.accruedOn, 'accrual', accrual.memo, amount)];
      if (accrual.autoReverse) {
        const memo = `Reversal of the accrual of ${accrual.accruedOn}: ${accrual.memo}`;
        entries.push(make(dayAfter(accrual.accruedOn), 'accrual-reversal', memo, -amount));
      }
      return { result: { accrual_id: id }, entries };
    },
  };
}

/** What a commitment costs beyond the usage under it. */
export interface ShortfallDraft {
  id: string;
  provider: string;
  currency: string;
  amount: bigint;
  occurredOn: string;
  reference: string;
  memo: string;
}

/** Books the shortfall of a commitment, per contract and counsel. */
export function bookShortfall(name: CommandName, draft: ShortfallDraft): LedgerCommand<{ id: string }> {
  return {
    ...name,
    accounts: () => [],
    decide: () => {
      const wrong = checkAmount(draft.amount, draft.currency, 'the shortfall');
      if (wrong) return wrong;
      const entry = entryOn(draft.occurredOn, {
        kind: 'commitment-shortfall',
        memo: draft.memo,
        subject: draft.id,
        postings: [
          { ...account.commitment(draft.provider), amount: draft.amount },
          { ...account.accrued(draft.provider), amount: -draft.amount },
        ],
        detail: { provider: draft.provider, reference: draft.reference },
      });
      return { result: { id: draft.id }, entries: [entry] };
    },
  };
}

/** Use of tokens that is pay. */
export interface TaxableUseDraft {
  id: string;
  purpose: TaggedPurpose;
  costCenter: string;
  currency: string;
  /** What the use cost; it was expensed under the purpose when it happened. */
  amount: bigint;
  employerTax: bigint;
  occurredOn: string;
  memo: string;
}

/**
 * Books use that is pay: its cost leaves the expense by purpose for compensation, and the employer's
 * tax on it is owed. The credit itself was drawn when the usage was booked.
 */
export function bookTaxableUse(name: CommandName, draft: TaxableUseDraft): LedgerCommand<{ id: string }> {
  const { id, amount, employerTax } = draft;
  return {
    ...name,
    accounts: () => [],
    decide: () => {
      const wrong =
        checkAmount(amount, draft.currency, 'the taxable use') ??
        (employerTax === 0n ? null : checkAmount(employerTax, draft.currency, 'the employer’s tax'));
      if (wrong) return wrong;
      const tax = [
        { ...account.employerTax, amount: employerTax },
        { ...account.payrollLiability, amount: -employerTax },
      ];
      const entry = entryOn(draft.occurredOn, {
        kind: 'taxable-use',
        memo: draft.memo,
        subject: id,
        postings: [
          { ...account.compensation, amount },
          { ...account.expense(draft.purpose, draft.costCenter), amount: -amount },
          ...(employerTax === 0n ? [] : tax),
        ],
      });
      return { result: { id }, entries: [entry] };
    },
  };
}
