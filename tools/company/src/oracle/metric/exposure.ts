import { payUnit } from '../company.ts';
import { statedParts } from '../stated.ts';
import { type Asked, count, type Definition, dollars, pico, ratio } from './asked.ts';

/** What each provider was paid. */
const parts = ({ oracle, scope }: Asked): bigint[] =>
  [...oracle.providers].map((name) => oracle.sums.sum(`cost of ${name}`, { ...scope, teams: null }));

const total = (of: readonly bigint[]): bigint => of.reduce((sum, part) => sum + part, 0n);

/** What the company hangs on, and what keeps it in bounds. */
export const exposureDefinitions: Record<string, Definition> = {
  cost_per_million_loaded: (asked) => {
    const all = asked.sum('cost') * statedParts + asked.sum('stated seat_spend');
    return ratio(all * 1_000_000n, asked.tokens * pico * statedParts);
  },
  vendor_concentration: (asked) => {
    const of = parts(asked);
    return ratio(total(of.map((part) => part * part)), total(of) ** 2n);
  },
  largest_vendor_share: (asked) => {
    const of = parts(asked);
    return ratio([...of].sort((a, b) => (a < b ? 1 : -1))[0] ?? 0n, total(of));
  },
  // The budget stops at its limit, and everything is charged to it.
  capped_share: (asked) => ratio(asked.sum('cost'), asked.sum('cost')),
  budget_headroom: (asked) => {
    const limit = asked.sum('budget limit');
    return ratio(limit - asked.sum('cost'), limit);
  },
  // Pay accrues on seven days of which five are worked.
  switching_cost: (asked) =>
    ratio(
      asked.sum('stated switching_days') * asked.sum('base pay') * 7n,
      asked.sum('person days') * 5n * payUnit * pico * statedParts,
    ),
  agent_vs_saas: (asked) => ratio(asked.sum('cost') * statedParts, asked.sum('stated saas_spend')),
  denied_requests: (asked) => count(asked.sum('gateway refused')),
  denied_share: (asked) => ratio(asked.sum('gateway refused'), asked.sum('gateway calls')),
};

/** Own inference. */
export const poolDefinitions: Record<string, Definition> = {
  factory_cost_per_million: (asked) =>
    ratio(asked.sum('pool cost') * 1_000_000n, asked.sum('pool tokens') * pico),
  tokens_per_joule: (asked) => ratio(asked.sum('pool tokens') * 1_000n, asked.sum('pool drawn')),
  joules_per_token: (asked) => ratio(asked.sum('pool drawn'), asked.sum('pool tokens') * 1_000n),
  gpu_utilisation: (asked) => ratio(asked.sum('pool busy seconds'), asked.sum('pool gpu seconds')),
  idle_watts_loss: (asked) => dollars(asked.sum('pool idle loss')),
};
