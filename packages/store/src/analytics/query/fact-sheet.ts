import {
  addSums,
  daysIn,
  type FactKey,
  factMeasureOf,
  factOf,
  localDate,
  type Measure,
  type Sums,
} from '@exchequer/core/metric';
import type { DateRange, Grain } from '@exchequer/model/contract';
import type { Cell } from './cell.ts';
import type { ReadingFacts } from './facts.ts';

/** Days over which figures are made: of a whole range and of each of its buckets, none after today. */
export interface Span {
  readonly range: DateRange;
  readonly grain: Grain;
  /** The last day that counts; before `from` where the range has not begun. */
  readonly last: string;
}

const dayMs = 86_400_000;
const addDays = (date: string, days: number): string =>
  new Date(Date.parse(date) + days * dayMs).toISOString().slice(0, 10);

export function spanOf(
  facts: Pick<ReadingFacts, 'now' | 'companyTimeZone'>,
  range: DateRange,
  grain: Grain,
): Span {
  const today = localDate(facts.now.getTime(), facts.companyTimeZone);
  const end = addDays(range.to, -1);
  return { range, grain, last: earlier(end, today) };
}

/** First day of the bucket that a day lies in. */
function bucketOf(day: string, grain: Grain): string {
  if (grain === 'total') return '';
  if (grain === 'month') return `${day.slice(0, 7)}-01`;
  if (grain === 'week') return addDays(day, -((new Date(day).getUTCDay() + 6) % 7));
  return day;
}

function endOf(bucket: string, grain: Grain): string {
  if (grain === 'week') return addDays(bucket, 7);
  if (grain !== 'month') return addDays(bucket, 1);
  const [year = 0, month = 0] = bucket.split('-').map(Number);
  return new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 10);
}

/** Days of a bucket that lie in the range and are not in the future. */
function daysOf(bucket: string, { range, grain, last }: Span): bigint {
  const whole = { from: range.from, to: addDays(last, 1) };
  if (bucket === '') return BigInt(Math.max(0, daysIn(whole)));
  const from = bucket > whole.from ? bucket : whole.from;
  const end = endOf(bucket, grain);
  return BigInt(Math.max(0, daysIn({ from, to: earlier(end, whole.to) })));
}

const isCalendar = (measure: Measure): boolean => factOf(measure) === 'calendar';

/** Cells with the days of their bucket. */
export function withDays(cells: readonly Cell[], measures: readonly Measure[], span: Span): Cell[] {
  const calendar = measures.filter(isCalendar);
  if (calendar.length === 0) return [...cells];
  return cells.map((cell) => {
    const days = daysOf(cell.bucket, span);
    return { ...cell, sums: { ...cell.sums, ...Object.fromEntries(calendar.map((name) => [name, days])) } };
  });
}

/**
 * Sums of cells over the whole range. Days count once, and a stock is what it was in the first or
 * last bucket, not the sum of what it was in each.
 */
export function sumOver(cells: readonly Cell[], measures: readonly Measure[], span: Span): Sums {
  const sums = { ...addSums(cells.map((cell) => cell.sums)) };
  for (const name of measures) {
    const at = factMeasureOf(name)?.at;
    if (isCalendar(name)) sums[name] = daysOf('', span);
    else if (at) {
      const bucket = bucketOf(at === 'first' ? span.range.from : span.last, span.grain);
      sums[name] = cells
        .filter((cell) => cell.bucket === bucket)
        .reduce((sum, cell) => sum + (cell.sums[name] ?? 0n), 0n);
    }
  }
  return sums;
}

/** Measures by the fact that keeps them. */
export function byFact(measures: readonly Measure[]): Map<FactKey, Measure[]> {
  const grouped = new Map<FactKey, Measure[]>();
  for (const name of measures) {
    const fact = factOf(name);
    grouped.set(fact, [...(grouped.get(fact) ?? []), name]);
  }
  return grouped;
}

const placeOf = ({ bucket, key, other }: Cell): string => JSON.stringify([bucket, other, ...key]);

/** One cell per bucket and group, with the sums of all. */
export function mergeCells(cells: readonly Cell[]): Cell[] {
  const merged = new Map<string, Cell>();
  for (const cell of cells) {
    const known = merged.get(placeOf(cell));
    merged.set(placeOf(cell), known ? { ...known, sums: addSums([known.sums, cell.sums]) } : cell);
  }
  return [...merged.values()];
}

/** Dates are texts here, which `Math.min` does not take. */
function earlier(one: string, other: string): string {
  if (one < other) return one;
  return other;
}
