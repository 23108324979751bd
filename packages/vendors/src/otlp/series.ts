import type { SeriesState, SeriesStep, SeriesStore } from '@exchequer/model';

/** A cumulative point of one series: its time and its value in whole units. */
export interface SeriesPoint {
  timeNanos: bigint;
  value: bigint;
}

/**
 * Takes cumulative points of one series. The first point adds all of its value, since its start
 * says when counting began; a later one adds the increase; a fall is a reset and adds the full
 * value again. A point that is not newer than the last adds nothing: what it counted is inside
 * what later points counted. Steps of an earlier call that were not confirmed are handed out
 * again, since nobody knows whether they were booked.
 */
export function advanceSeries(
  state: SeriesState | undefined,
  points: readonly SeriesPoint[],
): { state: SeriesState; steps: SeriesStep[] } {
  let lastTimeNanos = state?.lastTimeNanos ?? -1n;
  let lastValue = state?.lastValue ?? 0n;
  const steps = [...(state?.unconfirmed ?? [])];
  const inOrder = [...points].sort((a, b) =>
    a.timeNanos < b.timeNanos ? -1 : a.timeNanos > b.timeNanos ? 1 : 0,
  );
  for (const { timeNanos, value } of inOrder) {
    if (timeNanos <= lastTimeNanos) continue;
    const delta = value < lastValue ? value : value - lastValue;
    if (delta !== 0n) steps.push({ timeNanos, delta });
    lastTimeNanos = timeNanos;
    lastValue = value;
  }
  return { state: { lastTimeNanos, lastValue, unconfirmed: steps }, steps };
}

/** Notes that steps are booked, however often and in whatever order that is reported. */
export function confirmSteps(state: SeriesState, booked: readonly SeriesStep[]): SeriesState {
  const done = new Set(booked.map((step) => step.timeNanos));
  return { ...state, unconfirmed: state.unconfirmed.filter((step) => !done.has(step.timeNanos)) };
}

/** Series states in memory: for tests and for a tower that keeps none. */
export function memorySeriesStore(): SeriesStore {
  const states = new Map<string, SeriesState>();
  return {
    update: async (workspace, keys, decide) => {
      const known = new Map<string, SeriesState>();
      for (const key of keys) {
        const state = states.get(`${workspace}/${key}`);
        if (state) known.set(key, state);
      }
      for (const [key, state] of decide(known)) states.set(`${workspace}/${key}`, state);
    },
  };
}
