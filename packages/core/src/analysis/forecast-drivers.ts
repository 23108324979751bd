import { dayAfter, daysBetween, daysToMonthEnd } from './calendar.ts';
import {
  type ForecastModel,
  type KnownSpend,
  logScale,
  recentErrors,
  responseOf,
  week,
} from './forecast-model.ts';
import { localLine, robustWeights } from './seasonal-trend.ts';
import { continueFrom, fitDamped } from './smoothing.ts';

/** What the calendar says of each day, in the order of the series and past its end. */
interface DayMarks {
  /** Monday 0, Sunday 6. */
  readonly weekday: number;
  readonly holiday: boolean;
  /** 0 on the last day of a month, 1 the day before; `farFromEnd` when further off. */
  readonly toMonthEnd: number;
}

interface Effects {
  readonly weekday: readonly number[];
  /** Of a holiday, on top of a Sunday’s. */
  readonly holiday: number;
  readonly monthEnd: readonly number[];
}

/** Days before the end of a month that may be unlike others. */
const monthEndDays = 3;
const reach = 14;
/** Weeks after which a weekday teaches half as much. */
const halfLife = 10;
const sunday = 6;

/**
 * Spend = persons × calls of a person × tokens of a call × price of a token. The number of persons and
 * the price are known in advance, from the staff list and the price book, and are taken out. Calls and
 * tokens are never known apart in advance; their product is forecast: level with a fading slope, and how
 * weekdays, holidays and month ends differ, in logarithms.
 */
export const driverModel: ForecastModel = {
  name: 'drivers',
  fit: (known, steps) => {
    const { spend } = known;
    if (spend.length < 4 * week) return null;
    const n = spend.length;
    const factors = knownFactors(known, n + steps);
    if (!factors) return null;
    const marks = marksOf(known, n + steps);
    const scale = logScale(spend);
    const values = spend.map((y, t) => scale.scaled(y) - (factors[t] ?? 0));
    const { effects, rest, trend } = learnEffects(values, marks);
    const weights = robustWeights(rest);
    const level = values.map((z, t) =>
      (weights[t] ?? 1) > 0 ? z - effectOf(effects, marks[t]) : (trend[t] ?? 0),
    );
    const fit = fitDamped(level);
    const ahead = continueFrom(fit.end, 'none', fit.parameters.phi, steps);
    return {
      dollars: scale.dollars,
      scaled: scale.scaled,
      centre: ahead.map((x, h) => x + effectOf(effects, marks[n + h]) + (factors[n + h] ?? 0)),
      response: responseOf(steps, fit.parameters, week),
      errors: recentErrors(
        fit.errors.map((e, t) => ((weights[t] ?? 1) > 0 ? e : (rest[t] ?? 0))).slice(week),
      ),
    };
  },
};

/** Logarithm of persons × price on each day; null where one that is given is not above nothing. */
function knownFactors({ headcount, price }: KnownSpend, days: number): number[] | null {
  const parts = [headcount, price].filter((part) => part !== null);
  if (parts.some((part) => part.length < days || part.some((x) => !(x > 0)))) return null;
  return Array.from({ length: days }, (_, t) => parts.reduce((sum, part) => sum + Math.log(part[t] ?? 1), 0));
}

/** How much the known factors move over the horizon, against the last day, as a share; 0 without any. */
export function knownChange(known: KnownSpend, steps: number): number {
  const n = known.spend.length;
  const factors = knownFactors(known, n + steps);
  const last = factors?.[n - 1] ?? 0;
  return (factors ?? []).slice(n).reduce((most, x) => Math.max(most, Math.abs(Math.expm1(x - last))), 0);
}

function marksOf({ from, holidays }: KnownSpend, days: number): DayMarks[] {
  // 1970-01-05 was a Monday.
  const first = ((daysBetween('1970-01-05', from) % week) + week) % week;
  let left = daysToMonthEnd(from);
  return Array.from({ length: days }, (_, t) => {
    const toMonthEnd = Math.min(left, monthEndDays);
    // The name of a day is dear to make, a hundred thousand times in a forecast.
    const holiday = holidays.size > 0 && holidays.has(dayAfter(from, t));
    if (left === 0) left = daysToMonthEnd(dayAfter(from, t + 1));
    else left--;
    return { weekday: (first + t) % week, holiday, toMonthEnd };
  });
}

const effectOf = (effects: Effects, mark: DayMarks | undefined): number => {
  if (!mark) return 0;
  const day = mark.holiday
    ? (effects.weekday[sunday] ?? 0) + effects.holiday
    : (effects.weekday[mark.weekday] ?? 0);
  return day + (effects.monthEnd[mark.toMonthEnd] ?? 0);
};

/** Effects and trend in turn, each from what the other leaves, until they settle. */
function learnEffects(values: readonly number[], marks: readonly DayMarks[]) {
  let effects: Effects = { weekday: new Array(week).fill(0), holiday: 0, monthEnd: [] };
  let weights: readonly number[] = new Array<number>(values.length).fill(1);
  let trend: readonly number[] = [];
  let rest: readonly number[] = [];
  for (let round = 0; round < 6; round++) {
    const bare = values.map((z, t) => z - effectOf(effects, marks[t]));
    trend = localLine(bare, weights, round === 0 ? week : reach);
    rest = bare.map((z, t) => z - (trend[t] ?? 0));
    effects = nextEffects(effects, rest, marks, weights);
    if (round > 0) weights = robustWeights(rest);
  }
  return { effects, trend, rest };
}

function nextEffects(
  effects: Effects,
  rest: readonly number[],
  marks: readonly DayMarks[],
  weights: readonly number[],
): Effects {
  const n = rest.length;
  // A weight below a twentieth would let a first, wrong judgement of a day stand for ever.
  const mean = (of: (mark: DayMarks) => boolean, stiffness: number, fades: boolean) => {
    let above = 0;
    let below = stiffness;
    for (let t = 0; t < n; t++) {
      const mark = marks[t];
      if (!mark || !of(mark)) continue;
      const age = fades ? 0.5 ** ((n - t) / (halfLife * week)) : 1;
      const weight = age * (fades ? Math.max(0.05, weights[t] ?? 1) : 1);
      above += weight * (rest[t] ?? 0);
      below += weight;
    }
    return below > 0 ? above / below : 0;
  };
  const usual = (mark: DayMarks) => !mark.holiday && mark.toMonthEnd === monthEndDays;
  const moved = effects.weekday.map((e, day) => e + mean((m) => usual(m) && m.weekday === day, 0, true));
  const centre = moved.reduce((a, b) => a + b, 0) / week;
  // Few holidays and month ends are seen: until then they are taken for Sundays and usual days.
  const monthEnd = Array.from({ length: monthEndDays }, (_, k) => {
    const own = (m: DayMarks) => !m.holiday && m.toMonthEnd === k;
    return shrunk(effects.monthEnd[k] ?? 0, own, mean, marks.slice(0, n).filter(own).length, 1);
  });
  const isHoliday = (m: DayMarks) => m.holiday;
  const seen = marks.slice(0, n).filter(isHoliday).length;
  const holiday = shrunk(effects.holiday, isHoliday, mean, seen, 1);
  return { weekday: moved.map((e) => e - centre), holiday, monthEnd };
}

/** The effect that the days seen and `stiffness` days without any effect would have together. */
function shrunk(
  before: number,
  of: (mark: DayMarks) => boolean,
  mean: (of: (mark: DayMarks) => boolean, stiffness: number, fades: boolean) => number,
  seen: number,
  stiffness: number,
): number {
  if (seen === 0) return 0;
  return ((before + mean(of, 0, false)) * seen) / (seen + stiffness);
}
