import { seededRandom, standardNormal } from '../statistics/index.ts';
import { type AssignAsked, assign } from './experiment-assign.ts';
import type { Outcome } from './experiment-result.ts';
import { drawPoisson } from './response-simulation.ts';

/** An experiment whose truth is known; busy weeks raise spend and results alike, and the lot breaks that. */
export interface PlantedExperiment {
  readonly design: AssignAsked['design'];
  readonly teams: number;
  readonly periods: number;
  /** The elasticity. */
  readonly beta: number;
  /** Share of usual spend that the cap leaves. */
  readonly cap: number;
}

/** Plays an experiment: spend is cut where the lot says so, results follow what was spent and how busy it was. */
export function playExperiment(
  { design, teams, periods, beta, cap }: PlantedExperiment,
  seed: string,
): Outcome {
  const random = seededRandom(seed);
  const normal = (spread: number) => spread * standardNormal(random);
  const level = Array.from({ length: teams }, () => normal(0.5));
  const usual = level.map((talent) => 1_000 * Math.exp(0.9 * talent + normal(0.3)));
  const drawn = { design, usual, periods, seed };
  const schedule = assign(drawn);
  const climate = Array.from({ length: periods }, () => normal(0.1));
  const spend: number[][] = [];
  const results = schedule.map((row, team) => {
    const spent: number[] = [];
    const brought = row.map((capped, period) => {
      const busy = normal(0.3);
      const wished = (usual[team] ?? 0) * Math.exp(0.6 * busy + (climate[period] ?? 0));
      // A hard cap: what is wished beyond it is refused.
      const dollars = capped ? Math.min(wished, (usual[team] ?? 0) * cap) : wished;
      spent.push(dollars);
      const power = (dollars / (usual[team] ?? 1)) ** beta;
      return drawPoisson(40 * Math.exp((level[team] ?? 0) + 0.5 * busy) * power, random);
    });
    spend.push(spent);
    return brought;
  });
  const before = level.map((talent) => drawPoisson(40 * Math.exp(talent), random));
  return { spend, results, schedule, adherence: 1, before, drawn };
}
