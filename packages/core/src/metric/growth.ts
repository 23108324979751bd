/** A figure of a range and of the range before it; null where it has no value. */
export interface Change {
  readonly now: string | null;
  readonly before: string | null;
}

export interface GrowthReading {
  readonly verdict: 'healthy' | 'unproven' | 'not-growing' | 'cannot-tell';
  readonly sentence: string;
  /** Relative change of each, such as 0.1 for ten percent more; null where it cannot be told. */
  readonly tokens: number | null;
  readonly headcount: number | null;
  readonly outcomesPerDollar: number | null;
  readonly needs: string | null;
}

/** Headcount counts as flat while it changes by less than this share. */
const flatHeadcount = 0.02;

const changeOf = ({ now, before }: Change): number | null => {
  const base = Number(before);
  return now === null || before === null || base === 0 ? null : Number(now) / base - 1;
};

/**
 * Healthy growth: more normalised tokens, headcount flat, and no fewer accepted outcomes for a
 * dollar. Tokens that grow without the other two are growth that nothing proves.
 */
export function growthOf(read: {
  tokens: Change;
  headcount: Change;
  outcomesPerDollar: Change;
  /** What the readings say they need, the first of them. */
  needs: string | null;
}): GrowthReading {
  const changes = {
    tokens: changeOf(read.tokens),
    headcount: changeOf(read.headcount),
    outcomesPerDollar: changeOf(read.outcomesPerDollar),
  };
  const { tokens, headcount, outcomesPerDollar } = changes;
  const missing = read.needs ?? 'the range before this one, to compare with';
  const tell = (verdict: GrowthReading['verdict'], sentence: string, needs: string | null = null) => ({
    verdict,
    sentence,
    ...changes,
    needs,
  });
  if (tokens === null) return tell('cannot-tell', 'Whether AI work grows cannot be told.', missing);
  if (tokens <= 0) return tell('not-growing', 'AI work does not grow, so there is no growth to judge.');
  const parts = [
    headcount === null
      ? 'headcount is not known'
      : Math.abs(headcount) >= flatHeadcount && 'headcount changed as well',
    outcomesPerDollar === null
      ? 'outcomes for a dollar are not known'
      : outcomesPerDollar < 0 && 'a dollar brings fewer accepted outcomes than before',
  ].filter((part) => part !== false);
  if (parts.length === 0) {
    return tell('healthy', 'AI work grows, headcount is flat, and a dollar brings no fewer outcomes.');
  }
  const unknown = headcount === null || outcomesPerDollar === null;
  return tell('unproven', `AI work grows, but ${parts.join(', and ')}.`, unknown ? missing : null);
}
