import type { ListPrice } from './catalogue.ts';
import { endMs, overlap, type Span, startMs } from './span.ts';
import { samePrices } from './unit.ts';

/**
 * Joins what the book already holds of a model with what the catalogue says now. A price that a
 * newer catalogue states otherwise holds from the date the catalogue gives, else from the day it
 * was read there; what was booked before is not touched by a catalogue that rewrites its past.
 */
export function mergeHistory(
  stored: readonly ListPrice[],
  current: readonly ListPrice[],
): readonly ListPrice[] {
  const [first] = current;
  if (stored.length === 0 || !first) return stored.length === 0 ? current : stored;
  const lastSeenMs = Math.max(...stored.map((p) => Date.parse(p.observedAt)));
  if (stored.some((p) => p.source === first.source) || Date.parse(first.observedAt) < lastSeenMs)
    return stored;
  const since: Span = { validFrom: new Date(lastSeenMs).toISOString(), validTo: null };
  if (sameSchedule(clip(stored, since), clip(current, since))) return stored;
  const cutoff = changeDate(current, lastSeenMs, first.observedAt);
  return [
    ...clip(stored, { validFrom: null, validTo: cutoff }),
    ...clip(current, { validFrom: cutoff, validTo: null }),
  ];
}

function changeDate(current: readonly ListPrice[], lastSeenMs: number, observedAt: string): string {
  const dated = current.flatMap((p) =>
    p.validFrom && startMs(p.validFrom) > lastSeenMs ? [p.validFrom] : [],
  );
  return [...dated, observedAt].reduce((a, b) => (startMs(a) <= startMs(b) ? a : b));
}

function clip(prices: readonly ListPrice[], to: Span): ListPrice[] {
  return prices.flatMap((price) => {
    const span = overlap(price, to);
    return span ? [{ ...price, ...span }] : [];
  });
}

function sameSchedule(a: readonly ListPrice[], b: readonly ListPrice[]): boolean {
  return a.length === b.length && a.every((price) => b.some((other) => sameSlice(price, other)));
}

const sameSlice = (a: ListPrice, b: ListPrice): boolean =>
  startMs(a.validFrom) === startMs(b.validFrom) &&
  endMs(a.validTo) === endMs(b.validTo) &&
  a.contextOver === b.contextOver &&
  a.contextUpTo === b.contextUpTo &&
  a.secondsFrom === b.secondsFrom &&
  a.secondsTo === b.secondsTo &&
  samePrices(a.prices, b.prices);
