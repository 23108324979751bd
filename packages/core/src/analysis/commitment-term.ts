import { quantileOfSorted } from '../statistics/index.ts';
import { bestAmount, bestTier, drawnDemand, type Tier } from './commitment.ts';

/** An 80 % interval over drawn courses, in dollars. */
export interface Drawn80 {
  readonly low: number;
  readonly likely: number;
  readonly high: number;
}

const eighty = (drawn: readonly number[]): Drawn80 => {
  const sorted = [...drawn].sort((a, b) => a - b);
  const at = (share: number) => quantileOfSorted(sorted, share);
  return { low: at(0.1), likely: at(0.5), high: at(0.9) };
};

/** A commitment as it is signed: `tier` commits dollars payable, `use-or-lose` dollars at list prices. */
export interface SignedTerm {
  readonly type: 'use-or-lose' | 'tier';
  readonly amount: number;
  readonly discount: number;
}

export interface TermPacing {
  /** Part of the amount that is expected to be used by the end of the term. */
  readonly expectedShare: number;
  /** Dollars paid for that nothing is bought with. */
  readonly breakage: Drawn80;
}

/**
 * How a commitment will have been used at its end.
 * @param sums list dollars over the whole term, what is spent already and one drawn course of the rest each
 */
export function pacingOf({ type, amount, discount }: SignedTerm, sums: readonly number[]): TermPacing {
  const kept = 1 - discount;
  const used = sums.map((sum) => Math.min(amount, type === 'tier' ? sum * kept : sum));
  const mean = used.reduce((a, b) => a + b, 0) / Math.max(1, used.length);
  // Of an amount at list prices its discounted price was paid.
  const paid = type === 'tier' ? 1 : kept;
  return {
    expectedShare: amount > 0 ? mean / amount : 1,
    breakage: eighty(used.map((one) => (amount - one) * paid)),
  };
}

/** What is on offer: tiers to choose from, or a discount on an amount that is free where it is null. */
export type OfferedTerm =
  | { readonly type: 'tier'; readonly tiers: readonly Tier[] }
  | { readonly type: 'use-or-lose'; readonly amount: number | null; readonly discount: number };

export interface OfferWorth {
  readonly amount: number;
  /** Dollars over the term beside none; negative in courses in which it costs more. */
  readonly saving: Drawn80;
}

/**
 * The commitment on offer that costs least over the drawn courses, and what it saves beside none.
 * @param sums list dollars of the term that no commitment covers yet
 * @returns null where none costs less than list prices
 */
export function worthOf(offer: OfferedTerm, sums: readonly number[]): OfferWorth | null {
  const demand = drawnDemand(sums);
  if (offer.type === 'tier') {
    const best = offer.tiers[bestTier(demand, offer.tiers).best ?? -1];
    if (!best) return null;
    const saved = sums.map((sum) => sum - Math.max(best.amount, sum * (1 - best.discount)));
    return { amount: best.amount, saving: eighty(saved) };
  }
  const { discount } = offer;
  const amount = offer.amount ?? bestAmount(demand, discount).amount;
  const saved = sums.map((sum) => sum - ((1 - discount) * amount + Math.max(0, sum - amount)));
  const mean = saved.reduce((a, b) => a + b, 0);
  return amount > 0 && mean > 0 ? { amount, saving: eighty(saved) } : null;
}

/** Standard deviation over the mean of whole blocks of days, the newest first; null below three blocks. */
export function variationOf(daily: readonly number[], days: number): number | null {
  const blocks: number[] = [];
  for (let end = daily.length; end - days >= 0; end -= days)
    blocks.push(daily.slice(end - days, end).reduce((a, b) => a + b, 0));
  const spent = blocks.slice(0, 1 + blocks.findLastIndex((sum) => sum > 0));
  const mean = spent.reduce((a, b) => a + b, 0) / Math.max(1, spent.length);
  if (spent.length < 3 || mean <= 0) return null;
  const square = spent.reduce((all, one) => all + (one - mean) ** 2, 0) / (spent.length - 1);
  return Math.sqrt(square) / mean;
}
