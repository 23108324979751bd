import { atOnce, type InSteps } from '../statistics/index.ts';
import { dayAfter, daysToMonthEnd, weekday } from './calendar.ts';
import { type CannotTell, cannotTell, isCannotTell } from './cannot-tell.ts';
import { median, type SeasonDay, seasonOf } from './season.ts';

/** Cost by company day, from one day on without holes; null where a day is not known. In dollars. */
export interface DailySeries {
  readonly from: string;
  readonly values: readonly (number | null)[];
}

export interface SpikeOptions {
  /** Dollars that an excess must pass to matter, on every day or on the one that is asked. */
  readonly floor: number | ((day: string) => number);
  /** Robust deviations it must pass; 3.5 without it. */
  readonly z?: number;
  /**
   * Sum of robust deviations above which days count that are too high together, of which none is a spike by
   * itself; without it only spikes count.
   */
  readonly shiftAlarm?: number;
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
  /** The day on which it could first be told. */
  readonly noticed: string;
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
/** Quiet days that a spike may have inside. */
const longestPause = 2;
/** CUSUM in robust deviations: what a day must pass to count. */
const slack = 0.5;
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
export const findSpikes = (
  series: DailySeries,
  options: SpikeOptions,
  judgedFrom?: string,
): readonly Spike[] | CannotTell => atOnce(spikesInSteps(series, options, judgedFrom));

/** Days after which others are let in. */
const daysAtOnce = 8;

/** The same, a few days at a time. */
export function* spikesInSteps(
  series: DailySeries,
  options: SpikeOptions,
  judgedFrom?: string,
): InSteps<readonly Spike[] | CannotTell> {
  const unable = unfit(series.values);
  if (unable) return unable;
  const watch = new Watch(series, options);
  for (const [at, value] of series.values.entries()) {
    if (value !== null) watch.judge(at, value);
    if (at % daysAtOnce === 0) yield;
  }
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

/** A day as it was judged when it came. */
interface Judged {
  readonly at: number;
  readonly day: SeasonDay;
  readonly judged: JudgedDay;
  /** A month’s end while no earlier one is known. */
  readonly mayBeMonthEnd: boolean;
}

/** Walks a series from day to day and keeps what it has learned. */
class Watch {
  private readonly offset: number;
  private readonly series: DailySeries;
  private readonly options: SpikeOptions;
  private readonly threshold: number;
  private history: SeasonDay[] = [];
  /** Days since the running sum last stood at nothing, none of which was a spike by itself. */
  private rising: Judged[] = [];
  private sum = 0;
  /** The spike that goes on, and the day on which it was noticed. */
  private open: Judged[] = [];
  private noticed = '';
  private low: SeasonDay[] = [];
  private found: Spike[] = [];

  constructor(series: DailySeries, options: SpikeOptions) {
    this.series = series;
    this.options = options;
    this.threshold = options.z ?? usualZ;
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
    const judged = this.against(one, value, day);
    const last = this.open.at(-1);
    if (last && at - last.at > longestPause) this.close(false);
    if (this.isSpike(judged.judged)) this.extend([judged], day);
    else if (this.goesOn(judged.judged)) this.extend([judged], day);
    else if (this.hasShifted(judged)) this.extend(this.sinceOnset([...this.rising, judged]), day);
    else this.calm(judged);
    this.history = this.history.filter((past) => at - past.at < longestHistory);
  }

  private against(day: SeasonDay, actual: number, name: string): Judged {
    const season = seasonOf(this.history);
    const [expect, sigma] = [season.expect(day), season.sigma(day)];
    const dollars = (log: number) => Math.max(0, Math.exp(log) - this.offset);
    const judged = {
      ...{ day: name, actual, expected: dollars(expect), z: (day.value - expect) / sigma },
      low: dollars(expect - this.threshold * sigma),
      high: dollars(expect + this.threshold * sigma),
    };
    return { at: day.at, day, judged, mayBeMonthEnd: day.isMonthEnd && !season.knowsMonthEnds };
  }

  private floorOn(day: string): number {
    const { floor } = this.options;
    return typeof floor === 'number' ? floor : floor(day);
  }

  private isSpike({ day, z, actual, expected }: JudgedDay): boolean {
    return z > this.threshold && actual - expected > this.floorOn(day);
  }

  /** A spike lasts while days stay well above: it need not be noticed anew each day. */
  private goesOn({ day, z, actual, expected }: JudgedDay): boolean {
    return this.open.length > 0 && z > this.threshold / 2 && actual - expected > this.floorOn(day) / 2;
  }

  /** CUSUM: days of which none is a spike by itself, but too many are above. */
  private hasShifted(one: Judged): boolean {
    const { shiftAlarm } = this.options;
    if (shiftAlarm === undefined) return false;
    this.sum = Math.max(0, this.sum + one.judged.z - slack);
    if (this.sum === 0) this.rising = [];
    if (this.sum <= shiftAlarm) return false;
    const since = this.sinceOnset([...this.rising, one]);
    const excess = since.reduce((sum, { judged }) => sum + judged.actual - judged.expected, 0);
    return excess > this.floorOn(one.judged.day) * since.length;
  }

  /** The days of a rise from its likeliest beginning on: where the mean shift since then is the surest. */
  private sinceOnset(days: readonly Judged[]): readonly Judged[] {
    let [best, from, sum] = [Number.NEGATIVE_INFINITY, 0, 0];
    for (let i = days.length - 1; i >= 0; i--) {
      sum += days[i]?.judged.z ?? 0;
      const surety = sum / Math.sqrt(days.length - i);
      if (surety > best) [best, from] = [surety, i];
    }
    return days.slice(from);
  }

  private extend(days: readonly Judged[], noticed: string): void {
    const first = days[0]?.at ?? 0;
    this.history = this.history.filter(({ at }) => at < first);
    [this.low, this.rising, this.sum] = [[], [], 0];
    if (this.open.length === 0) this.noticed = noticed;
    this.open.push(...days);
    if (this.open.length < newLevelDays) return;
    const higher = this.open.map(({ judged }) =>
      Math.log((judged.actual + this.offset) / (judged.expected + this.offset)),
    );
    this.moveLevel(
      median(higher),
      this.open.map(({ day }) => day),
    );
    this.close(true);
  }

  private calm(one: Judged): void {
    this.rising.push(one);
    this.low = one.judged.z < -this.threshold / 2 ? [...this.low, one.day] : [];
    this.history.push(one.day);
    if (this.low.length < newLevelDays) return;
    const fallen = this.low;
    const before = this.history.slice(0, -newLevelDays);
    const season = seasonOf(before);
    this.history = before;
    this.moveLevel(median(fallen.map((day) => day.value - season.expect(day))), fallen);
    [this.low, this.rising, this.sum] = [[], [], 0];
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
        ...{ from: first.judged.day, to: last.judged.day, noticed: this.noticed, days, stays },
        excess: sum((day) => day.actual - day.expected),
        excessLow: sum((day) => Math.max(0, day.actual - day.high)),
        excessHigh: sum((day) => day.actual - day.low),
        z: Math.max(...days.map((day) => day.z)),
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
