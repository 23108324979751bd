import { ratioText } from '@exchequer/core/metric';
import type { DecisionFigures } from '@exchequer/store/analytics/query';
import { createDecisions, type DecisionDesk, type DecisionOptions } from '@exchequer/store/decision';

/** The decision log, and what readings ask of it. */
export interface DecisionLog {
  desk: DecisionDesk;
  figures: (workspace: string) => DecisionFigures;
}

const secondsPerHour = 3_600n;
const places = 6;

export function openDecisions(options: DecisionOptions): DecisionLog {
  const desk = createDecisions(options);
  return {
    desk,
    figures: (workspace) => ({
      latencyHours: async (range, permille) => {
        const read = await desk.latency(workspace, range);
        const seconds = permille === 500 ? read.p50_seconds : read.p90_seconds;
        return seconds === null ? null : ratioText(BigInt(Math.round(seconds)), secondsPerHour, places);
      },
    }),
  };
}
