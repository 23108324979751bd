import type { InSteps } from '../statistics/index.ts';
import { type FittedModel, type ForecastModel, type KnownSpend, week } from './forecast-model.ts';
import { meanAbsoluteScaledError } from './forecast-score.ts';

/** Days ahead at which candidates are compared. */
export const comparedHorizons = [7, 30, 90] as const;
export type ComparedHorizon = (typeof comparedHorizons)[number];

/** A model fitted on the first days only, and what came after them. */
export interface Trial {
  /** Days that it was fitted on. */
  readonly origin: number;
  readonly fit: FittedModel;
  readonly actual: readonly number[];
  readonly forecast: readonly number[];
}

/** Days without which nothing but “as a week ago” is said. */
export const leastDays = 28;
const mostOrigins = 14;
/** Of the past, so much is tried: what was hard two years ago says little of the model now. */
const triedDays = 200;

/**
 * Days at which to pretend that the series ended, latest first: from a week before its end back to where
 * a model can still be fitted. Their distance is no whole number of weeks, so that all weekdays come up.
 */
export function originsOf(days: number, horizon: number): number[] {
  const latest = days - week;
  const earliest = Math.max(leastDays, days - triedDays, 0);
  const span = latest - earliest;
  if (span < 0) return [];
  const ideal = Math.max(1, Math.floor(span / (mostOrigins - 1)));
  const stride = ideal % week === 0 ? Math.max(1, ideal - 1) : ideal;
  const origins: number[] = [];
  for (let origin = latest; origin >= earliest && origins.length < mostOrigins; origin -= stride)
    origins.push(origin);
  // A horizon that no origin leaves room for is not compared at all; the others do not depend on it.
  return horizon > 0 ? origins : [];
}

/** The model at every origin, with what came in the days that follow, at most `horizon`. */
export function* trialsOf(
  model: ForecastModel,
  known: KnownSpend,
  origins: readonly number[],
  horizon: number,
): InSteps<Trial[]> {
  const trials: Trial[] = [];
  for (const origin of origins) {
    const actual = known.spend.slice(origin, origin + horizon);
    const fit = model.fit({ ...known, spend: known.spend.slice(0, origin) }, actual.length);
    if (fit) trials.push({ origin, fit, actual, forecast: fit.centre.map((z, h) => fit.dollars(z, h)) });
    yield;
  }
  return trials;
}

/** A trial as it would have been with no more than so many days ahead. */
export function cutTo(trial: Trial, steps: number): Trial {
  if (trial.actual.length <= steps) return trial;
  const { fit, actual, forecast } = trial;
  const ahead = { centre: fit.centre.slice(0, steps), response: fit.response.slice(0, steps) };
  return {
    ...{ origin: trial.origin, fit: { ...fit, ...ahead } },
    ...{ actual: actual.slice(0, steps), forecast: forecast.slice(0, steps) },
  };
}

/** Scaled errors of a model by how far ahead it had to say; null where the past is too short for a horizon. */
export type Scores = Readonly<Record<ComparedHorizon, number | null>>;

export function scoresOf(known: KnownSpend, trials: readonly Trial[]): Scores {
  const at = (horizon: number) => {
    const scores = trials.flatMap(({ origin, actual, forecast }) => {
      if (actual.length < horizon) return [];
      const learned = known.spend.slice(0, origin);
      const score = meanAbsoluteScaledError(learned, week, actual.slice(0, horizon), forecast);
      return score === null ? [] : [score];
    });
    return scores.length > 0 ? scores.reduce((a, b) => a + b, 0) / scores.length : null;
  };
  return { 7: at(7), 30: at(30), 90: at(90) };
}

/** Mean over the horizons up to the one that is asked about; null where none could be tried. */
export function overallScore(scores: Scores, horizon: number): number | null {
  const counted = comparedHorizons.filter((h) => h === comparedHorizons[0] || h <= horizon);
  const known = counted.flatMap((h) => scores[h] ?? []);
  return known.length > 0 ? known.reduce((a, b) => a + b, 0) / known.length : null;
}
