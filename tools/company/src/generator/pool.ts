import { isWeekend, startOf } from './calendar.ts';
import type { Company } from './company.ts';
import { randomOf } from './random.ts';

/** The company's own GPUs. */
export const pool = { name: 'halyard-lab', gpus: 4, model: 'meta-llama/Llama-3.1-70B-Instruct' } as const;

/** What an exporter answered when it was asked. */
export interface Scrape {
  kind: 'vllm' | 'dcgm';
  pool: string;
  at: string;
  /** Prometheus exposition. */
  text: string;
}

/** What the pool has counted since a process started; all whole. */
interface Counters {
  prompt: number;
  generated: number;
  cached: number;
  requests: number;
  energyMj: number;
}

/** Scrapes are kept so many times a day: every three hours. */
const scrapesPerDay = 8;
const betweenMs = 86_400_000 / scrapesPerDay;
const days = 7;

/** What one stretch between scrapes adds: less at night and at weekends. */
function added({ size }: Company, day: number, nth: number): Counters & { busy: number } {
  const random = randomOf(size.seed, 'pool', day, nth);
  const load = (isWeekend(size.from, day) ? 0.15 : nth < 2 ? 0.25 : 0.7) * (0.8 + 0.4 * random.next());
  const prompt = Math.round(19_000_000 * load);
  const watts = pool.gpus * (95 + 520 * load);
  return {
    prompt,
    generated: Math.round(prompt * 0.11),
    cached: Math.round(prompt * 0.4),
    requests: Math.round(prompt / 2_400),
    energyMj: Math.round((watts * betweenMs) / 1_000) * 1_000,
    busy: Math.round(Math.min(1, load) * 100),
  };
}

/** Engines are restarted on Mondays of the span's calendar, before the first scrape of the day. */
const startDay = (day: number) => day - (day % days);

/** The counters of the engine at a scrape, from when it was started. */
function sinceStart(company: Company, day: number, nth: number): Counters & { busy: number } {
  const sum = { prompt: 0, generated: 0, cached: 0, requests: 0, energyMj: 0, busy: 0 };
  for (let other = startDay(day); other <= day; other++)
    for (let place = 0; place < (other === day ? nth + 1 : scrapesPerDay); place++) {
      const one = added(company, other, place);
      for (const key of ['prompt', 'generated', 'cached', 'requests', 'energyMj'] as const)
        sum[key] += one[key];
      sum.busy = one.busy;
    }
  return sum;
}

/** The day's scrapes of the pool: its engine and the power of its GPUs. The engine restarts every week. */
export function* scrapesOf(company: Company, day: number): Iterable<Scrape> {
  const { from } = company.size;
  for (let nth = 0; nth < scrapesPerDay; nth++) {
    const at = new Date(startOf(from, day) + (nth + 0.5) * betweenMs).toISOString();
    const counters = sinceStart(company, day, nth);
    const began = startOf(from, startDay(day)) / 1_000;
    yield { kind: 'vllm', pool: pool.name, at, text: vllmText(counters, began) };
    yield { kind: 'dcgm', pool: pool.name, at, text: dcgmText(counters) };
  }
}

function vllmText({ prompt, generated, cached, requests }: Counters, began: number): string {
  const labels = `{engine="0",model_name="${pool.model}"}`;
  const counter = (name: string, value: number, more = labels) =>
    `# TYPE ${name} counter\n${name}${more} ${value}.0\n`;
  return [
    `# TYPE process_start_time_seconds gauge\nprocess_start_time_seconds ${began}.0\n`,
    counter('vllm:prefix_cache_hits_total', cached),
    counter('vllm:prompt_tokens_total', prompt),
    counter('vllm:generation_tokens_total', generated),
    counter(
      'vllm:request_success_total',
      requests,
      `{engine="0",finished_reason="stop",model_name="${pool.model}"}`,
    ),
  ].join('');
}

/** A quarter of the pool's energy for each GPU; energy is counted since the driver was loaded. */
function dcgmText({ energyMj, busy }: Counters & { busy: number }): string {
  const of = (name: string, type: string, value: number) =>
    [
      `# TYPE ${name} ${type}`,
      ...Array.from(
        { length: pool.gpus },
        (_, gpu) => `${name}{gpu="${gpu}",UUID="GPU-halyard-${gpu}",modelName="NVIDIA H100"} ${value}`,
      ),
    ].join('\n');
  const energy = Math.round(energyMj / pool.gpus);
  return `${of('DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION', 'counter', energy)}\n${of('DCGM_FI_DEV_GPU_UTIL', 'gauge', busy)}\n`;
}
