import { type CompanyTerms, dateOf, type Scrape } from '../index.ts';
import { type DaySums, dayOf } from './span.ts';

/** Values of an exposition by name and labels. */
function valuesOf(text: string): Map<string, number> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const at = line.lastIndexOf(' ');
      return [line.slice(0, at), Number(line.slice(at + 1))];
    }),
  );
}

interface Before {
  at: number;
  values: Map<string, number>;
}

/**
 * Own inference: what counters grew by from scrape to scrape, on the day of the later one. A counter that
 * fell, or whose process started later, began anew at nothing. Between two scrapes a gauge is on the straight line.
 */
export class PoolScrapes {
  readonly #from: string;
  readonly #sums: DaySums;
  readonly #before = new Map<string, Before>();
  readonly #busy = new Map<string, number>();

  constructor(from: string, sums: DaySums) {
    this.#from = from;
    this.#sums = sums;
  }

  add({ kind, at, text }: Scrape): void {
    const day = dayOf(this.#from, at);
    const now = { at: Date.parse(at), values: valuesOf(text) };
    const before = this.#before.get(kind);
    this.#before.set(kind, now);
    if (!before) return;
    const seconds = (now.at - before.at) / 1_000;
    const add = (name: string, amount: number) => this.#sums.add(name, day, '', BigInt(amount));
    if (kind === 'dcgm') add('pool watched seconds', seconds);
    const began = ({ values }: Before) => values.get('process_start_time_seconds');
    const anew = began(now) !== began(before);
    for (const [name, value] of now.values) {
      const was = before.values.get(name) ?? 0;
      const grown = anew || value < was ? value : value - was;
      if (/^vllm:(prompt|generation)_tokens_total/.test(name)) add('pool tokens', grown);
      if (name.startsWith('DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION')) add('pool energy', grown);
      if (!name.startsWith('DCGM_FI_DEV_GPU_UTIL')) continue;
      add('pool gpu seconds', seconds);
      // Whole seconds count once they are whole.
      const busy = this.#busy.get(name) ?? 0;
      const more = busy + ((was + value) / 200) * seconds;
      this.#busy.set(name, more);
      add('pool busy seconds', Math.floor(more) - Math.floor(busy));
    }
  }

  /** What the pool cost on each day, busy or idle, and what its idle watts could have earned. */
  end(days: number, terms: CompanyTerms['pool']): void {
    const pico = (dollars: string) => BigInt(Math.round(Number(dollars) * 1e6)) * 1_000_000n;
    const pue = BigInt(terms.puePermille);
    for (let day = 0; day < days; day++) {
      const of = (name: string) => this.#sums.sum(name, { from: day, to: day + 1, teams: null });
      const [year = 0, month = 0] = dateOf(this.#from, day).split('-').map(Number);
      const daysOfMonth = BigInt(new Date(Date.UTC(year, month, 0)).getUTCDate());
      const drawn = (of('pool energy') * pue) / 1_000n;
      const depreciation =
        (BigInt(terms.gpus) * pico(terms.gpuPrice)) / (BigInt(terms.depreciationMonths) * daysOfMonth);
      const power = (drawn * pico(terms.powerPerKwh)) / 3_600_000_000n;
      const cost = depreciation + power + pico(terms.opsPerMonth) / daysOfMonth;
      this.#sums.add('pool cost', day, '', cost);
      this.#sums.add('pool drawn', day, '', drawn);
      const spare = BigInt(terms.capWatts) * of('pool watched seconds') * 1_000n - of('pool energy');
      if (spare <= 0n || of('pool energy') === 0n) continue;
      const earned = spare * of('pool tokens') * BigInt(terms.sellablePermille) * pico(terms.pricePerMillion);
      this.#sums.add('pool idle loss', day, '', earned / (of('pool energy') * 1_000n * 1_000_000n));
    }
  }
}
