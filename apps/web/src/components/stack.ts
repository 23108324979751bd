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

const keyText = (key: readonly string[]) => key.join('\u0000');

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
  key: readonly string[];
  label: string;
  other: boolean;
  members: readonly string[];
}

/** Groups to draw: up to six with a label of their own, the rest folded into "Other". */
function drawnGroups(result: MetricResult, dimension: DimensionKey, metricIndex: number): Group[] {
  const shown = result.groups.filter((g) => Number(g.values[metricIndex] ?? 0) !== 0);
  const order = dimension === 'token_class' ? [...shown].sort((a, b) => classRank(a.key[0]) - classRank(b.key[0])) : shown;
  const named = order.filter((g) => !g.other);
  const keep = named.length <= directLabels && named.length === order.length ? directLabels : directLabels - 1;
  const own = named.slice(0, keep).map((g) => ({ key: g.key, label: valueLabel(dimension, g.key[0] ?? '', g.label[0]), other: false, members: [keyText(g.key)] }));
  const rest = order.filter((g) => !own.some((o) => keyText(o.key) === keyText(g.key)));
  if (rest.length === 0) return own;
  return [...own, { key: ['other'], label: 'Other', other: true, members: rest.map((g) => keyText(g.key)) }];
}

const classRank = (key = '') => classOrder.indexOf(key);

/** Turns a reading into stacked series. `dimension` null draws one series, the total. */
export function stackOf(result: MetricResult, grain: ChartGrain, dimension: DimensionKey | null, metricIndex = 0, name = 'Total'): Stack {
  const buckets = bucketsOf(result.query.range, grain, result.series.map((row) => row.bucket));
  const cells = new Map(result.series.map((row) => [`${row.bucket}\u0001${keyText(row.key)}`, row.values[metricIndex] ?? null]));
  const cell = (bucket: string, member: string) => cells.get(`${bucket}\u0001${member}`) ?? null;
  const groups: Group[] = dimension ? drawnGroups(result, dimension, metricIndex) : [{ key: ['total'], label: name, other: false, members: [''] }];
  const series = groups.map((group, position) => {
    const exact = buckets.map((bucket) => addDecimals(group.members.map((m) => cell(bucket, m))));
    const key = group.key[0] ?? '';
    return {
      key,
      label: group.label,
      colour: dimension ? groupColour(dimension, key, position, group.other) : cssColour('accent'),
      hatched: dimension ? !group.other && isSuspense(dimension, key) : false,
      values: exact.map((v) => Number(v ?? 0)),
      exact,
    };
  });
  return {
    buckets: buckets.map((b) => ({ key: b, label: bucketLabel(b, grain), words: bucketWords(b, grain) })),
    series,
    totals: buckets.map((_, i) => addDecimals(series.map((s) => s.exact[i] ?? null))),
  };
}
