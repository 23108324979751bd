import type { MetricResult } from '@exchequer/model/contract';
import { addDecimals } from '../../components/stack.ts';
import { valueLabel } from '../../state/labels.ts';
import type { MoverDimension } from './figures.ts';

/** One line of the table: what it costs now and before, and the difference. */
export interface Mover {
  key: string;
  label: string;
  other: boolean;
  now: string | null;
  before: string | null;
  change: string | null;
  tokens: string | null;
}

const shownRows = 8;

/** What moved most, up or down. */
export function moversOf(data: MetricResult, by: MoverDimension): Mover[] {
  return data.groups
    .map((group) => ({
      key: group.key[0] ?? '',
      label: group.other ? 'Other' : valueLabel(by, group.key[0] ?? '', group.label[0]),
      other: group.other,
      now: group.values[0] ?? null,
      before: group.compare_values[0] ?? null,
      change: addDecimals([group.values[0] ?? '0', negated(group.compare_values[0] ?? '0')]),
      tokens: group.values[1] ?? null,
    }))
    .sort((a, b) => Math.abs(Number(b.change ?? 0)) - Math.abs(Number(a.change ?? 0)))
    .slice(0, shownRows);
}

const negated = (decimal: string) => (decimal.startsWith('-') ? decimal.slice(1) : `-${decimal}`);

/** True where the compared range held any spend: else every row would read as new. */
export const isCompared = (data: MetricResult) =>
  data.compare_range !== null && Number(data.totals[0]?.compare_value ?? 0) !== 0;
