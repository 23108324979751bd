import { type InSteps, quantileOfSorted, type Random } from '../statistics/index.ts';
import { drawDeviations, type FittedModel, week } from './forecast-model.ts';
import type { Trial } from './forecast-origins.ts';

/** By how much drawn deviations have to be stretched at each step so that bands hold what they claim. */
export interface Stretch {
  readonly at80: readonly number[];
  readonly at95: readonly number[];
}

/** Steps within which errors are pooled: what holds for tomorrow does not hold for next month. */
const pools = [
  { from: 0, to: 7, middle: 3 },
  { from: 7, to: 30, middle: 18 },
  { from: 30, to: 92, middle: 60 },
] as const;

const drawnPerTrial = 160;
/** Trials’ worth of belief in the model’s own spread, against which the past has to argue. */
const belief = 1.5;

/**
 * Split conformal adjustment over the trials of a model: how far, in units of the drawn band, the days
 * that came lay from the forecast, and the stretch at which the stated share of them is inside.
 */
export function* stretchOf(trials: readonly Trial[], steps: number, random: Random): InSteps<Stretch> {
  const scores: Record<80 | 95, number[]>[] = [];
  for (const trial of trials) {
    scores.push(scoresOfTrial(trial, random));
    yield;
  }
  const by = (level: 80 | 95) => {
    let before = 1;
    const knots = pools.map(({ from, to, middle }) => {
      const seen = scores.flatMap((one) => one[level].slice(from, to)).sort((a, b) => a - b);
      const days = new Set(trials.flatMap(({ origin, actual }) => daysOf(origin, actual.length, from, to)));
      // Trials overlap; what they have seen of a pool is so many stretches of days that do not.
      const independent = days.size / (to - from);
      const found = quantileOfSorted(seen, Math.min(1, (level / 100) * (1 + 1 / Math.max(1, seen.length))));
      const stretch =
        seen.length === 0 ? before : (independent * found + belief * before) / (independent + belief);
      before = stretch;
      return { middle, stretch };
    });
    return Array.from({ length: steps }, (_, h) => between(knots, h));
  };
  return { at80: by(80), at95: by(95) };
}

function daysOf(origin: number, length: number, from: number, to: number): number[] {
  const end = Math.min(length, to);
  return Array.from({ length: Math.max(0, end - from) }, (_, h) => origin + from + h);
}

/** How far out each day lay: 1 is on the edge of the drawn band of the level. */
function scoresOfTrial({ fit, actual }: Trial, random: Random): Record<80 | 95, number[]> {
  const drawn = drawDeviations(fit, random, drawnPerTrial);
  const scores: Record<80 | 95, number[]> = { 80: [], 95: [] };
  for (const [h, y] of actual.entries()) {
    const missed = fit.scaled(y, h) - (fit.centre[h] ?? 0);
    const sorted = sortedStep(drawn, h);
    for (const level of [80, 95] as const) {
      const tail = (100 - level) / 200;
      const edge = quantileOfSorted(sorted, missed < 0 ? tail : 1 - tail);
      const width = Math.abs(edge);
      scores[level].push(width > 0 ? Math.abs(missed) / width : missed === 0 ? 0 : 3);
    }
  }
  return scores;
}

/** What was drawn for a step, sorted upwards; numbers alone are sorted without a comparison of our own. */
function sortedStep(drawn: readonly Float64Array[], h: number): Float64Array {
  const sorted = new Float64Array(drawn.length);
  for (let path = 0; path < drawn.length; path++) sorted[path] = drawn[path]?.[h] as number;
  return sorted.sort();
}

function between(knots: readonly { middle: number; stretch: number }[], h: number): number {
  const after = knots.findIndex(({ middle }) => middle >= h);
  const right = knots[after] ?? knots.at(-1);
  const left = after > 0 ? knots[after - 1] : right;
  if (!right || !left || right.middle === left.middle) return right?.stretch ?? 1;
  return left.stretch + ((right.stretch - left.stretch) * (h - left.middle)) / (right.middle - left.middle);
}

/** A day ahead with the bands of both levels. */
export interface DayAhead {
  readonly median: number;
  readonly low80: number;
  readonly high80: number;
  readonly low95: number;
  readonly high95: number;
}

/** Bands and paths of a fitted model. */
export interface Fan {
  readonly days: readonly DayAhead[];
  /** One row per path, one column per step, in dollars; stretched as the band of 80 % is. */
  readonly paths: readonly Float64Array[];
}

export function fanOf(fit: FittedModel, stretch: Stretch, random: Random, count: number): Fan {
  const deviations = drawDeviations(fit, random, count);
  const days = fit.centre.map((centre, h) => {
    const sorted = sortedStep(deviations, h);
    const edge = (share: number, by: number) => fit.dollars(centre + by * quantileOfSorted(sorted, share), h);
    const [by80 = 1, by95 = 1] = [stretch.at80[h], stretch.at95[h]];
    const median = fit.dollars(centre, h);
    // One huge error among few leaves nine tenths of the others on one side of their mean.
    const [low80, high80] = [Math.min(median, edge(0.1, by80)), Math.max(median, edge(0.9, by80))];
    return {
      median,
      ...{ low80, high80 },
      // Bands of few trials may cross; the wider level is never the narrower one.
      low95: Math.min(low80, edge(0.025, by95)),
      high95: Math.max(high80, edge(0.975, by95)),
    };
  });
  const paths = deviations.map((path) =>
    path.map((d, h) => fit.dollars((fit.centre[h] ?? 0) + (stretch.at80[h] ?? 1) * d, h)),
  );
  return { days, paths };
}

/** Without trials to learn from: the drawn spread as it is, a little wider for what is not known of it. */
export const untried = (steps: number): Stretch => {
  const at80 = Array.from({ length: steps }, () => 1 + 1 / week);
  return { at80, at95: at80 };
};
