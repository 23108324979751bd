import type { MetricResult } from '@exchequer/model/contract';
import type { ExactBar } from '../../components/exact-series.ts';
import { groupColour } from '../../components/stack.ts';
import { inline } from '../../format/number.ts';
import { className, classOrder } from '../../state/labels.ts';

/** The classes with tokens, in the product’s order. */
export function classRows(data: MetricResult): ExactBar[] {
  const total = Number(data.totals[0]?.value ?? 0) || 1;
  return data.groups
    .filter((group) => Number(group.values[0] ?? 0) !== 0)
    .map((group) => ({ key: group.key[0] ?? '', exact: group.values[0] ?? '0' }))
    .sort((a, b) => classOrder.indexOf(a.key) - classOrder.indexOf(b.key))
    .map(({ key, exact }) => ({
      key,
      exact,
      label: className(key),
      value: Number(exact),
      shown: inline(exact, 'tokens'),
      note: inline(String(Number(exact) / total), 'share'),
      colour: groupColour('token_class', key, 0, false),
      hatched: false,
    }));
}

/** Cached and fresh tokens are always told apart: one costs a tenth of the other. */
export function classReading(data: MetricResult): string {
  const amount = (key: string) => Number(data.groups.find((g) => g.key[0] === key)?.values[0] ?? 0);
  const total = Number(data.totals[0]?.value ?? 0);
  if (total === 0) return 'No tokens in this range.';
  const read = inline(String(amount('cache_read') / total), 'share');
  const output = inline(String(amount('output') / total), 'share');
  return `Cache reads are ${read} of all tokens, output ${output}. The classes share no token and add up to the total.`;
}
