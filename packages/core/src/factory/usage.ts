import { type FactoryMeasure, type FactorySum, powerKinds, wholeServer } from '@exchequer/model';

/** What a pool did over a range. Null was not measured. */
export interface PoolUsage {
  readonly promptTokens: bigint;
  readonly generatedTokens: bigint;
  readonly cachedTokens: bigint;
  readonly requests: bigint;
  readonly restarts: bigint;
  /** Seconds watched, summed over targets. */
  readonly scrapedSeconds: bigint;
  readonly targets: number;
  /** Measured millijoules by day, without PUE. */
  readonly energy: ReadonlyMap<string, bigint> | null;
  /** Mean measured watts, summed over devices. */
  readonly watts: number | null;
  readonly gpuSeconds: bigint;
  readonly busyGpuSeconds: bigint;
}

/** Adds up the sums of one pool. */
export function usageOf(sums: readonly FactorySum[]): PoolUsage {
  const power = energySums(sums);
  const total = (measure: FactoryMeasure) =>
    sums.reduce((sum, one) => (one.measure === measure ? sum + one.amount : sum), 0n);
  return {
    promptTokens: total('prompt_tokens'),
    generatedTokens: total('generated_tokens'),
    cachedTokens: total('cached_tokens'),
    requests: total('requests'),
    restarts: total('restarts'),
    scrapedSeconds: total('scraped_seconds'),
    targets: new Set(sums.map(({ targetId }) => targetId)).size,
    energy: power.length > 0 ? energyByDay(power) : null,
    watts: power.length > 0 ? meanWatts(power) : null,
    gpuSeconds: total('gpu_seconds'),
    busyGpuSeconds: total('busy_gpu_seconds'),
  };
}

/** Where a whole server was measured it holds its GPUs, and only it counts. */
function energySums(sums: readonly FactorySum[]): FactorySum[] {
  const power = sums.filter(
    ({ kind, measure }) =>
      powerKinds.includes(kind) && (measure === 'energy_mj' || measure === 'energy_seconds'),
  );
  const servers = power.filter(({ model }) => model === wholeServer);
  return servers.length > 0 ? servers : power;
}

function energyByDay(power: readonly FactorySum[]): Map<string, bigint> {
  const byDay = new Map<string, bigint>();
  for (const { day, measure, amount } of power) {
    if (measure === 'energy_mj') byDay.set(day, (byDay.get(day) ?? 0n) + amount);
  }
  return byDay;
}

function meanWatts(power: readonly FactorySum[]): number | null {
  const devices = new Map<string, { millijoules: bigint; seconds: bigint }>();
  for (const { targetId, model, measure, amount } of power) {
    const key = `${targetId} ${model}`;
    const known = devices.get(key) ?? { millijoules: 0n, seconds: 0n };
    if (measure === 'energy_mj') known.millijoules += amount;
    else known.seconds += amount;
    devices.set(key, known);
  }
  let watts = 0;
  for (const { millijoules, seconds } of devices.values()) {
    if (seconds > 0n) watts += Number(millijoules) / 1000 / Number(seconds);
  }
  return watts > 0 ? watts : null;
}
