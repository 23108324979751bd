/** An estimate of one group with its standard error. */
export interface Estimate {
  readonly estimate: number;
  readonly error: number;
}

export interface Pooled {
  readonly mean: number;
  readonly error: number;
  /** Variance between groups that their errors do not explain. */
  readonly tau2: number;
  readonly q: number;
  /** Each group drawn towards the mean, the more the less is known of it. */
  readonly shrunk: readonly number[];
}

/** Partial pooling after DerSimonian and Laird; null without groups. */
export function partialPooling(groups: readonly Estimate[]): Pooled | null {
  if (groups.length === 0) return null;
  const fixed = weighted(groups, 0);
  const q = groups.reduce((sum, g) => sum + (g.estimate - fixed.mean) ** 2 / g.error ** 2, 0);
  const squares = groups.reduce((sum, g) => sum + g.error ** -4, 0);
  const excess = (q - (groups.length - 1)) / (fixed.weight - squares / fixed.weight);
  const tau2 = groups.length > 1 ? Math.max(0, excess) : 0;
  const { mean, weight } = weighted(groups, tau2);
  const shrunk = groups.map(({ estimate, error }) => {
    const own = tau2 / (tau2 + error ** 2);
    return own * estimate + (1 - own) * mean;
  });
  return { mean, error: Math.sqrt(1 / weight), tau2, q, shrunk };
}

function weighted(groups: readonly Estimate[], tau2: number): { mean: number; weight: number } {
  let weight = 0;
  let sum = 0;
  for (const { estimate, error } of groups) {
    const own = 1 / (error ** 2 + tau2);
    weight += own;
    sum += own * estimate;
  }
  return { mean: sum / weight, weight };
}
