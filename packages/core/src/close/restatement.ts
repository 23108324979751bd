import type { differenceReasons } from '@exchequer/model/contract';

/** Why a figure of a closed month is another one now. */
export type DifferenceReason = (typeof differenceReasons)[number];

/** Something that the books learned about a month after its close. */
export interface LateEntry {
  transactionId: string;
  kind: string;
  /** Why the journal has the rows: usage, price, attribution or correction; empty beside the journal. */
  reason: string;
  amount: bigint;
}

/** The reason of a difference, from the kind of the entry and what the journal says of its rows. */
export function differenceReason({ kind, reason }: Pick<LateEntry, 'kind' | 'reason'>): DifferenceReason {
  if (kind === 'reclassification') return 'retagged';
  if (reason === 'price') return 're-rated';
  if (reason === 'attribution') return 're-attributed';
  if (reason === 'usage') return 'late';
  return 'corrected';
}

/** Sums per reason. */
export function byReason(
  entries: readonly { reason: DifferenceReason; amount: bigint }[],
): { reason: DifferenceReason; count: number; amount: bigint }[] {
  const sums = new Map<DifferenceReason, { count: number; amount: bigint }>();
  for (const { reason, amount } of entries) {
    const sum = sums.get(reason) ?? { count: 0, amount: 0n };
    sums.set(reason, { count: sum.count + 1, amount: sum.amount + amount });
  }
  return [...sums].map(([reason, sum]) => ({ reason, ...sum }));
}
