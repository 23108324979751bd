import { dayAfter, daysToMonthEnd, weekday } from './calendar.ts';
import { type CannotTell, cannotTell, isCannotTell } from './cannot-tell.ts';
import { median, type SeasonDay, seasonOf } from './season.ts';

/** Cost by company day, from one day on without holes; null where a day is not known. In dollars. */
export interface DailySeries {
  readonly from: string;
  readonly values: readonly (number | null)[];
}

export interface SpikeOptions {
  /** Dollars that an excess must pass to matter. */
  readonly floor: number;
  /** Robust deviations it must pass; 3.5 without it. */
  readonly z?: number;
}

/** One day’s cost against what was expected of it. */
export interface JudgedDay {
  readonly day: string;
  readonly actual: number;
  readonly expected: number;
  /** What the day could have cost without a surprise. */
  readonly low: number;
  readonly high: number;
  readonly z: number;
}

/** Days one after another that cost too much. */
export interface Spike {
  readonly from: string;
  /** Last day of it. */
  readonly to: string;
  readonly days: readonly JudgedDay[];
  /** Sums over its days: dollars above what was expected, and above the band’s ends. */
  readonly excess: number;
  readonly excessLow: number;
  readonly excessHigh: number;
  /** Largest of its days. */
  readonly z: number;
  /** True where it held on for a week and was then taken for the new level. */
  readonly stays: boolean;
  /** At a month’s end, where no earlier month’s end is known: it may be nothing but that. */
  readonly mayBeMonthEnd: boolean;
}

const usualZ = 3.5;
/** Four weeks: each weekday four times. */
const leastHistory = 28;
const longestHistory = 120;
/** Days after which what was a spike is the new level. */
const newLevelDays = 7;
/** Days at the end of a month in which what is left of a budget is spent. */
const monthEndDays = 3;
/** Share of a typical day that is added before taking logarithms: a day of nothing has no logarithm. */
const offsetShare = 0.02;

/**
 * Days that cost more than trend, weekday and month end explain: robust z above 3.5 **and** more dollars
 * than the floor. Every day is judged by the days before it alone, so that looking back finds what
 * would have been found then. Days that are spikes do not count as history; a week of them in a row is a new level.
 *
 * @returns `CannotTell` below four weeks, with less than two thirds of the days known, without any cost,
 * and where every day is the same
 */
export function findSpikes(
  series: DailySeries,
  options: SpikeOptions,
  judgedFrom?: string,
): readonly Spike[] | CannotTell {
  const unable = unfit(series.values);
  if (unable) return unable;
  const watch = new Watch(series, options);
  series.values.forEach((value, at) => {
    if (value !== null) watch.judge(at, value);
  });
  return watch.spikes().filter(({ to }) => judgedFrom === undefined || to >= judgedFrom);
}

/** Why a series cannot be judged; null where it can. */
export function unfit(values: readonly (number | null)[]): CannotTell | null {
  const known = values.filter((value) => value !== null);
  if (values.length < leastHistory) return cannotTell('short', `at least ${leastHistory} days of cost`);
  if (known.length < (values.length * 2) / 3)
    return cannotTell('gappy', 'cost on at least two of three days');
  if (known.every((value) => value === 0)) return cannotTell('all-zero', 'priced usage');
  if (known.every((value) => value === known[0])) return cannotTell('constant', 'days that differ in cost');
  return null;
}

/** Walks a series from day to day and keeps what it has learned. */
class Watch {
  private readonly offset: number;
  private history: SeasonDay[] = [];
  private open: { at: number; day: SeasonDay; judged: JudgedDay; mayBeMonthEnd: boolean }[] = [];
  private low: SeasonDay[] = [];
  private found: Spike[] = [];

  private readonly series: DailySeries;
  private readonly options: SpikeOptions;

  constructor(series: DailySeries, options: SpikeOptions) {
    this.series = series;
    this.options = options;
    const known = series.values.filter((value) => value !== null && value > 0) as number[];
    this.offset = offsetShare * median(known.slice(0, leastHistory));
  }

  judge(at: number, value: number): void {
    const day = dayAfter(this.series.from, at);
    const one: SeasonDay = {
      at,
      weekday: weekday(day),
      isMonthEnd: daysToMonthEnd(day) < monthEndDays,
      value: Math.log(Math.max(0, value) + this.offset),
    };
    if (this.history.length < leastHistory - 7) {
      this.history.push(one);
      return;
    }
    const season = seasonOf(this.history);
    const [expect, sigma] = [season.expect(one), season.sigma(one)];
    const z = (one.value - expect) / sigma;
    const dollars = (log: number) => Math.max(0, Math.exp(log) - this.offset);
    const threshold = this.options.z ?? usualZ;
    const judged: JudgedDay = {
      day,
      actual: value,
      expected: dollars(expect),
      low: dollars(expect - threshold * sigma),
      high: dollars(expect + threshold * sigma),
      z,
    };
    const isSpike = z > threshold && value - judged.expected > this.options.floor;
    if (isSpike) this.extend(at, one, judged, one.isMonthEnd && !season.knowsMonthEnds);
    else this.calm(one, z, threshold);
    this.history = this.history.filter((past) => at - past.at < longestHistory);
  }

  private extend(at: number, day: SeasonDay, judged: JudgedDay, mayBeMonthEnd: boolean): void {
    this.low = [];
    const last = this.open.at(-1);
    if (last && at - last.at > 2) this.close(false);
    this.open.push({ at, day, judged, mayBeMonthEnd });
    if (this.open.length < newLevelDays) return;
    const higher = this.open.map((one) =>
      Math.log((one.judged.actual + this.offset) / (one.judged.expected + this.offset)),
    );
    this.moveLevel(
      median(higher),
      this.open.map((one) => one.day),
    );
    this.close(true);
  }

  private calm(day: SeasonDay, z: number, threshold: number): void {
    const last = this.open.at(-1);
    if (last && day.at - last.at > 2) this.close(false);
    this.low = z < -threshold ? [...this.low, day] : [];
    this.history.push(day);
    if (this.low.length < newLevelDays) return;
    const season = seasonOf(this.history.slice(0, -newLevelDays));
    const fallen = this.low;
    this.history = this.history.slice(0, -newLevelDays);
    this.moveLevel(median(fallen.map((one) => one.value - season.expect(one))), fallen);
    this.low = [];
  }

  /** Moves what was before to the new level, so that weekdays and spread stay known. */
  private moveLevel(by: number, since: readonly SeasonDay[]): void {
    this.history = [...this.history.map((past) => ({ ...past, value: past.value + by })), ...since].sort(
      (a, b) => a.at - b.at,
    );
  }

  private close(stays: boolean): void {
    const [first, last] = [this.open[0], this.open.at(-1)];
    if (first && last) {
      const days = this.open.map(({ judged }) => judged);
      const sum = (of: (day: JudgedDay) => number) => days.reduce((total, day) => total + of(day), 0);
      this.found.push({
        from: first.judged.day,
        to: last.judged.day,
        days,
        excess: sum((day) => day.actual - day.expected),
        excessLow: sum((day) => Math.max(0, day.actual - day.high)),
        excessHigh: sum((day) => day.actual - day.low),
        z: Math.max(...days.map((day) => day.z)),
        stays,
        mayBeMonthEnd: this.open.every(({ mayBeMonthEnd }) => mayBeMonthEnd),
      });
    }
    this.open = [];
  }

  spikes(): readonly Spike[] {
    this.close(false);
    return this.found;
  }
}

/** The same question to a series that may have no answer: without one, no spikes. */
export const spikesOrNone = (found: readonly Spike[] | CannotTell): readonly Spike[] =>
  isCannotTell(found) ? [] : found;
