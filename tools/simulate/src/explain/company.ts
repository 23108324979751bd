import type { Random } from '@exchequer/core/statistics';

export const tokenClasses = ['uncached_input', 'cache_read', 'cache_write_5m', 'output'] as const;
export type SimulatedClass = (typeof tokenClasses)[number];

/** Whole pico-dollars per token. */
export type Prices = Record<SimulatedClass, bigint>;

export interface Workflow {
  name: string;
  /** Calls on a working day at the beginning. */
  calls: number;
  /** Share of a working day’s calls on a day off. */
  weekend: number;
  /** Times as many calls in the last three days of a month. */
  monthEnd: number;
  /** Input tokens of a call, and the share of them read from cache. */
  input: number;
  cached: number;
  output: number;
  /** Share of calls by model. */
  models: Record<string, number>;
  /** Spread of the logarithm of a day’s calls. */
  noise: number;
}

/** What a company is before anything happens to it. */
export interface Company {
  workflows: readonly Workflow[];
  prices: Readonly<Record<string, Prices>>;
  /** Growth of calls in 30 days. */
  growth: number;
}

const names = ['chat', 'code-review', 'support', 'nightly-refactor', 'search', 'reports', 'triage', 'docs'];

const listPrices = (dollarsPerMillion: number): Prices => {
  const input = BigInt(Math.round(dollarsPerMillion * 1_000_000));
  return {
    uncached_input: input,
    cache_read: input / 10n,
    cache_write_5m: (input * 5n) / 4n,
    output: input * 5n,
  };
};

/** A company of five to eight workflows on three models. */
export function companyOf(random: Random): Company {
  const between = (low: number, high: number) => low + random() * (high - low);
  const count = 5 + Math.floor(random() * 4);
  const burns = random() < 0.6;
  const workflows = names.slice(0, count).map((name): Workflow => {
    const [large, middle] = [between(0.05, 0.6), between(0.1, 0.4)];
    const whole = large + middle + 0.3;
    return {
      name,
      calls: Math.round(between(600, 2_500)),
      weekend: name.startsWith('nightly') ? 1 : between(0.08, 0.5),
      monthEnd: burns && random() < 0.5 ? between(1.2, 1.6) : 1,
      input: Math.round(between(8_000, 40_000)),
      cached: between(0.7, 0.92),
      output: Math.round(between(300, 1_500)),
      models: { large: large / whole, middle: middle / whole, small: 0.3 / whole },
      noise: between(0.08, 0.2),
    };
  });
  return {
    workflows,
    prices: { large: listPrices(5), middle: listPrices(3), small: listPrices(1) },
    growth: between(0, 0.08),
  };
}
