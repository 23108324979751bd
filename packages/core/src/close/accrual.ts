import type { EntryDraft } from '@exchequer/model';
import type { Period } from './period.ts';

/** Cost that belongs to a month whose invoice has not come, such as seats of a provider. */
export interface AccrualRequest {
  provider: string;
  purpose: string;
  costCenter: string;
  currency: string;
  amount: bigint;
  memo: string;
}

/**
 * An accrual on the last day of the month and its reversal on the first day of the next: the cost
 * stands in its month, and the invoice finds nothing to double. `reversal` has no `reverses` yet,
 * since the accrual gets its id when it is posted.
 */
export function accrualEntries(
  period: Period,
  request: AccrualRequest,
): { accrual: EntryDraft; reversal: EntryDraft } {
  const { provider, purpose, costCenter, currency, amount } = request;
  const lines = [
    { key: `expense/${purpose}/${costCenter}`, currency, amount },
    { key: `accrued/${provider}`, currency, amount: -amount },
  ];
  const memo = request.memo || `Unbilled cost of ${provider} in ${period.key}`;
  const about = { book: 'financial', subject: `period:${period.key}` } as const;
  const detail = { provider, period: period.key };
  return {
    accrual: {
      ...about,
      kind: 'accrual',
      occurredOn: period.lastDay,
      postedOn: period.lastDay,
      memo,
      postings: lines,
      detail,
    },
    reversal: {
      ...about,
      kind: 'accrual-reversal',
      occurredOn: period.to,
      postedOn: period.to,
      memo: `Takes back: ${memo}`,
      postings: lines.map((line) => ({ ...line, amount: -line.amount })),
      detail,
    },
  };
}
