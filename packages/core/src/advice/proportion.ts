/** Of a normal estimate, 80 % lies within so many standard errors. */
const eighty = 1.2815515655446004;

export interface Range80 {
  readonly low: number;
  readonly likely: number;
  readonly high: number;
}

const around = (likely: number, error: number): Range80 => ({
  low: likely - eighty * error,
  likely,
  high: likely + eighty * error,
});

interface Part {
  readonly of: number;
  readonly hits: number;
}

/** Difference of two shares, later less earlier; by the normal approximation. Null where one has no cases. */
export function shareDifference(before: Part, after: Part): Range80 | null {
  if (before.of === 0 || after.of === 0) return null;
  const [p, q] = [before.hits / before.of, after.hits / after.of];
  return around(q - p, Math.sqrt((p * (1 - p)) / before.of + (q * (1 - q)) / after.of));
}

/**
 * How much more often the cheaper of two models fails at the same tasks, in thousandths; 80 %. Of pairs only
 * those tell that differ; one of each kind is added, so that few pairs are no certainty.
 */
export function shareOfPairs(pairs: number, dearerOnly: number, cheaperOnly: number): Range80 {
  const [n, worse, better] = [pairs + 2, dearerOnly + 1, cheaperOnly + 1];
  const likely = (worse - better) / n;
  const error = Math.sqrt(Math.max(0, worse + better - (worse - better) ** 2 / n)) / n;
  const found = around(likely, error);
  const permille = (share: number) => Math.round(share * 10_000) / 10;
  return { low: permille(found.low), likely: permille(found.likely), high: permille(found.high) };
}

/** Events of the later half beyond what the earlier half's rate led to expect; counts vary as Poisson. */
export function eventsBeyond(before: Part, after: Part): Range80 | null {
  if (before.of === 0 || after.of === 0) return null;
  const scale = after.of / before.of;
  return around(after.hits - before.hits * scale, Math.sqrt(after.hits + before.hits * scale * scale));
}
