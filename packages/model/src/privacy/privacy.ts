/**
 * What may be shown about persons together. A cell that fails is suppressed, and so is a second one
 * where the first could be told by subtraction from a total (complementary suppression).
 */
export const aggregateRule = {
  /** Fewest persons of a cell. */
  fewestPersons: 5,
  /** Most that one person may contribute to a cell, in percent (dominance). */
  largestSharePercent: 80,
} as const;

/** Why a cell is not shown. */
export type SuppressionReason = 'too-few' | 'one-dominates' | 'would-tell-another' | 'differs-by-few';

/** One cell of an aggregate over persons, before it may be shown. */
export interface PersonCell {
  key: string;
  /** Cells of one parent add up to it: they protect each other. */
  parent: string;
  persons: number;
  total: bigint;
  /** The largest contribution of one person. */
  largest: bigint;
}

/** Break-glass: two persons open what stands about one, for a stated purpose and a short time. */
export interface BreakGlass {
  id: string;
  workerId: string;
  purpose: string;
  requestedBy: string;
  approvedBy: string | null;
  opensUntil: string | null;
  state: 'requested' | 'open' | 'refused' | 'ended';
}
/** Longest that a glass stays broken. */
export const longestBreakGlassMs = 4 * 3_600_000;
