import {
  amountCommitted,
  bestAmount,
  bestTier,
  drawnDemand,
  type Tier,
  tierCommitted,
} from '@exchequer/core/analysis';

/** What a choice costs above the best one, as a share of the best. */
export interface Regret {
  amount: number;
  tier: number;
}

const discount = 0.2;
/** Offers as vendors make them: around what was bought last, each with more off for more promised. */
const offers = [
  { of: 0.6, discount: 0.1 },
  { of: 0.85, discount: 0.15 },
  { of: 1, discount: 0.2 },
  { of: 1.2, discount: 0.25 },
];

/** What the forecast advises of both types. */
export interface Advised {
  readonly amount: number;
  /** Null where none of the tiers is taken. */
  readonly tier: Tier | null;
}

const tiersOf = (lastTerm: number): Tier[] =>
  offers.map((offer) => ({ amount: offer.of * (1 - offer.discount) * lastTerm, discount: offer.discount }));

/** The choice that costs least in the mean of the sums. */
export function bestOf(sums: readonly number[], lastTerm: number): Advised {
  const demand = drawnDemand(sums);
  const tiers = tiersOf(lastTerm);
  const { best } = bestTier(demand, tiers);
  return { amount: bestAmount(demand, discount).amount, tier: (best === null ? null : tiers[best]) ?? null };
}

/** What a choice costs above the least that any choice would cost, in the mean of the sums. */
export function regretsOf(chosen: Advised, sums: readonly number[], lastTerm: number): Regret {
  const demand = drawnDemand(sums);
  const best = bestOf(sums, lastTerm);
  const costOf = (tier: Tier | null) => (tier ? tierCommitted(demand, tier).cost : demand.mean);
  const amount = (of: Advised) => amountCommitted(demand, discount, of.amount).cost;
  return { amount: amount(chosen) / amount(best) - 1, tier: costOf(chosen.tier) / costOf(best.tier) - 1 };
}
