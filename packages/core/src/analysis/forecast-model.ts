import type { Random } from '../statistics/index.ts';

/** What is known of a series of company days, and of the days after it. */
export interface KnownSpend {
  /** Company day of the first value. */
  readonly from: string;
  /** Dollars of each day up to the last whole one. */
  readonly spend: readonly number[];
  /** Persons who may spend on each day of the series and of the horizon; null where nobody is known. */
  readonly headcount: readonly number[] | null;
  /** What one and the same mix of calls costs on each of these days, in any unit; null where unknown. */
  readonly price: readonly number[] | null;
  /** Days on which the company does not work, weekends aside. */
  readonly holidays: ReadonlySet<string>;
}

export const modelNames = [
  'seasonal-naive',
  'damped-holt',
  'holt-winters',
  'holt-winters-log',
  'seasonal-trend',
  'drivers',
] as const;
export type ModelName = (typeof modelNames)[number];

/**
 * A model as it stands at the end of a series. Every model here is linear on a scale of its own: an error
 * moves what comes after it by fixed shares, so that one way of drawing paths serves all of them.
 */
export interface FittedModel {
  /** Forecast of each step on the model’s scale; its median. */
  readonly centre: readonly number[];
  /** What an error of 1 adds to the value 1, 2, 3 … steps later. */
  readonly response: readonly number[];
  /** Errors one step ahead. */
  readonly errors: readonly number[];
  /** Dollars of a value on the scale at a step, never below 0. */
  dollars(value: number, step: number): number;
  /** The value on the scale of an amount at a step. */
  scaled(dollars: number, step: number): number;
}

export interface ForecastModel {
  readonly name: ModelName;
  /** Null where the series does not carry the model. */
  fit(known: KnownSpend, steps: number): FittedModel | null;
}

export const week = 7;

/** Drawn deviations from the centre: one row per path, one column per step. */
export function drawDeviations(
  model: Pick<FittedModel, 'centre' | 'response' | 'errors'>,
  random: Random,
  paths: number,
): Float64Array[] {
  const steps = model.centre.length;
  const { errors } = model;
  const mean = errors.reduce((a, b) => a + b, 0) / Math.max(1, errors.length);
  const response = Float64Array.from(model.response);
  return Array.from({ length: paths }, () => {
    const drawn = new Float64Array(steps);
    for (let h = 0; h < steps; h++)
      drawn[h] = errors.length > 0 ? (errors[Math.floor(random() * errors.length)] as number) - mean : 0;
    const path = new Float64Array(steps);
    for (let h = 0; h < steps; h++) {
      let sum = drawn[h] as number;
      for (let k = 1; k <= h; k++) sum += (response[k - 1] as number) * (drawn[h - k] as number);
      path[h] = sum;
    }
    return path;
  });
}

/** Shares of an error that stay: in the level, its slope and, a season later, in the season. */
export function responseOf(
  steps: number,
  { alpha, beta, gamma, phi }: { alpha: number; beta: number; gamma: number; phi: number },
  period: number,
): number[] {
  let faded = 0;
  let power = 1;
  return Array.from({ length: steps }, (_, at) => {
    power *= phi;
    faded += power;
    const season = (at + 1) % period === 0 ? gamma * (1 - alpha) : 0;
    return alpha * (1 + beta * faded) + season;
  });
}

/** Amounts as they are. */
export const plainScale = {
  dollars: (value: number): number => Math.max(0, value),
  scaled: (dollars: number): number => dollars,
};

/** A hundredth of the usual day, so that days without spend have a logarithm. */
export function logScale(spend: readonly number[]): typeof plainScale {
  const positive = spend.filter((x) => x > 0);
  const least = 0.01 * (positive.reduce((a, b) => a + b, 0) / Math.max(1, positive.length)) || 1;
  return {
    dollars: (value) => Math.max(0, Math.exp(value) - least),
    scaled: (dollars) => Math.log(Math.max(0, dollars) + least),
  };
}

/** The last errors alone: what a company spent a year ago says little of how much a day now varies. */
export const recentErrors = (errors: readonly number[]): readonly number[] => errors.slice(-182);
