/** What exposes counters of self-hosted inference or of the power it draws. */
export const scrapeKinds = ['vllm', 'sglang', 'tgi', 'llamacpp', 'dcgm', 'kepler'] as const;
export type ScrapeKind = (typeof scrapeKinds)[number];
export const powerKinds: readonly ScrapeKind[] = ['dcgm', 'kepler'];

/** Quantities that scrapes add up, each in its whole unit. */
export const factoryMeasures = [
  'prompt_tokens',
  'generated_tokens',
  'cached_tokens',
  'requests',
  'energy_mj',
  /** Seconds over which the energy of a device is known; of it and the energy come mean watts. */
  'energy_seconds',
  'scraped_seconds',
  'busy_gpu_seconds',
  'gpu_seconds',
  'restarts',
] as const;
export type FactoryMeasure = (typeof factoryMeasures)[number];

/**
 * One quantity of one engine or device at the time of a scrape: a counter since its start, or a gauge
 * of which the area under the line counts, such as watts.
 */
export interface FactoryReading {
  /** What tells it from others of its target, such as model and engine. */
  readonly series: string;
  readonly measure: FactoryMeasure;
  /** Served model; for power the device. */
  readonly model: string;
  readonly form: 'counter' | 'gauge';
  /** In the unit of the measure; of a gauge per second. */
  readonly value: number;
  /** When its counting began, in seconds since 1970, by the clock of the exporter; null where it does not say. */
  readonly began: number | null;
}

/** What a series grew by between two scrapes. */
export interface FactoryStep {
  readonly series: string;
  readonly measure: FactoryMeasure;
  readonly model: string;
  readonly amount: bigint;
}

/** How far the series of one target were read. */
export interface ScrapeState {
  readonly atMs: number;
  readonly series: Readonly<Record<string, { value: number; area: number; began: number | null }>>;
}

/** What was counted of one measure on one company day. */
export interface FactorySum {
  readonly day: string;
  readonly targetId: string;
  readonly kind: ScrapeKind;
  readonly model: string;
  readonly measure: FactoryMeasure;
  readonly amount: bigint;
}

/** Kepler’s name of the whole server, which holds its GPUs as well. */
export const wholeServer = 'platform';

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
