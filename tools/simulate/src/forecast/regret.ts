import { amountCommitted, bestAmount, bestTier, drawnDemand, tierCommitted } from '@exchequer/core/analysis';

/** What advice costs above the best that one who knew the truth would do, as a share of the best. */
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

/** Both types of commitment, chosen on the forecast’s sums and paid for under the true ones. */
export function regretsOf(foreseen: readonly number[], truth: readonly number[], lastTerm: number): Regret {
  const [forecast, real] = [drawnDemand(foreseen), drawnDemand(truth)];
  const advised = amountCommitted(real, discount, bestAmount(forecast, discount).amount).cost;
  const tiers = offers.map((offer) => ({
    amount: offer.of * (1 - offer.discount) * lastTerm,
    discount: offer.discount,
  }));
  const costOf = (place: number | null) => {
    const tier = place === null ? undefined : tiers[place];
    return tier ? tierCommitted(real, tier).cost : real.mean;
  };
  const chosen = costOf(bestTier(forecast, tiers).best);
  const best = costOf(bestTier(real, tiers).best);
  return { amount: advised / bestAmount(real, discount).cost - 1, tier: chosen / best - 1 };
}
