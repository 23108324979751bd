import type { RunwayView } from '@exchequer/model/contract';

const number = (days: number) => (days < 10 ? days.toFixed(1) : String(Math.floor(days)));

/** The days between which it is used up, such as `12–17 days (80 %)`. */
export function runwayBand({ low, high, horizon_days, label }: RunwayView): string {
  if (label === 'no-spend') return 'nothing is being spent';
  if (label === 'short') return 'too short a past for a range';
  if (low === null) return `over ${horizon_days} days (80 %)`;
  const to = high === null ? `over ${horizon_days}` : number(high);
  const range =
    high !== null && number(low) === to ? to : `${number(low)}${high === null ? ' to ' : '–'}${to}`;
  return `${range} days (80 %)`;
}

/** How likely it is to run out before the period ends; nothing where that cannot be told. */
export function outBeforeReset({ out_before_reset: out }: RunwayView): string | null {
  if (out === null) return null;
  if (out === 0) return 'in no course used up before the period ends';
  return `${Math.max(1, Math.round(out * 100))} % likely used up before the period ends`;
}
