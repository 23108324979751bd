import { driverModel } from './forecast-drivers.ts';
import {
  type FittedModel,
  type ForecastModel,
  type KnownSpend,
  logScale,
  plainScale,
  recentErrors,
  responseOf,
  week,
} from './forecast-model.ts';
import { decompose } from './seasonal-trend.ts';
import { continueFrom, fitDamped, fitHoltWinters } from './smoothing.ts';

/** As a week ago. */
const seasonalNaive: ForecastModel = {
  name: 'seasonal-naive',
  fit: ({ spend }, steps) => {
    if (spend.length < week) return null;
    const last = spend.slice(-week);
    const errors = spend.slice(week).map((y, t) => y - (spend[t] ?? 0));
    const mean = last.reduce((a, b) => a + b, 0) / week;
    return {
      ...plainScale,
      centre: Array.from({ length: steps }, (_, h) => last[h % week] ?? 0),
      response: Array.from({ length: steps }, (_, at) => ((at + 1) % week === 0 ? 1 : 0)),
      // Within the first two weeks there is hardly a week to compare with: then how far days lie apart.
      errors: errors.length >= week ? recentErrors(errors) : spend.map((y) => y - mean),
    };
  },
};

/** Level and fading slope of what is left once the weekdays are taken out. */
function dampedOn(values: readonly number[], steps: number) {
  const taken = decompose(values, week);
  if (!taken) return null;
  const { season, rest, trend, weights } = taken;
  // A value that stands far out must not move the level for weeks: the trend stands in for it.
  const level = values.map((y, t) => ((weights[t] ?? 1) > 0 ? y - (season[t] ?? 0) : (trend[t] ?? 0)));
  const fit = fitDamped(level);
  const last = season.slice(-week);
  const ahead = continueFrom(fit.end, 'none', fit.parameters.phi, steps);
  return {
    centre: ahead.map((x, h) => x + (last[h % week] ?? 0)),
    response: responseOf(steps, fit.parameters, week),
    errors: recentErrors(fit.errors.map((e, t) => ((weights[t] ?? 1) > 0 ? e : (rest[t] ?? 0))).slice(week)),
  };
}

const dampedHolt: ForecastModel = {
  name: 'damped-holt',
  fit: ({ spend }, steps) => {
    const fit = dampedOn(spend, steps);
    return fit && { ...plainScale, ...fit };
  },
};

const seasonalTrend: ForecastModel = {
  name: 'seasonal-trend',
  fit: ({ spend }, steps) => {
    const scale = logScale(spend);
    const fit = dampedOn(
      spend.map((y) => scale.scaled(y)),
      steps,
    );
    return fit && { ...scale, ...fit };
  },
};

function winters(
  { spend }: KnownSpend,
  scale: Pick<FittedModel, 'dollars' | 'scaled'>,
  steps: number,
): FittedModel | null {
  const values = spend.map((y) => scale.scaled(y, 0));
  const fit = fitHoltWinters(values, week, 'additive', 1e-5);
  if (!fit) return null;
  return {
    ...scale,
    centre: continueFrom(fit.end, 'additive', 1, steps),
    response: responseOf(steps, fit.parameters, week),
    errors: recentErrors(fit.errors.slice(week)),
  };
}

/** Every candidate, the simplest first: it wins where others are no better. */
export const forecastModels: readonly ForecastModel[] = [
  seasonalNaive,
  dampedHolt,
  { name: 'holt-winters', fit: (known, steps) => winters(known, plainScale, steps) },
  { name: 'holt-winters-log', fit: (known, steps) => winters(known, logScale(known.spend), steps) },
  seasonalTrend,
  driverModel,
];
