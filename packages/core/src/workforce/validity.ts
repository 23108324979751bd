import type { Validity } from './roster.ts';

/** Open ends as dates that sort before and after every other. */
const earliest = '0000-01-01';
const latest = '9999-12-31';

const startOf = (span: Validity) => span.validFrom ?? earliest;
const endOf = (span: Validity) => span.validTo ?? latest;

/** Whether two validities share a day. */
export function overlap(a: Validity, b: Validity): boolean {
  return startOf(a) < endOf(b) && startOf(b) < endOf(a);
}

/** Whether the validity has a day at all. */
export const isPossible = (span: Validity) => startOf(span) < endOf(span);

/** Whether a local date lies in the validity. */
export const covers = (span: Validity, date: string) => startOf(span) <= date && date < endOf(span);

/** Something that holds for a time. */
export interface Dated<T> extends Validity {
  value: T;
}

/** The validity as people read it. */
export function describeValidity({ validFrom, validTo }: Validity): string {
  if (!validFrom && !validTo) return 'at all times';
  if (!validTo) return `from ${validFrom}`;
  return validFrom ? `from ${validFrom} until ${validTo}` : `until ${validTo}`;
}

/**
 * Lays several layers over each other inside `within`: on each day the first layer that says
 * something wins. Where no layer does, `otherwise` holds; undefined leaves a gap there.
 */
export function layered<T>(
  within: Validity,
  layers: readonly (readonly Dated<T>[])[],
  otherwise: T | undefined,
): Dated<T>[] {
  const spans = layers.flat().filter((span) => overlap(span, within));
  const edges = [within, ...spans].flatMap((span) => [startOf(span), endOf(span)]);
  const inside = edges.filter((edge) => startOf(within) <= edge && edge <= endOf(within));
  const days = [...new Set(inside)].sort();
  const slices: Dated<T>[] = [];
  for (const [i, from] of days.slice(0, -1).entries()) {
    const value = spans.find((span) => covers(span, from))?.value ?? otherwise;
    if (value !== undefined) appendSlice(slices, { value, validFrom: from, validTo: days[i + 1] ?? latest });
  }
  return slices.map(({ value, validFrom, validTo }) => ({
    value,
    validFrom: validFrom === earliest ? null : validFrom,
    validTo: validTo === latest ? null : validTo,
  }));
}

function appendSlice<T>(slices: Dated<T>[], next: Dated<T>): void {
  const last = slices.at(-1);
  if (last && last.value === next.value && last.validTo === next.validFrom) last.validTo = next.validTo;
  else slices.push(next);
}
