import { dateOf } from '../generator/calendar.ts';
import { type Random, randomOf } from '../generator/random.ts';

/** What is planted in a series of daily spend; each setting adds one thing to weekdays and noise. */
export const seriesSettings = [
  'growth',
  'holidays',
  'month-end',
  'price-cut',
  'headcount',
  'everything',
] as const;
export type SeriesSetting = (typeof seriesSettings)[number];

/** Daily spend of a simulated company with all that was known of its days in advance. */
export interface PlantedSeries {
  readonly setting: SeriesSetting;
  readonly from: string;
  /** Dollars, of the past and of one future. */
  readonly spend: readonly number[];
  readonly headcount: readonly number[];
  readonly price: readonly number[];
  readonly holidays: ReadonlySet<string>;
  /** Another course of the days from one on, from the state in which the company then was. */
  future(from: number, days: number, draw: string): number[];
}

interface Plan {
  readonly setting: SeriesSetting;
  readonly seed: string;
  readonly days: number;
  /** Day on which the price falls and days on which people join. */
  readonly eventsAround: number;
}

const weekdayShares = [1.08, 1.15, 1.12, 1.05, 0.95, 0.22, 0.18];
const firstDay = '2025-01-01';
/** The company’s days off; the generator gives them a Sunday’s work. */
const daysOff = [
  '01-01',
  '01-02',
  '04-18',
  '04-21',
  '05-01',
  '05-29',
  '06-09',
  '08-15',
  '10-03',
  '12-25',
  '12-26',
  '12-31',
];

/**
 * A series from its seed: level in logarithms with a slope that drifts, weekdays, noise that lasts a
 * little, and what the setting plants.
 */
export function plantedSeries(plan: Plan): PlantedSeries {
  const { setting, seed, days } = plan;
  const has = (what: SeriesSetting) => setting === what || setting === 'everything';
  const random = randomOf(seed, setting, 'company');
  const scale = 200 * Math.exp(2.5 * random.next());
  const growth = (has('growth') ? 0.0012 : 0.0003) + 0.0012 * random.next();
  const shares = weekdayShares.map((share) => share * Math.exp(0.08 * random.normal()));
  const burn = has('month-end') ? 1.25 + 0.35 * random.next() : 1;
  const holidays = new Set(
    has('holidays') ? yearsOf(days).flatMap((y) => daysOff.map((d) => `${y}-${d}`)) : [],
  );
  const price = priceOf(random, days, has('price-cut') ? plan.eventsAround : null);
  const headcount = headcountOf(random, days, has('headcount') ? plan.eventsAround : null);
  const known = Array.from({ length: days }, (_, t) => {
    const date = dateOf(firstDay, t);
    const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
    const share = shares[holidays.has(date) ? 6 : (weekday + 6) % 7] ?? 1;
    const isEnd = dateOf(firstDay, t + 3).slice(0, 7) !== date.slice(0, 7);
    return Math.log(scale * share * (price[t] ?? 1) * (headcount[t] ?? 1) * (isEnd ? burn : 1)) + growth * t;
  });
  const states = walk(randomOf(seed, setting, 'past'), days, { level: 0, noise: 0 });
  const spend = known.map((z, t) => Math.exp(z + (states[t]?.level ?? 0) + (states[t]?.noise ?? 0)));
  const future = (from: number, length: number, draw: string) =>
    walk(randomOf(seed, setting, 'future', draw), length, states[from - 1] ?? { level: 0, noise: 0 }).map(
      ({ level, noise }, h) => Math.exp((known[from + h] ?? 0) + level + noise),
    );
  return { setting, from: firstDay, spend, headcount, price, holidays, future };
}

interface State {
  level: number;
  noise: number;
}

/** The level drifts by about 1 % a day; noise of 9 % keeps a quarter of itself until the next day. */
function walk(random: Random, days: number, from: State): State[] {
  let { level, noise } = from;
  return Array.from({ length: days }, () => {
    level += 0.01 * random.normal();
    noise = 0.25 * noise + 0.09 * random.normal();
    return { level, noise };
  });
}

const yearsOf = (days: number): number[] => {
  const last = Number(dateOf(firstDay, days).slice(0, 4));
  return Array.from({ length: last - 2025 + 1 }, (_, i) => 2025 + i);
};

/** A price that falls once by a quarter or more, and is written into the price book before. */
function priceOf(random: Random, days: number, around: number | null): number[] {
  const to = 0.55 + 0.2 * random.next();
  const on = around === null ? days : around + random.int(-12, 12);
  return Array.from({ length: days }, (_, t) => (t >= on ? to : 1));
}

/** Persons, with one intake that the plan knows of. */
function headcountOf(random: Random, days: number, around: number | null): number[] {
  const first = random.int(40, 200);
  const joined = Math.round(first * (0.15 + 0.2 * random.next()));
  const on = around === null ? days : around + random.int(-12, 12);
  return Array.from({ length: days }, (_, t) => first + (t >= on ? joined : 0));
}
