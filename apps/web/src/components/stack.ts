import type { DimensionKey, MetricResult } from '@exchequer/model/contract';
import { type ColourName, cssColour, seriesColours } from '../charts/index.ts';
import { bucketsOf } from '../state/buckets.ts';
import { bucketLabel, bucketWords } from '../state/calendar.ts';
import { classOrder, isSuspense, valueLabel } from '../state/labels.ts';
import type { ChartGrain } from '../state/range.ts';
import type { ExactSeries } from './exact-series.ts';

/** A metric over time, ready to be drawn. */
export interface Stack {
  buckets: readonly { key: string; label: string; words: string }[];
  series: readonly ExactSeries[];
  totals: readonly (string | null)[];
}

const directLabels = 6;

const classColours: Record<string, ColourName> = {
  uncached_input: 'uncachedInput',
  cache_read: 'cacheRead',
  cache_write_5m: 'cacheWriteShort',
  cache_write_30m: 'cacheWriteShort',
  cache_write_1h: 'cacheWriteLong',
  cache_write_12h: 'cacheWriteLong',
  cache_write_unknown: 'cacheWriteShort',
  output: 'output',
  reasoning: 'reasoning',
};

/** Colour of the n-th group of a dimension: token classes keep theirs everywhere. */
export function groupColour(dimension: DimensionKey, key: string, position: number, other: boolean): string {
  if (other || isSuspense(dimension, key)) return cssColour('other');
  if (dimension === 'token_class') return cssColour(classColours[key] ?? 'other');
  return cssColour(seriesColours[position] ?? 'other');
}

const between = '\u001f';
const keyText = (key: readonly string[]) => key.join(between);

/** The values of a series’ key, one per grouping. */
export const keyParts = (key: string) => key.split(between);

/** Adds decimal strings exactly. Null counts as nothing; all null stays null. */
export function addDecimals(values: readonly (string | null)[]): string | null {
  const known = values.filter((v): v is string => v !== null);
  if (known.length === 0) return null;
  const places = Math.max(...known.map((v) => v.split('.')[1]?.length ?? 0));
  const sum = known.reduce((total, v) => {
    const [whole = '0', fraction = ''] = v.replace('-', '').split('.');
    const scaled = BigInt(whole + fraction.padEnd(places, '0'));
    return v.startsWith('-') ? total - scaled : total + scaled;
  }, 0n);
  const digits = (sum < 0n ? -sum : sum).toString().padStart(places + 1, '0');
  const fraction = digits.slice(digits.length - places).replace(/0+$/, '');
  const whole = places > 0 ? digits.slice(0, -places) : digits;
  return `${sum < 0n ? '-' : ''}${whole}${places > 0 && fraction ? `.${fraction}` : ''}`;
}

interface Group {
  key: string;
  label: string;
  other: boolean;
  hatched: boolean;
  members: readonly string[];
}

/** What is to be drawn of a reading. */
export interface StackOptions {
  grain: ChartGrain;
  dimensions: readonly DimensionKey[];
  metricIndex?: number;
  /** False for ratios: their groups do not add up, so nothing is summed into "Other" here. */
  additive?: boolean;
  /** Position of a spend metric: groups that have none of it are unpriced, and hatched. */
  spendIndex?: number;
  name?: string;
}

export const otherKey = 'other';

/** How a group is written: its values, one per grouping. */
export const groupLabel = (
  group: { key: readonly string[]; label: readonly string[]; other: boolean },
  dimensions: readonly DimensionKey[],
) =>
  group.other
    ? 'Other'
    : dimensions.map((d, i) => valueLabel(d, group.key[i] ?? '', group.label[i])).join(' · ');

/** Models carry the day of their release; beside a chart the name alone is enough. */
const shortModel = (label: string) => label.replace(/-20\d{6}\b/g, '');

/** How many groups have a colour of their own; beyond it they are folded, or not drawn. */
export const coloursFor = (groups: number, additive: boolean) =>
  additive && groups > directLabels ? directLabels - 1 : directLabels;

/** Groups to draw: up to six with a label of their own, the rest folded into "Other". */
function drawnGroups(
  result: MetricResult,
  { dimensions, metricIndex = 0, additive = true, spendIndex }: StackOptions,
): Group[] {
  const shown = result.groups.filter((g) => Number(g.values[metricIndex] ?? 0) !== 0);
  const order =
    dimensions[0] === 'token_class'
      ? [...shown].sort((a, b) => classRank(a.key[0]) - classRank(b.key[0]))
      : shown;
  const named = order.filter((g) => !g.other);
  const keep = coloursFor(order.length, additive);
  const own = named.slice(0, keep).map((g) => ({
    key: keyText(g.key),
    label: shortModel(groupLabel(g, dimensions)),
    other: false,
    hatched:
      dimensions.some((d, i) => isSuspense(d, g.key[i] ?? '')) ||
      (spendIndex !== undefined && g.values[spendIndex] === null),
    members: [keyText(g.key)],
  }));
  const rest = order.filter((g) => !own.some((o) => o.key === keyText(g.key)));
  if (rest.length === 0 || !additive) return own;
  return [
    ...own,
    { key: otherKey, label: 'Other', other: true, hatched: false, members: rest.map((g) => keyText(g.key)) },
  ];
}

const classRank = (key = '') => classOrder.indexOf(key);

/** Turns a reading into series over every bucket of its range. */
export function stackOf(result: MetricResult, options: StackOptions): Stack {
  const { grain, dimensions, metricIndex = 0, additive = true, name = 'Total' } = options;
  const buckets = bucketsOf(
    result.query.range,
    grain,
    result.series.map((row) => row.bucket),
  );
  const cells = new Map(
    result.series.map((row) => [`${row.bucket}\u001e${keyText(row.key)}`, row.values[metricIndex] ?? null]),
  );
  const groups: Group[] =
    dimensions.length > 0
      ? drawnGroups(result, options)
      : [{ key: otherKey, label: name, other: false, hatched: false, members: [''] }];
  const series = groups.map((group, position) => {
    const cellsOf = (bucket: string) => group.members.map((m) => cells.get(`${bucket}\u001e${m}`));
    const exact = buckets.map((bucket) => addDecimals(cellsOf(bucket).map((cell) => cell ?? null)));
    // Where nothing was used there is no row; a row without a value is withheld, which is not nothing.
    const isWithheld = (bucket: string) => cellsOf(bucket).some((cell) => cell === null);
    return {
      key: group.key,
      label: group.label,
      colour: dimensions[0]
        ? groupColour(dimensions[0], keyParts(group.key)[0] ?? '', position, group.other)
        : cssColour('accent'),
      hatched: group.hatched,
      values: exact.map((v, at) => {
        if (v !== null) return Number(v);
        return additive && !isWithheld(buckets[at] ?? '') ? 0 : Number.NaN;
      }),
      exact,
    };
  });
  return {
    buckets: buckets.map((b) => ({ key: b, label: bucketLabel(b, grain), words: bucketWords(b, grain) })),
    series,
    totals: buckets.map((_, i) => (additive ? addDecimals(series.map((s) => s.exact[i] ?? null)) : null)),
  };
}
