import { type CountPanel, type Random, seededRandom, standardNormal } from '../statistics/index.ts';

/** A panel whose truth is known: talent drives both spend and results, and so may demand. */
export interface PlantedSetting {
  readonly persons: number;
  readonly weeks: number;
  /** How much a busy week raises both spend and results; 0 leaves talent as the only confounder. */
  readonly demand: number;
  /** The elasticity. */
  readonly beta: number;
  /** Persons of a team. */
  readonly teamSize: number;
}

/** The settings under which plain slopes and effects of persons and weeks are compared. */
export const confoundedSettings: readonly PlantedSetting[] = [
  { persons: 30, weeks: 12, demand: 0, beta: 0.15, teamSize: 6 },
  { persons: 100, weeks: 12, demand: 0, beta: 0.15, teamSize: 6 },
  { persons: 300, weeks: 26, demand: 0, beta: 0.15, teamSize: 6 },
  { persons: 300, weeks: 26, demand: 0.6, beta: 0.15, teamSize: 6 },
];

const scatterShape = 4;

/**
 * Results y ~ Poisson(3·exp(talent + β·x + 0.5·d·busy + 0.3·week)·Gamma(4, ¼)) with
 * x = 0.96·talent + N(0, 0.64) + N(0, 0.6) + week + d·busy, talent ~ N(0, 0.5), week ~ N(0, 0.2) and
 * busy ~ N(0, 0.5); x is the logarithm of spend. N takes mean and standard deviation.
 */
export function plantedPanel(setting: PlantedSetting, seed: string): CountPanel {
  const { persons, weeks, demand, beta, teamSize } = setting;
  const random = seededRandom(seed);
  const normal = (spread: number) => spread * standardNormal(random);
  const week = Array.from({ length: weeks }, () => normal(0.2));
  const x: number[][] = [];
  const y: number[][] = [];
  for (let person = 0; person < persons; person++) {
    const talent = normal(0.5);
    const usual = 0.96 * talent + normal(0.64);
    const spent: number[] = [];
    y.push(
      week.map((climate) => {
        const busy = normal(0.5);
        const log = usual + normal(0.6) + climate + demand * busy;
        spent.push(log);
        const mean = 3 * Math.exp(talent + beta * log + 0.5 * demand * busy + 0.3 * climate);
        return drawPoisson(mean * drawGamma(random), random);
      }),
    );
    x.push(spent);
  }
  return { x, y, cluster: x.map((_, person) => Math.floor(person / teamSize)) };
}

/** Gamma of shape 4 and mean 1: four exponentials together. */
const drawGamma = (random: Random): number => {
  let sum = 0;
  for (let at = 0; at < scatterShape; at++) sum -= Math.log(1 - random());
  return sum / scatterShape;
};

/** A count of the mean; of large means by halves, so that no power runs out of digits. */
export function drawPoisson(mean: number, random: Random): number {
  if (mean > 30) return drawPoisson(mean / 2, random) + drawPoisson(mean / 2, random);
  let count = 0;
  for (let left = Math.exp(-mean), product = random(); product > left; product *= random()) count++;
  return count;
}
