import { formatUsd, parseUsd } from '@exchequer/model';
import type { FocusRow } from './columns.ts';

/**
 * Takes what prepaid credits paid out of the bills of the rows, in their order: usage drawn from a
 * prepaid purchase is effective cost that is billed no more. A correction that gives back to a credit
 * has a negative cover. The bills then sum exactly to the effective cost less the cover.
 */
export function coverByPrepaid(rows: readonly FocusRow[], cover: bigint): FocusRow[] {
  let left = cover;
  const covered = rows.map((row) => {
    const effective = parseUsd(row.EffectiveCost ?? '0');
    if (left === 0n || effective === 0n || effective > 0n !== left > 0n) return row;
    const taken = (left > 0n ? effective > left : effective < left) ? left : effective;
    left -= taken;
    return { ...row, BilledCost: formatUsd(effective - taken) };
  });
  const last = covered.at(-1);
  if (left === 0n || !last) return covered;
  // More was drawn than the rows cost; the bill says so rather than hide it.
  const billed = parseUsd(last.BilledCost ?? '0') - left;
  return [...covered.slice(0, -1), { ...last, BilledCost: formatUsd(billed) }];
}
