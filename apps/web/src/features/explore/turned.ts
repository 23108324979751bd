import type { MetricResult } from '@exchequer/model/contract';

/** Two groups of which one stands above the other over all, and below it in every part that both have. */
export interface Turned {
  above: string;
  below: string;
  /** The parts in which the order is the other way round. */
  parts: readonly string[];
}

type Group = Pick<MetricResult['groups'][number], 'key' | 'label' | 'values' | 'other'>;

/** Orders that differ by less say nothing. */
const leastRatio = 1.02;
/** One part alone may differ for any reason. */
const fewestParts = 2;

const named = (groups: readonly Group[]) =>
  groups.flatMap(({ key, label, values, other }) => {
    const value = Number(values[0] ?? Number.NaN);
    return other || key.some((part) => part === '') || !(value > 0) ? [] : [{ key, label, value }];
  });

/**
 * Finds the pair whose order turns around once like is compared with like, the one that is furthest apart
 * over all. Null where there is none: then the order over all may be read as it stands.
 * @param whole groups of one dimension
 * @param fine the same, split by a second dimension
 */
export function turnedPair(whole: readonly Group[], fine: readonly Group[]): Turned | null {
  const parts = new Map<string, Map<string, number>>();
  const names = new Map<string, string>();
  for (const { key, label, value } of named(fine)) {
    const [group = '', part = ''] = key;
    parts.set(group, (parts.get(group) ?? new Map()).set(part, value));
    names.set(part, label[1] || part);
  }
  const groups = named(whole);
  const pairs = groups.flatMap((above) => groups.map((below) => ({ above, below })));
  const turned = pairs.flatMap(({ above, below }) => {
    const ratio = above.value / below.value;
    if (ratio < leastRatio) return [];
    const [one, other] = [parts.get(above.key[0] ?? ''), parts.get(below.key[0] ?? '')];
    const both = [...(one?.keys() ?? [])].filter((part) => other?.has(part));
    const all = both.every((part) => (other?.get(part) ?? 0) >= (one?.get(part) ?? 0) * leastRatio);
    return both.length >= fewestParts && all ? [{ above, below, ratio, both }] : [];
  });
  const [first] = turned.sort((a, b) => b.ratio - a.ratio);
  if (!first) return null;
  const nameOf = ({ key, label }: (typeof groups)[number]) => label[0] || (key[0] ?? '');
  return {
    above: nameOf(first.above),
    below: nameOf(first.below),
    parts: first.both.map((part) => names.get(part) ?? part).sort(),
  };
}
