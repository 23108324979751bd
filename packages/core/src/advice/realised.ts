import { studentQuantile } from '../statistics/index.ts';
import { daysOfMonth, type Gain, type Span } from './gain.ts';
import { type Effect, effectOf } from './regression.ts';
import { dollars } from './words.ts';

/** Daily spend of what an action works on, days in a row, in pico-dollars. */
export interface AppliedSeries {
  /** Weekday of the first day, 0–6; which one is which does not matter. */
  readonly weekday: number;
  readonly spend: readonly bigint[];
  /** Place of the day on which it was applied, which counts to neither side. */
  readonly appliedAt: number;
  /** The same days of others of its kind on which nothing was applied. */
  readonly others: readonly (readonly bigint[])[];
}

/** What an applied action brought a month, at 80 %, against what would have been without it. */
export interface Realised {
  readonly method: 'holdout' | 'interrupted-series' | 'cannot-tell';
  /** Null where it cannot be told. Negative is a loss. */
  readonly span: Span | null;
  /** A gain, or harm, is claimed only where 95 % excludes nothing. */
  readonly verdict: 'gain' | 'no-effect-seen' | 'harm' | 'cannot-tell';
  readonly says: string;
}

export const fewestDaysBefore = 28;
export const fewestDaysAfter = 14;
/** Older days say little of what would have been. */
const mostDaysBefore = 84;
const mostDaysAfter = 56;
/** Others are comparable when they moved along so well before. */
const comparable = 0.6;

const microPerDollar = 1e6;
const picoPerMicro = 1_000_000n;
const toDollars = (amount: bigint): number => Number(amount / picoPerMicro) / microPerDollar;
/** Rounded to a micro-dollar: no measurement is finer. */
const toPico = (amount: number): bigint => BigInt(Math.round(amount * microPerDollar)) * picoPerMicro;

const cannotTell = (says: string): Realised => ({
  method: 'cannot-tell',
  span: null,
  verdict: 'cannot-tell',
  says,
});

/**
 * Measures what an applied action brought: against comparable others where there are any, else against
 * its own trend and weekdays before. Tells when neither can say.
 */
export function measureRealised(series: AppliedSeries, per: Gain['per']): Realised {
  if (per === 'once')
    return cannotTell('A gain that comes once leaves no course of days in which it could be seen.');
  const { spend, appliedAt } = series;
  const from = Math.max(0, appliedAt - mostDaysBefore);
  const to = Math.min(spend.length, appliedAt + 1 + mostDaysAfter);
  const before = appliedAt - from;
  const after = to - appliedAt - 1;
  if (before < fewestDaysBefore)
    return cannotTell(`It needs ${fewestDaysBefore} days before, and there are ${Math.max(before, 0)}.`);
  if (after < fewestDaysAfter)
    return cannotTell(`It needs ${fewestDaysAfter} days after, and there are ${Math.max(after, 0)} so far.`);
  const days = Array.from({ length: to - from }, (_, at) => from + at).filter((at) => at !== appliedAt);
  const values = days.map((at) => toDollars(spend[at] ?? 0n));
  if (values.slice(0, before).every((value) => value === 0))
    return cannotTell('Nothing was spent on it before it was applied.');
  return measured(series, days, values, before);
}

function measured(
  series: AppliedSeries,
  days: readonly number[],
  values: number[],
  before: number,
): Realised {
  const control = controlOf(series, days, values, before);
  // Its own trend and weekdays stand beside the others: theirs may be steeper.
  const design = days.map((at, t) => [
    at > series.appliedAt ? 1 : 0,
    1,
    at / 7,
    ...weekdayColumns(series.weekday + at),
    ...(control ? [control[t] ?? 0] : []),
  ]);
  const effect = effectOf(design, values, 0);
  return effect
    ? told(effect, control ? 'holdout' : 'interrupted-series', values.length - before)
    : cannotTell('The days before and after cannot be told from a trend.');
}

const weekdayColumns = (day: number): number[] =>
  Array.from({ length: 6 }, (_, at) => (day % 7 === at + 1 ? 1 : 0));

/** The mean course of those that moved along before, each in parts of what it usually was. */
function controlOf(
  { others }: AppliedSeries,
  days: readonly number[],
  values: readonly number[],
  before: number,
): number[] | null {
  const courses = others.flatMap((other) => {
    const own = days.map((at) => toDollars(other[at] ?? 0n));
    const level = mean(own.slice(0, before));
    if (level <= 0) return [];
    return correlation(own.slice(0, before), values.slice(0, before)) >= comparable
      ? [own.map((value) => value / level)]
      : [];
  });
  if (courses.length === 0) return null;
  return days.map((_, t) => mean(courses.map((course) => course[t] ?? 0)));
}

function told(
  { estimate, error, freedom }: Effect,
  method: 'holdout' | 'interrupted-series',
  after: number,
): Realised {
  const month = Number(daysOfMonth);
  // The days after carry the estimate: there are never more freedoms in it than these.
  const free = Math.max(1, Math.min(freedom, after - 1));
  const reach = (share: number) => studentQuantile(0.5 + share / 2, free) * error * month;
  const likely = -estimate * month;
  const span = {
    low: toPico(likely - reach(0.8)),
    likely: toPico(likely),
    high: toPico(likely + reach(0.8)),
  };
  const sure = reach(0.95);
  const verdict = likely - sure > 0 ? 'gain' : likely + sure < 0 ? 'harm' : 'no-effect-seen';
  return { method, span, verdict, says: wordsOf(verdict, span, method, after) };
}

function wordsOf(
  verdict: Realised['verdict'],
  span: Span,
  method: Realised['method'],
  after: number,
): string {
  const against = method === 'holdout' ? 'others of its kind' : 'its own course before';
  const over = `over ${after} days against ${against}`;
  const between = (low: bigint, high: bigint) => `${dollars(low)} to ${dollars(high)} a month`;
  if (verdict === 'gain') return `Saves ${between(span.low, span.high)}, measured ${over}.`;
  if (verdict === 'harm') return `Costs ${between(-span.high, -span.low)} more, measured ${over}.`;
  return `No effect can be seen ${over}: between ${dollars(span.low)} and ${dollars(span.high)} a month.`;
}

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

function correlation(a: readonly number[], b: readonly number[]): number {
  const [ma, mb] = [mean(a), mean(b)];
  let together = 0;
  let [va, vb] = [0, 0];
  a.forEach((value, at) => {
    const [da, db] = [value - ma, (b[at] ?? 0) - mb];
    together += da * db;
    va += da * da;
    vb += db * db;
  });
  return va === 0 || vb === 0 ? 0 : together / Math.sqrt(va * vb);
}
