import { decimalText, ratioText } from './decimal.ts';
import { smallestGroup } from './definition.ts';

/**
 * Median or 90th percentile of tokens over employees, linearly interpolated; employees without
 * usage count as zero. Null for fewer employees than may be shown.
 * @param used tokens of each employee with usage, in any order
 * @param headcount employees in the group, with usage or without
 */
export function tokensPerEmployee(
  statistic: 'median' | 'p90',
  used: readonly bigint[],
  headcount: number,
): string | null {
  if (headcount < smallestGroup) return null;
  const idle = Array.from({ length: Math.max(0, headcount - used.length) }, () => 0n);
  const sorted = [...idle, ...used].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const tenths = (sorted.length - 1) * (statistic === 'median' ? 5 : 9);
  const low = sorted[Math.floor(tenths / 10)] ?? 0n;
  const high = sorted[Math.ceil(tenths / 10)] ?? 0n;
  return decimalText(low * 10n + (high - low) * BigInt(tenths % 10), 1);
}

/** Agents to each employee; null for fewer employees than may be shown. */
export const agentsPerEmployee = (agents: number, headcount: number): string | null =>
  headcount < smallestGroup ? null : ratioText(BigInt(agents), BigInt(headcount), 12);

/** Count of active workers as shown: null below the smallest group, unless there is nobody at all. */
export const activeWorkers = (count: number): string | null =>
  count === 0 || count >= smallestGroup ? String(count) : null;
