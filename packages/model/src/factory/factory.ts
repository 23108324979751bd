/** What exposes counters of self-hosted inference or of the power it draws. */
export const scrapeKinds = ['vllm', 'sglang', 'tgi', 'llamacpp', 'dcgm', 'kepler'] as const;
export type ScrapeKind = (typeof scrapeKinds)[number];
export const powerKinds: readonly ScrapeKind[] = ['dcgm', 'kepler'];

/** Quantities that a scrape adds up, each in its whole unit. */
export const factoryMeasures = [
  'prompt_tokens',
  'generated_tokens',
  'cached_tokens',
  'requests',
  'energy_mj',
  'scraped_seconds',
  'busy_gpu_seconds',
  'gpu_seconds',
] as const;
export type FactoryMeasure = (typeof factoryMeasures)[number];

/**
 * One counter of one exposition at one time. A counter only falls when its process began anew: then
 * its whole value is the increase since, and what was counted between the last scrape and the
 * restart is lost, so that the sum is a lower bound and says so.
 */
export interface CounterSample {
  target_id: string;
  /** Which counter of which engine or device: `vllm|model=llama|engine=0`, `dcgm|GPU-1f…`. */
  series: string;
  measure: FactoryMeasure;
  /** Served model, or device for power. */
  model: string;
  at: string;
  /** Whole units; a float of the exposition is rounded down once, here. */
  value: bigint;
}

/** What an endpoint is scraped for, and what stands behind it. */
export interface ScrapeTarget {
  id: string;
  kind: ScrapeKind;
  name: string;
  url: string;
  everySeconds: number;
  /** Targets of one pool share their GPUs and power: its joules are those of its tokens. */
  pool: string;
  state: 'active' | 'paused';
}

/** What an own pool of GPUs costs, from a day on. Money is USD decimal text. */
export interface PoolCost {
  pool: string;
  validFrom: string;
  gpus: number;
  /** Purchase price per GPU with its share of server and network, straight-line over the months. */
  gpuPrice: string;
  depreciationMonths: number;
  /** Or rent per GPU-hour; reserved GPUs are billed when idle as well. */
  gpuHour: string;
  powerPerKwh: string;
  /** Power usage effectiveness in permille: 1300 is 1.3. */
  puePermille: number;
  opsPerMonth: string;
  /** Most watts the pool may draw. */
  capWatts: number;
  /** Share of idle capacity that could be sold, in permille, and the price per million tokens. */
  sellablePermille: number;
  pricePerMillion: string;
  /** What stands inside the measured power: gpu, server, rack or building. */
  boundary: 'gpu' | 'server' | 'rack' | 'building';
  /** Whether its answers were found as good as the API's they would replace. */
  qualityParity: 'unknown' | 'equal' | 'worse';
}
