import type { FactoryReading, FactoryStep, ScrapeState } from '@exchequer/model';

export interface Advanced {
  readonly state: ScrapeState;
  readonly steps: readonly FactoryStep[];
  /** Counters that began anew since the scrape before. */
  readonly restarted: boolean;
}

/** Exporters read the clock of their machine again at times, which then moves by a second. */
const sameStartSeconds = 2;

/**
 * What every series grew by since the scrape before.
 *
 * A counter that fell, or says that it began later than before, belongs to a new process: its whole
 * value is the increase since, and what was counted between the last scrape and the restart is lost,
 * so that the sum is a lower bound. A counter seen for the first time adds nothing, since nobody knows
 * since when it counts, unless it says that it began after the last scrape of its target.
 *
 * A gauge adds the area under the straight line between two scrapes; across a longer pause than
 * `longestGapMs` nobody knows the line, and it adds nothing.
 */
export function advanceScrape(
  before: ScrapeState | null,
  readings: readonly FactoryReading[],
  atMs: number,
  longestGapMs: number,
): Advanced {
  const series: Record<string, { value: number; area: number; began: number | null }> = {
    ...before?.series,
  };
  const steps: FactoryStep[] = [];
  let restarted = false;
  for (const reading of readings) {
    const key = `${reading.measure} ${reading.series}`;
    const known = before?.series[key];
    const { area, anew } =
      reading.form === 'counter'
        ? grownBy(known, reading, before)
        : { area: underLine(known, reading, before, atMs, longestGapMs), anew: false };
    restarted ||= anew;
    const total = (known?.area ?? 0) + area;
    series[key] = { value: reading.value, area: total, began: reading.began };
    const amount = BigInt(Math.floor(total)) - BigInt(Math.floor(known?.area ?? 0));
    if (amount !== 0n) steps.push(stepOf(reading, amount));
    const seconds = Math.floor(atMs / 1000) - Math.floor((before?.atMs ?? atMs) / 1000);
    const isWatched = known !== undefined && (amount !== 0n || reading.form === 'counter');
    if (reading.measure === 'energy_mj' && isWatched && seconds > 0) {
      steps.push({ ...stepOf(reading, BigInt(seconds)), measure: 'energy_seconds' });
    }
  }
  if (restarted) steps.push({ series: 'target', measure: 'restarts', model: '', amount: 1n });
  return { state: { atMs, series }, steps, restarted };
}

const stepOf = ({ series, measure, model }: FactoryReading, amount: bigint): FactoryStep => ({
  ...{ series, measure, model, amount },
});

type Known = ScrapeState['series'][string] | undefined;

function grownBy(known: Known, { value, began }: FactoryReading, before: ScrapeState | null) {
  if (!known) {
    const isNew = before !== null && began !== null && began * 1000 > before.atMs;
    return { area: isNew ? value : 0, anew: false };
  }
  const beganAnew = began !== null && known.began !== null && began - known.began > sameStartSeconds;
  if (value < known.value || beganAnew) return { area: value, anew: true };
  // Whole units: the parts that a float has are counted once they have become a whole.
  return { area: value - known.value, anew: false };
}

function underLine(
  known: Known,
  { value }: FactoryReading,
  before: ScrapeState | null,
  atMs: number,
  longestGapMs: number,
): number {
  if (!known || !before || atMs <= before.atMs || atMs - before.atMs > longestGapMs) return 0;
  return ((known.value + value) / 2) * ((atMs - before.atMs) / 1000);
}

/** The reading that counts the seconds over which a target was watched. */
export const watchedSeconds: FactoryReading = {
  ...{ series: 'target', measure: 'scraped_seconds', model: '', form: 'gauge', value: 1, began: null },
};
