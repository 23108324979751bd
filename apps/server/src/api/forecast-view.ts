import {
  type Candidate,
  type CommitmentOutcome,
  estimateAtCompletion,
  isCannotTell,
  type ModelName,
  type SpendForecast,
} from '@exchequer/core/analysis';
import { addDays, daysBetween } from '@exchequer/core/envelope';
import { formatUsd } from '@exchequer/model';
import type { commitmentOutcomeSchema, SpendForecastView } from '@exchequer/model/contract';
import type { z } from 'zod';
import type { Forecasts } from '../compose-forecast.ts';

type Told = Awaited<ReturnType<Forecasts['ofPeriod']>>;

/** A float of dollars on the wire, rounded to a hundredth of a cent. */
export const dollars = (value: number): string => value.toFixed(4);

const rounded = (value: number | null): number | null => value && Number(value.toFixed(4));

/** What was asked, and the budget that the estimate is held to. */
export interface SpendAsked {
  scope: SpendForecastView['scope'];
  id: string;
  horizon: 'month' | 'quarter';
  timeZone: string;
  budget: string | null;
}

/** A forecast as the API shows it. */
export function spendView(told: Told, asked: SpendAsked): SpendForecastView {
  const { period } = told;
  const head = {
    ...{ scope: asked.scope, id: asked.id },
    period: { from: period.startsOn, to: period.endsOn, kind: asked.horizon, time_zone: asked.timeZone },
  };
  const nothing = { label: null, model: null, candidates: [], learned_days: 0, estimate: null, days: [] };
  if ('needs' in told) {
    const says = `Cannot tell: needs ${told.needs}.`;
    return { ...head, ...nothing, as_of: addDays(told.today, -1), needs: told.needs, says };
  }
  const { asOf, forecast } = told;
  if (isCannotTell(forecast)) {
    const says = `Cannot tell: needs ${forecast.needs}.`;
    return { ...head, ...nothing, as_of: asOf, needs: forecast.needs, says, days: pastDays(told) };
  }
  return {
    ...head,
    ...{ as_of: asOf, needs: null, label: forecast.label, model: forecast.model },
    says: forecastWords(forecast),
    candidates: forecast.candidates.map(candidateView),
    learned_days: forecast.learned,
    estimate: estimateView(told, forecast, asked.budget),
    days: [...pastDays(told), ...daysAhead(asOf, forecast)],
  };
}

type Known = Exclude<Told, { needs: string }>;

const nothingAhead = { median: null, low80: null, high80: null, low95: null, high95: null };

/** Exact spend of the days of the period that are over. */
const actuals = ({ from, asOf, spend, period }: Known): { day: string; amount: bigint }[] => {
  const first = daysBetween(from, period.startsOn);
  const count = Math.max(0, daysBetween(period.startsOn, asOf) + 1);
  return Array.from({ length: count }, (_, t) => ({
    day: addDays(period.startsOn, t),
    amount: spend[first + t] ?? 0n,
  }));
};

const pastDays = (told: Known) =>
  actuals(told).map(({ day, amount }) => ({ day, actual: formatUsd(amount), ...nothingAhead }));

const daysAhead = (asOf: string, { days }: SpendForecast) =>
  days.map((one, h) => ({
    ...{ day: addDays(asOf, h + 1), actual: null, median: dollars(one.median) },
    ...{ low80: dollars(one.low80), high80: dollars(one.high80) },
    ...{ low95: dollars(one.low95), high95: dollars(one.high95) },
  }));

function estimateView(told: Known, { paths, days }: SpendForecast, budget: string | null) {
  const actual = actuals(told).reduce((sum, { amount }) => sum + amount, 0n);
  const limit = budget === null ? null : Number(budget);
  const found = estimateAtCompletion(Number(actual) / 1e12, paths, days.length, limit);
  return {
    ...{ actual: formatUsd(actual), median: dollars(found.median), budget },
    ...{ low80: dollars(found.low80), high80: dollars(found.high80) },
    ...{ low95: dollars(found.low95), high95: dollars(found.high95) },
    over_budget: rounded(found.over),
  };
}

const candidateView = ({ model, scores, overall }: Candidate) => ({
  ...{ model, mase7: rounded(scores[7]), mase30: rounded(scores[30]), mase90: rounded(scores[90]) },
  overall: rounded(overall),
});

const modelWords: Record<ModelName, string> = {
  'seasonal-naive': 'as on the same day a week ago',
  'damped-holt': 'a level and a fading slope, weekdays apart',
  'holt-winters': 'level, slope and weekdays (Holt–Winters)',
  'holt-winters-log': 'level, growth rate and weekdays (Holt–Winters on logarithms)',
  'seasonal-trend': 'weekdays and trend taken apart, with a fading growth rate',
  drivers: 'staff and prices as they are known, with weekdays and month ends',
};

/** How it was made, and why it may be worth less than others. */
function forecastWords({ model, label, learned, knownChange }: SpendForecast): string {
  if (label === 'all-zero') return 'Nothing was spent; nothing is forecast, and no band can be given.';
  if (label === 'constant')
    return `Every one of ${learned} days cost the same: that goes on, and no band can be given.`;
  const days = `${learned} days`;
  if (label === 'naive-only')
    return `Only ${days} of history: below 28 it is ${modelWords['seasonal-naive']}, and nothing better can be claimed.`;
  const gaps = label === 'gappy' ? ' More than half of the days are empty, so take it with care.' : '';
  const change =
    model === 'drivers' && knownChange >= 0.02
      ? ` A change of ${(knownChange * 100).toFixed(0)} % in staff and prices is known to come and counted in.`
      : '';
  return `Chosen on ${days}: ${modelWords[model]}.${change}${gaps}`;
}

/** A commitment as the API shows it. */
export const outcomeView = (outcome: CommitmentOutcome): z.infer<typeof commitmentOutcomeSchema> => ({
  amount: dollars(outcome.amount),
  discount: Number(outcome.discount.toFixed(6)),
  cost: dollars(outcome.cost),
  coverage: Number(outcome.coverage.toFixed(4)),
  utilisation: rounded(outcome.utilisation),
  breakage: dollars(Math.max(0, outcome.breakage)),
});
