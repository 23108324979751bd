import { normalQuantile, normalShare, quantileOfSorted } from '../statistics/index.ts';

/** Demand of a term at list prices, as far as it can be foreseen. In dollars. */
export interface Demand {
  readonly mean: number;
  /** The amount below which demand stays with this probability. */
  quantile(share: number): number;
  /** Expected demand above an amount. */
  above(amount: number): number;
}

/** Demand of drawn paths: each sum of a path is as likely as any other. */
export function drawnDemand(sums: readonly number[]): Demand {
  const sorted = [...sums].sort((a, b) => a - b);
  const mean = sorted.reduce((a, b) => a + b, 0) / Math.max(1, sorted.length);
  return {
    mean,
    quantile: (share) => quantileOfSorted(sorted, share),
    above: (amount) => sorted.reduce((sum, d) => sum + Math.max(0, d - amount), 0) / sorted.length,
  };
}

export const normalDemand = (mean: number, deviation: number): Demand => ({
  mean,
  quantile: (share) => mean + deviation * normalQuantile(share),
  above: (amount) => {
    const z = (amount - mean) / deviation;
    const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
    return deviation * (density - z * (1 - normalShare(z)));
  },
});

/** What a commitment would cost and how much of it would be used, over the whole distribution of demand. */
export interface CommitmentOutcome {
  /** Committed, in dollars of the kind that the type commits: list dollars (A) or dollars payable (B). */
  readonly amount: number;
  readonly discount: number;
  /** Expected cost of all demand. */
  readonly cost: number;
  /** Share of expected demand that the commitment covers. */
  readonly coverage: number;
  /** Share of the commitment that is expected to be used; null where nothing is committed. */
  readonly utilisation: number | null;
  /** Expected dollars of the commitment that nothing is bought for. */
  readonly breakage: number;
}

/** A discount on the committed amount alone; demand above it pays list prices. */
export function amountCommitted(demand: Demand, discount: number, amount: number): CommitmentOutcome {
  const above = demand.above(amount);
  const used = demand.mean - above;
  return {
    ...{ amount, discount, cost: (1 - discount) * amount + above, breakage: amount - used },
    coverage: demand.mean > 0 ? used / demand.mean : 0,
    utilisation: amount > 0 ? used / amount : null,
  };
}

/**
 * The best amount of that kind: as much as demand stays below with the probability of the discount,
 * since the last dollar saves the discount when it is used and costs the rest when it is not.
 * @param discount above 0 and below 1
 */
export const bestAmount = (demand: Demand, discount: number): CommitmentOutcome =>
  amountCommitted(demand, discount, Math.max(0, demand.quantile(discount)));

export interface Tier {
  /** Dollars payable over the term. */
  readonly amount: number;
  /** On all spend, from 0 to below 1. */
  readonly discount: number;
}

/** A tier that takes its discount off all spend; what is missing to its amount is paid all the same. */
export function tierCommitted(demand: Demand, { amount, discount }: Tier): CommitmentOutcome {
  const kept = 1 - discount;
  const payable = kept * demand.mean;
  const above = kept > 0 ? kept * demand.above(amount / kept) : 0;
  const used = payable - above;
  return {
    ...{ amount, discount, cost: amount + above, breakage: amount - used },
    coverage: payable > 0 ? used / payable : 0,
    utilisation: amount > 0 ? used / amount : null,
  };
}

export interface TierChoice {
  readonly outcomes: readonly CommitmentOutcome[];
  /** Place of the cheapest tier; null where list prices without a commitment cost less than every one. */
  readonly best: number | null;
}

/** The largest discount often loses to none: its amount is paid whether it is used or not. */
export function bestTier(demand: Demand, tiers: readonly Tier[]): TierChoice {
  const outcomes = tiers.map((tier) => tierCommitted(demand, tier));
  const best = outcomes.reduce<number | null>(
    (found, { cost }, at) =>
      cost < (found === null ? demand.mean : (outcomes[found]?.cost ?? 0)) ? at : found,
    null,
  );
  return { outcomes, best };
}

/** Cost over a range of amounts, for a drawing: from nothing to what demand hardly reaches. */
export function costCurve(demand: Demand, discount: number, points = 41): CommitmentOutcome[] {
  const most = demand.quantile(0.99);
  return Array.from({ length: points }, (_, i) =>
    amountCommitted(demand, discount, (most * i) / (points - 1)),
  );
}
