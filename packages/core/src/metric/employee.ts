import { parseUsd } from '@exchequer/model';
import { referencePricePerMillion } from '../pricing/index.ts';
import { ratioText } from './decimal.ts';
import { smallestGroup } from './definition.ts';

const statisticPlaces = 6;

/**
 * Median or 90th percentile of normalised tokens over employees, linearly interpolated; employees
 * without usage count as zero. Null for fewer employees than may be shown.
 * @param used cost at base prices of each employee with usage, in pico-dollars, in any order
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
  const tenfold = low * 10n + (high - low) * BigInt(tenths % 10);
  return ratioText(tenfold * 1_000_000n, 10n * parseUsd(referencePricePerMillion), statisticPlaces);
}

/** Persons of a group: how many there were at all, and the days on which they were employed. */
export interface Headcount {
  persons: number;
  personDays: number;
}

/**
 * Agents to each full-time employee: those employed all days count one, others their share of the
 * days. Null for fewer persons than may be shown.
 * @param days days of the range until today
 */
export const agentsPerEmployee = (agents: number, there: Headcount, days: number): string | null =>
  there.persons < smallestGroup || there.personDays === 0
    ? null
    : ratioText(BigInt(agents) * BigInt(days), BigInt(there.personDays), 12);

/** Count of active workers as shown: null below the smallest group, unless there is nobody at all. */
export const activeWorkers = (count: number): string | null =>
  count === 0 || count >= smallestGroup ? String(count) : null;
