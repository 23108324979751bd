import { fractionText } from '../decimal.ts';
import { tenfoldQuantile } from '../person.ts';
import { type Asked, count, type Definition, dollars, type Expected, pico, ratio } from './asked.ts';

const cost = (asked: Asked): Expected => dollars(asked.sum('cost'));
const perMillion = (asked: Asked): Expected => ratio(asked.sum('cost') * 1_000_000n, asked.tokens * pico);
const none: Definition = () => '0';

/** Fewest persons that any figure about persons is of. */
const fewest = 5;

const perEmployee =
  (share: number): Definition =>
  ({ oracle, scope }) => {
    const used = oracle.tokens.ofEmployed(scope).map(({ base }) => base);
    if (used.length < fewest) return null;
    // Tenths of a quantile in proportion between neighbours, over three dollars for a million tokens.
    return fractionText(tenfoldQuantile(used, share) * 1_000_000n, 30n * pico, 6);
  };

/**
 * Usage: what tools asked of models and what that cost. The company pays list prices as it goes, so that
 * the three costs are one; nothing is unpriced, and everybody is known.
 */
export const usageDefinitions: Record<string, Definition> = {
  spend_list: cost,
  spend_contracted: cost,
  spend_marginal: cost,
  cost_per_million_list: perMillion,
  cost_per_million_contracted: perMillion,
  cost_per_million_marginal: perMillion,
  suspense: none,
  tokens: (asked) => count(asked.tokens),
  tokens_uncached_input: (asked) => count(asked.sum('input')),
  tokens_cache_read: (asked) => count(asked.sum('read')),
  // The vendor's cache lives five minutes where a request asks for nothing else.
  tokens_cache_write_5m: (asked) => count(asked.sum('write')),
  tokens_cache_write_30m: none,
  tokens_cache_write_1h: none,
  tokens_cache_write_12h: none,
  tokens_cache_write_unknown: none,
  tokens_output: (asked) => count(asked.sum('output')),
  tokens_cache_write: (asked) => count(asked.sum('write')),
  tokens_reasoning: (asked) => count(asked.sum('reasoning')),
  normalised_tokens: (asked) => fractionText(asked.sum('base'), 3_000_000n, 6),
  requests: (asked) => count(asked.sum('requests')),
  missing_output_tokens: none,
  cache_read_share: (asked) => ratio(asked.sum('read'), asked.sum('input', 'write', 'read')),
  unpriced_share: (asked) => ratio(0n, asked.tokens),
  unattributed_share: (asked) => ratio(0n, asked.tokens),
  tokens_per_employee_median: perEmployee(0.5),
  tokens_per_employee_p90: perEmployee(0.9),
  active_workers: ({ oracle, scope }) => {
    const { persons, agents } = oracle.tokens.active(scope);
    const all = persons + agents;
    return all > 0 && all < fewest ? null : String(all);
  },
};
