import { plantedSeries, type SeriesSetting, seriesSettings } from '@exchequer/company';
import { forecastSpend, isCannotTell, meanAbsoluteScaledError } from '@exchequer/core/analysis';
import { informedSums } from './informed.ts';
import { bestOf, type Regret, regretsOf } from './regret.ts';

export interface ForecastPlan {
  seeds: number;
  first: number;
  /** Days of the past; the events of a setting lie around day 330. */
  origins: readonly number[];
  settings?: readonly SeriesSetting[];
  /** Futures drawn from the truth, for commitments. */
  futures?: number;
  say?: (line: string) => void;
}

/** Means over the runs of a setting. */
export interface SettingResult {
  setting: SeriesSetting;
  runs: number;
  mase7: number;
  naive7: number;
  mase30: number;
  naive30: number;
  /** Share of the first 7 and 30 days inside the band of 80 %, and of 30 days inside that of 95 %. */
  cover7: number;
  cover30: number;
  cover95: number;
  /** Share of sums over 30 days inside the band of 80 % that paths give. */
  coverSum: number;
  /**
   * Cost of the advised commitment above the least that can be had from the same past, as a share: mean and worst
   * run; and the share of runs in which both types stay within 2 %.
   */
  amountRegret: number;
  amountWorst: number;
  tierRegret: number;
  tierWorst: number;
  within: number;
  /** The same above the cost of one who knows level and growth as planted, which no past tells. */
  amountBelowKnowing: number;
  tierBelowKnowing: number;
  withinKnowing: number;
  /** And what the best choice from the same past costs above that: what knowing the numbers is worth. */
  amountOfKnowing: number;
  tierOfKnowing: number;
  bestWithinKnowing: number;
  models: Record<string, number>;
}

interface Run {
  scores: Record<'mase7' | 'naive7' | 'mase30' | 'naive30', number>;
  inside: { in7: number; in30: number; in95: number; sum: number };
  /** Of the advice against the best from the same past; of both against one who knows what is planted. */
  regret: Regret;
  knowing: Regret;
  bestKnowing: Regret;
  model: string;
}

const horizon = 30;
const eventsAround = 330;
/** A commitment may cost so much more than the best one of the truth. */
const mostRegret = 0.02;

export function simulateForecasts(plan: ForecastPlan) {
  const { settings = seriesSettings, say = () => {} } = plan;
  const results = settings.map((setting) => {
    const result = summarise(setting, runsOf(setting, plan));
    say(JSON.stringify(result));
    return result;
  });
  const mean = (of: (result: SettingResult) => number) => average(results.map(of));
  const total = {
    ...{ mase: mean((r) => (r.mase7 + r.mase30) / 2), naive: mean((r) => (r.naive7 + r.naive30) / 2) },
    ...{ cover7: mean((r) => r.cover7), cover30: mean((r) => r.cover30) },
    ...{ cover95: mean((r) => r.cover95), coverSum: mean((r) => r.coverSum) },
    ...{ amountRegret: mean((r) => r.amountRegret), tierRegret: mean((r) => r.tierRegret) },
    within: mean((r) => r.within),
    amountBelowKnowing: mean((r) => r.amountBelowKnowing),
    tierBelowKnowing: mean((r) => r.tierBelowKnowing),
    withinKnowing: mean((r) => r.withinKnowing),
    amountOfKnowing: mean((r) => r.amountOfKnowing),
    tierOfKnowing: mean((r) => r.tierOfKnowing),
    bestWithinKnowing: mean((r) => r.bestWithinKnowing),
  };
  const faults = [...results.flatMap(settingFaults), ...coverFaults(total)];
  return { simulation: 'forecast', seeds: plan.seeds, first: plan.first, total, settings: results, faults };
}

function runsOf(setting: SeriesSetting, { seeds, first, origins, futures = 1500 }: ForecastPlan): Run[] {
  return Array.from({ length: seeds }, (_, i) => `${first + i}`).flatMap((seed) => {
    const days = Math.max(...origins) + horizon + 20;
    const planted = plantedSeries({ setting, seed, days, eventsAround });
    return origins.map((origin) => {
      const { from, headcount, price, holidays } = planted;
      const past = planted.spend.slice(0, origin);
      const known = { from, spend: past, headcount, price, holidays };
      const forecast = forecastSpend(known, { steps: horizon, seed });
      if (isCannotTell(forecast)) throw new Error(`no forecast of ${setting} ${seed}: ${forecast.needs}`);
      const actual = planted.spend.slice(origin, origin + horizon);
      const medians = forecast.days.map(({ median }) => median);
      const naive = actual.map((_, h) => past[origin - 7 + (h % 7)] ?? 0);
      const mase = (ahead: readonly number[], to: number) =>
        meanAbsoluteScaledError(past, 7, actual.slice(0, to), ahead) ?? 0;
      const within = (level: 80 | 95) => (y: number, h: number) => {
        const day = forecast.days[h];
        return day && y >= day[`low${level}`] && y <= day[`high${level}`] ? 1 : 0;
      };
      const truth = Array.from({ length: futures }, (_, n) => sum(planted.future(origin, horizon, `${n}`)));
      const sums = forecast.paths.map((path) => sum(path));
      const informed = informedSums(planted, origin, horizon, seed);
      const lastTerm = sum(past.slice(-horizon));
      const advised = bestOf(sums, lastTerm);
      return {
        scores: {
          ...{ mase7: mase(medians, 7), naive7: mase(naive, 7) },
          ...{ mase30: mase(medians, horizon), naive30: mase(naive, horizon) },
        },
        inside: {
          in7: average(actual.slice(0, 7).map(within(80))),
          ...{ in30: average(actual.map(within(80))), in95: average(actual.map(within(95))) },
          sum: isInside(sums, sum(actual)),
        },
        regret: regretsOf(advised, informed, lastTerm),
        knowing: regretsOf(advised, truth, lastTerm),
        bestKnowing: regretsOf(bestOf(informed, lastTerm), truth, lastTerm),
        model: forecast.model,
      };
    });
  });
}

function isInside(sums: readonly number[], actual: number): number {
  const below = sums.filter((one) => one < actual).length / sums.length;
  return below >= 0.1 && below <= 0.9 ? 1 : 0;
}

function summarise(setting: SeriesSetting, runs: readonly Run[]): SettingResult {
  const mean = (of: (run: Run) => number) => average(runs.map(of));
  const worst = (of: (run: Run) => number) => rounded(Math.max(...runs.map(of)));
  const models: Record<string, number> = {};
  for (const { model } of runs) models[model] = (models[model] ?? 0) + 1;
  return {
    ...{ setting, runs: runs.length },
    ...{ mase7: mean((r) => r.scores.mase7), naive7: mean((r) => r.scores.naive7) },
    ...{ mase30: mean((r) => r.scores.mase30), naive30: mean((r) => r.scores.naive30) },
    ...{ cover7: mean((r) => r.inside.in7), cover30: mean((r) => r.inside.in30) },
    ...{ cover95: mean((r) => r.inside.in95), coverSum: mean((r) => r.inside.sum) },
    ...{ amountRegret: mean((r) => r.regret.amount), amountWorst: worst((r) => r.regret.amount) },
    ...{ tierRegret: mean((r) => r.regret.tier), tierWorst: worst((r) => r.regret.tier) },
    within: mean((r) => isWithin(r.regret)),
    amountBelowKnowing: mean((r) => r.knowing.amount),
    tierBelowKnowing: mean((r) => r.knowing.tier),
    withinKnowing: mean((r) => isWithin(r.knowing)),
    amountOfKnowing: mean((r) => r.bestKnowing.amount),
    tierOfKnowing: mean((r) => r.bestKnowing.tier),
    bestWithinKnowing: mean((r) => isWithin(r.bestKnowing)),
    models,
  };
}

const isWithin = ({ amount, tier }: Regret): number => (amount <= mostRegret && tier <= mostRegret ? 1 : 0);

function settingFaults(result: SettingResult): string[] {
  const { setting, mase7, naive7, mase30, naive30, amountRegret, tierRegret } = result;
  return [
    ...(mase7 < naive7 ? [] : [`${setting}: no better than a week ago over 7 days`]),
    ...(mase30 < naive30 ? [] : [`${setting}: no better than a week ago over 30 days`]),
    ...(amountRegret <= mostRegret
      ? []
      : [`${setting}: the committed amount costs ${amountRegret} too much`]),
    ...(tierRegret <= mostRegret ? [] : [`${setting}: the tier costs ${tierRegret} too much`]),
  ];
}

function coverFaults({ cover7, cover30 }: { cover7: number; cover30: number }): string[] {
  return [cover7, cover30].flatMap((cover, i) =>
    cover >= 0.75 && cover <= 0.85
      ? []
      : [`the band of 80 % holds ${cover} at ${i === 0 ? 7 : horizon} days`],
  );
}

const rounded = (value: number): number => Number(value.toFixed(4));
const average = (values: readonly number[]): number =>
  rounded(values.reduce((a, b) => a + b, 0) / Math.max(1, values.length));

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i] ?? 0;
  return total;
}
