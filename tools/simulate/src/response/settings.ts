import {
  confoundedSettings,
  estimateElasticity,
  gradeOf,
  isCannotTell,
  type PlantedSetting,
  plantedPanel,
  refuseFew,
} from '@exchequer/core/analysis';
import type { CountPanel } from '@exchequer/core/statistics';

/** How one setting came out over all seeds. */
export interface SettingResult {
  setting: string;
  beta: number;
  told: number;
  pooled: number;
  between: number;
  within: number;
  spread: number;
  bias: number;
  /** Share of intervals that hold the planted elasticity. */
  coverage: number;
  /** The best grade that any of its answers has; `cannot-tell` where the product gives none. */
  grade: string;
}

const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;

/** Plays a setting with each seed and reads it as the product would. */
export function playSetting(setting: PlantedSetting, seeds: readonly string[]): SettingResult {
  const name = `${setting.persons}×${setting.weeks}${setting.demand > 0 ? ' with demand shocks' : ''}`;
  return judge(
    name,
    setting.beta,
    setting.persons,
    seeds.map((seed) => plantedPanel(setting, `${name} ${seed}`)),
  );
}

export const playSettings = (seeds: readonly string[]): SettingResult[] =>
  confoundedSettings.map((setting) => playSetting(setting, seeds));

/** Reads panels of which the truth is known. */
export function judge(
  setting: string,
  beta: number,
  persons: number,
  panels: readonly CountPanel[],
): SettingResult {
  const fits = panels.map(estimateElasticity).flatMap((fit) => (isCannotTell(fit) ? [] : [fit]));
  const within = fits.map((fit) => fit.within);
  const middle = mean(within);
  const near = (value: number) => Number(value.toFixed(4));
  return {
    setting,
    beta,
    told: fits.length,
    pooled: near(mean(fits.map(({ pooled }) => pooled))),
    between: near(mean(fits.map(({ between }) => between))),
    within: near(middle),
    spread: near(Math.sqrt(mean(within.map((value) => (value - middle) ** 2)))),
    bias: near(middle - beta),
    coverage: near(mean(fits.map(({ low, high }) => (low <= beta && beta <= high ? 1 : 0)))),
    grade: refuseFew(persons) ? 'cannot-tell' : gradeOf({ kind: 'fixed-effects' }),
  };
}
