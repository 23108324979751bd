import type { MoverFact } from '@exchequer/core/report';
import { parseUsd } from '@exchequer/model';
import type { MonthAsked } from './asked.ts';

type Asked = Pick<MonthAsked, 'api' | 'workspace' | 'range'>;

/** What may be named: the first of these in which most of the change has a name. */
const dimensions = ['team', 'workflow', 'model'] as const;

/** Spend by name in a range and the one before. */
export async function moversOf(asked: Asked): Promise<MoverFact[]> {
  let best: MoverFact[] = [];
  for (const dimension of dimensions) {
    const all = await changesOf(asked, dimension);
    const named = all.filter(({ value }) => value !== '');
    if (changeOf(named) * 2n > changeOf(all)) return named;
    if (named.length > 0) best = named;
  }
  return best;
}

async function changesOf(
  { api, workspace, range }: Asked,
  dimension: (typeof dimensions)[number],
): Promise<MoverFact[]> {
  const { groups } = await api.metric.query({
    ...{ workspace, metrics: ['spend_contracted'], range, compare: 'previous', limit: 60 },
    group_by: [dimension],
  });
  return groups.flatMap(({ key: [value = ''], label: [label = ''], other, values, compare_values }) => {
    const [after, before] = [values[0] ?? null, compare_values[0] ?? null];
    if (other || after === null) return [];
    return [{ dimension, value, label: label || value, before: before ?? '0', after }];
  });
}

const changeOf = (movers: readonly MoverFact[]): bigint =>
  movers.reduce((sum, { before, after }) => {
    const change = parseUsd(after) - parseUsd(before);
    return sum + (change < 0n ? -change : change);
  }, 0n);
