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
  /** Total that is shown beside it: cells of one parent add up to it and protect each other. */
  parent: string;
  /** Persons in it. Nobody is a person's secret: a cell without persons is shown. */
  persons: number;
  /** What is summed, such as tokens and cost: over the persons, and the largest sum of one of them. */
  figures: readonly { total: bigint; largest: bigint }[];
}

/** Break-glass: two persons open what stands about one, for a stated purpose and a short time. */
export interface BreakGlass {
  id: string;
  workerId: string;
  purpose: string;
  /** For how long it is asked to be open. */
  hours: number;
  requestedBy: string;
  approvedBy: string | null;
  opensUntil: string | null;
  state: 'requested' | 'open' | 'refused' | 'ended';
}
/** Longest that a glass stays broken. */
export const longestBreakGlassHours = 4;
