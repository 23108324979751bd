import type { ListPrice } from './catalogue.ts';

/** A half-open interval of time, ISO 8601 UTC; null is open. */
export interface Span {
  validFrom: string | null;
  validTo: string | null;
}

/** Milliseconds compare instants whatever their ISO spelling. */
export const startMs = (at: string | null): number => (at === null ? -Infinity : Date.parse(at));
export const endMs = (at: string | null): number => (at === null ? Infinity : Date.parse(at));

export const covers = (span: Span, atMs: number): boolean =>
  startMs(span.validFrom) <= atMs && atMs < endMs(span.validTo);

/** The part two spans share, or null. */
export function overlap(a: Span, b: Span): Span | null {
  const validFrom = startMs(a.validFrom) >= startMs(b.validFrom) ? a.validFrom : b.validFrom;
  const validTo = endMs(a.validTo) <= endMs(b.validTo) ? a.validTo : b.validTo;
  return startMs(validFrom) < endMs(validTo) ? { validFrom, validTo } : null;
}

/** Cuts a span at every instant that lies inside it. */
export function cutSpan(span: Span, instants: readonly (string | null)[]): Span[] {
  const inside = instants
    .filter((at): at is string => at !== null)
    .filter((at) => startMs(span.validFrom) < startMs(at) && startMs(at) < endMs(span.validTo))
    .sort((a, b) => startMs(a) - startMs(b))
    .filter((at, i, all) => i === 0 || startMs(at) !== startMs(all[i - 1] ?? null));
  const edges = [span.validFrom, ...inside, span.validTo];
  return edges.slice(1).map((validTo, i) => ({ validFrom: edges[i] ?? null, validTo }));
}

/** Whether a second of the UTC day lies in a slice of it, which may wrap over midnight. */
export function coversSecond(slice: Pick<ListPrice, 'secondsFrom' | 'secondsTo'>, second: number): boolean {
  const { secondsFrom: from, secondsTo: to } = slice;
  return from < to ? from <= second && second < to : second >= from || second < to;
}

/** Length of a slice of the day, in seconds. */
export const secondsLong = (slice: Pick<ListPrice, 'secondsFrom' | 'secondsTo'>): number =>
  (slice.secondsTo - slice.secondsFrom + 86_400) % 86_400 || 86_400;

/** Whether a request of that many input tokens falls in a slice of context length. */
export const coversContext = (
  slice: Pick<ListPrice, 'contextOver' | 'contextUpTo'>,
  inputTokens: number,
): boolean =>
  inputTokens > slice.contextOver && (slice.contextUpTo === null || inputTokens <= slice.contextUpTo);

/** The least context: also a request without any input token is over −1. */
export const fromFirstToken = -1;
