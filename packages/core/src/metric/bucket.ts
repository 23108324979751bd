import type { Grain } from '@exchequer/model/contract';

/** Fewest days a bucket of the grain spans; bounds the length of a series. */
export const bucketsPerDay: Record<Grain, number> = {
  total: 0,
  hour: 24,
  day: 1,
  week: 1 / 7,
  month: 1 / 28,
};

/** Longest series that is answered; a chart of more points says nothing more. */
export const longestSeries = 1_500;

/**
 * Labels of hourly buckets, such as 2026-02-10T14:00. An hour that happens twice when clocks are
 * set back keeps its offset from UTC in the label the second time.
 * @param hours local hour since 1970 and its offset from UTC in seconds, one per bucket
 */
export function hourLabels(hours: readonly { hour: number; offset: number }[]): string[] {
  const largest = new Map<number, number>();
  for (const { hour, offset } of hours) {
    largest.set(hour, Math.max(largest.get(hour) ?? Number.NEGATIVE_INFINITY, offset));
  }
  return hours.map(({ hour, offset }) => {
    const label = new Date(hour * 3_600_000).toISOString().slice(0, 13);
    const again = offset < (largest.get(hour) ?? offset);
    return `${label}:00${again ? offsetText(offset) : ''}`;
  });
}

function offsetText(offset: number): string {
  const minutes = Math.abs(offset) / 60;
  const two = (n: number) => String(Math.floor(n)).padStart(2, '0');
  return `${offset < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`;
}
