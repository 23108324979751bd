import { normalQuantile } from './normal.ts';

/** Durations of one length: how many ended after it, and how many are still open at it. */
export interface Durations {
  readonly time: number;
  readonly ended: number;
  readonly open: number;
}

export interface SurvivalStep {
  readonly time: number;
  readonly atRisk: number;
  readonly ended: number;
  /** Share that lasts longer than `time`. */
  readonly survival: number;
  /** Greenwood’s standard error of it. */
  readonly error: number;
}

export interface SurvivalQuantile {
  /** Null where so many are open that the share was never reached. */
  readonly at: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/**
 * Kaplan–Meier: how long things take when some are not over. An open one counts as longer than it is
 * so far; one that ends at the very time another is left open counts as ending first.
 */
export function kaplanMeier(durations: readonly Durations[]): SurvivalStep[] {
  const times = merged(durations);
  let atRisk = times.reduce((sum, { ended, open }) => sum + ended + open, 0);
  let survival = 1;
  let greenwood = 0;
  const steps: SurvivalStep[] = [];
  for (const { time, ended, open } of times) {
    if (ended > 0) {
      survival *= 1 - ended / atRisk;
      greenwood += atRisk > ended ? ended / (atRisk * (atRisk - ended)) : 0;
      steps.push({ time, atRisk, ended, survival, error: survival * Math.sqrt(greenwood) });
    }
    atRisk -= ended + open;
  }
  return steps;
}

function merged(durations: readonly Durations[]): Durations[] {
  const byTime = new Map<number, { time: number; ended: number; open: number }>();
  for (const { time, ended, open } of durations) {
    const known = byTime.get(time) ?? { time, ended: 0, open: 0 };
    known.ended += ended;
    known.open += open;
    byTime.set(time, known);
  }
  return [...byTime.values()].sort((a, b) => a.time - b.time);
}

/**
 * The time within which a share (0–1) is over: the first with at most 1 − share left. Its interval is
 * that of Brookmeyer and Crowley on log(−log S), which stays between 0 and 1.
 */
export function survivalQuantile(
  steps: readonly SurvivalStep[],
  share: number,
  permille = 950,
): SurvivalQuantile {
  const left = 1 - share;
  const z = normalQuantile(0.5 + permille / 2_000);
  const first = (reached: (step: SurvivalStep) => number): number | null =>
    // Products of exact shares such as 1/2 may miss them by rounding.
    steps.find((step) => reached(step) <= left + 1e-12)?.time ?? null;
  return {
    at: first((step) => step.survival),
    low: first((step) => bound(step, -z)),
    high: first((step) => bound(step, z)),
  };
}

/** One end of the interval of a step: below the estimate for a negative z. */
function bound({ survival, error }: SurvivalStep, z: number): number {
  if (survival <= 0) return 0;
  const log = Math.log(survival);
  return survival ** Math.exp((-z * error) / (survival * Math.abs(log)));
}
