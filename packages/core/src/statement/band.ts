import { formatUsd } from '@exchequer/model';

/** Fewer persons in a role than this, and a quarter of them is one or two whom a colleague would know. */
export const fewestInBand = 10;

/** What the middle half of a role spent, in pico-dollars, rounded so that it is nobody's own figure. */
export interface RoleBand {
  readonly persons: number;
  readonly low: bigint;
  readonly median: bigint;
  readonly high: bigint;
}

/**
 * The quartiles of what the persons of a role spent, those without usage as zero. Null for a role of
 * fewer than ten.
 */
export function bandOfRole(spent: readonly bigint[]): RoleBand | null {
  if (spent.length < fewestInBand) return null;
  const sorted = [...spent].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const at = (quarters: bigint) => rounded(quartile(sorted, quarters));
  return { persons: sorted.length, low: at(1n), median: at(2n), high: at(3n) };
}

/** Between neighbours in proportion (type 7 of Hyndman and Fan), in whole pico-dollars. */
function quartile(sorted: readonly bigint[], quarters: bigint): bigint {
  const fourths = BigInt(sorted.length - 1) * quarters;
  const below = sorted[Number(fourths / 4n)] ?? 0n;
  const above = sorted[Number((fourths + 3n) / 4n)] ?? below;
  return below + ((above - below) * (fourths % 4n)) / 4n;
}

/** Two significant digits, and whole dollars at the finest. */
function rounded(amount: bigint): bigint {
  const dollars = BigInt(formatUsd(amount).split('.')[0] ?? '0');
  let grain = 1n;
  while (dollars / grain >= 100n) grain *= 10n;
  const unit = grain * 1_000_000_000_000n;
  return ((amount + unit / 2n) / unit) * unit;
}
