import type { DecisionLatency } from '@exchequer/model/contract';
import { type Durations, kaplanMeier, survivalQuantile } from '../statistics/index.ts';

/** Durations in seconds of one stage, ended and open. */
export type StageLatency = { stage: 'detect' | 'decide' | 'act'; durations: readonly Durations[] };

/** Durations in seconds from signal to action, and those of the stages. */
export interface Latencies {
  readonly whole: readonly Durations[];
  readonly stages: readonly StageLatency[];
}

/** Longest curve that is told; a chart of more steps says nothing more. */
const longestCurve = 200;
const places = 6;
const text = (share: number): string => String(Number(share.toFixed(places)));

/** Kaplan–Meier of decisions: their quantiles and the curve of those still waiting. */
export function latencyOf({ whole, stages }: Latencies, kind: string | null): DecisionLatency {
  const steps = kaplanMeier(whole);
  const count = (of: 'ended' | 'open') => whole.reduce((sum, one) => sum + one[of], 0);
  const at = (durations: readonly Durations[], share: number) =>
    survivalQuantile(kaplanMeier(durations), share).at;
  const every = Math.max(1, Math.ceil(steps.length / longestCurve));
  return {
    kind,
    decisions: count('ended') + count('open'),
    open: count('open'),
    p50_seconds: at(whole, 0.5),
    p90_seconds: at(whole, 0.9),
    stages: stages.map(({ stage, durations }) => ({ stage, p50_seconds: at(durations, 0.5) })),
    curve: steps
      .filter((_, index) => index % every === 0 || index === steps.length - 1)
      .map(({ time, survival, error, atRisk }) => ({
        seconds: time,
        waiting: text(survival),
        low: text(Math.max(0, survival - 1.96 * error)),
        high: text(Math.min(1, survival + 1.96 * error)),
        at_risk: atRisk,
      })),
  };
}
