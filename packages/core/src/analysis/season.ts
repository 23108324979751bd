/** One day of a series on a logarithmic scale. */
export interface SeasonDay {
  /** Days since any fixed day. */
  readonly at: number;
  /** Monday 0. */
  readonly weekday: number;
  /** One of the last days of a month, in which budgets are used up. */
  readonly isMonthEnd: boolean;
  readonly value: number;
}

/** What a day is expected to be, from the days before it. */
export interface Season {
  expect(day: Pick<SeasonDay, 'at' | 'weekday' | 'isMonthEnd'>): number;
  /** Robust spread of the days around their expectation; of days off where they vary more. */
  sigma(day: Pick<SeasonDay, 'weekday'>): number;
  /** Whether month ends were seen before, so that one more is no surprise. */
  readonly knowsMonthEnds: boolean;
}

/** Days from which the trend is taken: six weeks. */
const trendDays = 42;
const rounds = 2;
/** A robust spread of so few days is uncertain: prediction intervals are wider than the spread. */
const wider = 1.25;
/** Spread of a series that is nearly the same each day: less than this is no measure of surprise. */
const leastSigma = 0.03;

/** Middle value; NaN of nothing. Sorted as numbers by the engine itself: a season takes dozens of them. */
export function median(of: readonly number[]): number {
  if (of.length === 0) return Number.NaN;
  const sorted = Float64Array.from(of).sort();
  const at = (sorted.length - 1) / 2;
  const [below = Number.NaN, above = Number.NaN] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return below === above ? below : below + (above - below) * (at - Math.floor(at));
}

/** Median absolute deviation around nothing, scaled to a standard deviation. */
const scaledMad = (of: readonly number[]): number => 1.4826 * median(of.map(Math.abs));

/**
 * Trend, weekday and month end of a series by medians, so that no single day moves them: the trend is a
 * Theil–Sen line over the last six weeks.
 */
export function seasonOf(days: readonly SeasonDay[]): Season {
  const last = days.at(-1)?.at ?? 0;
  const usual = days.filter(({ isMonthEnd }) => !isMonthEnd);
  const plain = usual.length >= 21 ? usual : days;
  const week = new Array<number>(7).fill(0);
  let line = { level: median(plain.map(({ value }) => value)), slope: 0 };
  for (let round = 0; round < rounds; round++) {
    const trend = line;
    for (let day = 0; day < 7; day++) {
      const same = plain.filter((one) => one.weekday === day);
      if (same.length > 0) week[day] = median(same.map((one) => one.value - onLine(trend, one.at - last)));
    }
    const recent = plain.filter(({ at }) => last - at < trendDays);
    line = theilSen(
      (recent.length >= 14 ? recent : plain).map((one) => ({
        x: one.at - last,
        y: one.value - (week[one.weekday] ?? 0),
      })),
    );
  }
  const around = (one: Pick<SeasonDay, 'at' | 'weekday'>) =>
    onLine(line, one.at - last) + (week[one.weekday] ?? 0);
  const ends = days.filter(({ isMonthEnd }) => isMonthEnd).map((one) => one.value - around(one));
  const knowsMonthEnds = plain !== days && ends.length >= 3;
  const monthEnd = knowsMonthEnds ? median(ends) : 0;
  const left = days.filter(({ at }) => last - at < 2 * trendDays);
  const expect: Season['expect'] = (day) => around(day) + (day.isMonthEnd ? monthEnd : 0);
  return { expect, sigma: spreads(left, expect), knowsMonthEnds };
}

type Line = { level: number; slope: number };
const onLine = ({ level, slope }: Line, x: number): number => level + slope * x;

/** Working days and days off vary differently; days off are never taken for calmer than they are. */
function spreads(days: readonly SeasonDay[], expect: Season['expect']): Season['sigma'] {
  const left = days.map((day) => ({ off: day.weekday >= 5, rest: day.value - expect(day) }));
  const of = (off: boolean) => left.filter((one) => one.off === off).map(({ rest }) => rest);
  const all = scaledMad(left.map(({ rest }) => rest));
  const [work, weekend] = [of(false), of(true)];
  const workSpread = work.length >= 15 ? scaledMad(work) : all;
  const offSpread = weekend.length >= 8 ? scaledMad(weekend) : 1.5 * all;
  return ({ weekday }) => wider * Math.max(leastSigma, weekday >= 5 ? Math.max(offSpread, all) : workSpread);
}

/**
 * Line through points whose slope is the median over pairs, of which only days whole weeks apart are taken:
 * a sixth of all pairs, and the weekday cancels in each.
 */
function theilSen(points: readonly { x: number; y: number }[]): Line {
  const at = new Map(points.map(({ x, y }) => [x, y]));
  const slopes: number[] = [];
  for (const { x, y } of points) {
    for (let apart = 7; apart < trendDays; apart += 7) {
      const later = at.get(x + apart);
      if (later !== undefined) slopes.push((later - y) / apart);
    }
  }
  const slope = slopes.length > 0 ? median(slopes) : 0;
  return { slope, level: median(points.map(({ x, y }) => y - slope * x)) };
}
