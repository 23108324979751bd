import {
  type ExperimentDesign,
  experimentDesigns,
  isCannotTell,
  playExperiment,
  readExperiment,
} from '@exchequer/core/analysis';

export interface ExperimentRun {
  design: ExperimentDesign;
  beta: number;
  told: number;
  value: number;
  bias: number;
  /** Of Fieller’s intervals that have ends. */
  coverage: number;
  grades: string[];
}

const planted = { teams: 24, periods: 8, beta: 0.15, cap: 0.5 };

/** Plays both designs with each seed: busy weeks deceive any look at what was merely observed. */
export const playExperiments = (seeds: readonly string[]): ExperimentRun[] =>
  experimentDesigns.map((design) => {
    const told = seeds
      .map((seed) => readExperiment(playExperiment({ ...planted, design }, `${design} ${seed}`)))
      .flatMap((result) => (isCannotTell(result) ? [] : [result]));
    const value = told.reduce((sum, { elasticity }) => sum + elasticity.value, 0) / told.length;
    const bounded = told.flatMap(({ elasticity: { low, high } }) =>
      low === null || high === null ? [] : [low <= planted.beta && planted.beta <= high],
    );
    const near = (of: number) => Number(of.toFixed(4));
    return {
      design,
      beta: planted.beta,
      told: told.length,
      value: near(value),
      bias: near(value - planted.beta),
      coverage: near(bounded.filter(Boolean).length / bounded.length),
      grades: [...new Set(told.map(({ grade }) => grade))],
    };
  });
