import { addDays, daysBetween, weekday } from './calendar.ts';
import type { Period } from './period.ts';

/** Spend per company day; days without spend may be missing. */
export type DailySpend = ReadonlyMap<string, bigint>;

/** Weight of the latest day in tenths: α = 0.3. */
const latestTenths = 3n;
/** Days looked back for a rate: the weight of an older one is below 10⁻⁹. */
const lookBack = 60;

const days = (from: string, to: string): string[] =>
  Array.from({ length: Math.max(0, daysBetween(from, to)) }, (_, at) => addDays(from, at));

/**
 * Exponentially weighted spend per day over whole days before today, α = 0.3. Before the first whole
 * day it is what today has brought so far.
 * @param since first day that could have spend
 */
export function dailyRate(spend: DailySpend, since: string, today: string): bigint {
  const earliest = addDays(today, -lookBack);
  const whole = days(since > earliest ? since : earliest, today);
  const [first, ...rest] = whole;
  if (first === undefined) return spend.get(today) ?? 0n;
  return rest.reduce(
    (rate, day) => ((spend.get(day) ?? 0n) * latestTenths + rate * (10n - latestTenths)) / 10n,
    spend.get(first) ?? 0n,
  );
}

/** Days until it is empty at a rate, one decimal, rounded down; null when nothing is being spent. */
export function runwayDays(left: bigint, rate: bigint): string | null {
  if (rate <= 0n) return null;
  if (left <= 0n) return '0';
  const tenths = (left * 10n) / rate;
  return `${tenths / 10n}.${tenths % 10n}`;
}

/** Days of history from which the share of each weekday is learned. */
const seasonDays = 56;
const leastDays = 14;

/** Weight of each weekday, Monday first; all alike until two weeks had spend. */
export function weekdayWeights(spend: DailySpend, today: string): readonly bigint[] {
  const past = days(addDays(today, -seasonDays), today).filter((day) => (spend.get(day) ?? 0n) > 0n);
  if (past.length < leastDays) return Array.from({ length: 7 }, () => 1n);
  const weights = Array.from({ length: 7 }, () => 0n);
  for (const day of past) weights[weekday(day)] = (weights[weekday(day)] ?? 0n) + (spend.get(day) ?? 0n);
  return weights;
}

/** Weight of so many days from a first one: whole weeks at once, for thousands of envelopes are asked together. */
function weightOf(from: string, count: number, weights: readonly bigint[]): bigint {
  if (count <= 0) return 0n;
  const week = weights.reduce((sum, weight) => sum + weight, 0n);
  const first = weekday(from);
  const rest = Array.from({ length: count % 7 }, (_, at) => weights[(first + at) % 7] ?? 0n);
  return BigInt(Math.floor(count / 7)) * week + rest.reduce((sum, weight) => sum + weight, 0n);
}

/**
 * Spent share of the limit ÷ share that was to be expected by the end of today, two decimals; above 1
 * the limit does not last. Null before the first day, or without a limit.
 */
export function paceOf(
  period: Pick<Period, 'startsOn' | 'endsOn'>,
  today: string,
  spent: bigint,
  limit: bigint,
  weights: readonly bigint[],
): string | null {
  const weigh = (to: string) => weightOf(period.startsOn, daysBetween(period.startsOn, to), weights);
  const tomorrow = addDays(today, 1);
  const isRunning = tomorrow < period.endsOn;
  const elapsed = weigh(isRunning ? tomorrow : period.endsOn);
  if (limit <= 0n || elapsed <= 0n || spent < 0n) return null;
  const hundredths = (spent * weigh(period.endsOn) * 100n) / (limit * elapsed);
  return `${hundredths / 100n}.${String(hundredths % 100n).padStart(2, '0')}`;
}
