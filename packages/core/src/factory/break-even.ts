/** What owning or renting whole GPUs costs beside an API. All in dollars; tokens are prompt and generated. */
export interface SelfHost {
  /** Per GPU and month, whether it works or not. */
  readonly gpuPerMonth: number;
  /** Per month, whatever is served. */
  readonly opsPerMonth: number;
  /** Per million tokens: power. */
  readonly variablePerMillion: number;
  /** Millions of tokens that one GPU serves in a month when it is never idle. */
  readonly millionsPerGpu: number;
}

/** GPUs that serve so many millions of tokens a month: whole ones, and one at least. */
export const gpusFor = (host: SelfHost, millions: number): number =>
  // A rounding error of a float must not buy a GPU.
  Math.max(1, Math.ceil(millions / host.millionsPerGpu - 1e-9));

/** Dollars a month for so many millions of tokens. */
export const ownPerMonth = (host: SelfHost, millions: number): number =>
  gpusFor(host, millions) * host.gpuPerMonth + host.opsPerMonth + millions * host.variablePerMillion;

/**
 * The fewest millions of tokens a month from which whole GPUs cost no more than the API; null where
 * they never do, because a million costs as much in power, or a GPU that is never idle costs more than
 * what it serves.
 */
export function breakEvenMillions(host: SelfHost, apiPerMillion: number): number | null {
  const margin = apiPerMillion - host.variablePerMillion;
  const perGpu = margin * host.millionsPerGpu - host.gpuPerMonth;
  if (margin <= 0) return null;
  if (perGpu < 0 || (perGpu === 0 && host.opsPerMonth > 0)) return null;
  const gpus = perGpu === 0 ? 1 : Math.max(1, Math.ceil(host.opsPerMonth / perGpu - 1e-9));
  return (gpus * host.gpuPerMonth + host.opsPerMonth) / margin;
}

/** Dollars per million tokens of a GPU that bills by the hour and works a share of it. */
export const unitCostPerMillion = (gpuHour: number, tokensPerSecond: number, utilisation: number): number =>
  (gpuHour / (tokensPerSecond * 3600 * utilisation)) * 1e6;

export interface Investment {
  readonly capex: number;
  /** Saved a month at today’s price: what the API would charge. */
  readonly apiPerMonth: number;
  readonly opexPerMonth: number;
  readonly months: number;
  readonly apiDeclinePerYear: number;
  readonly discountPerYear: number;
  readonly taxRate: number;
  readonly depreciationMonths: number;
  readonly salvageShare: number;
}

/** −capex + Σ (API on its falling price − opex + tax shield) ÷ (1 + r)^t + salvage, month by month. */
export function netPresentValue(plan: Investment): number {
  const discount = (1 + plan.discountPerYear) ** (1 / 12);
  const decline = (1 - plan.apiDeclinePerYear) ** (1 / 12);
  const shield = (plan.taxRate * plan.capex) / plan.depreciationMonths;
  let value = -plan.capex;
  for (let month = 1; month <= plan.months; month++) {
    const saved = plan.apiPerMonth * decline ** month - plan.opexPerMonth;
    value += (saved + (month <= plan.depreciationMonths ? shield : 0)) / discount ** month;
  }
  return value + (plan.salvageShare * plan.capex) / discount ** plan.months;
}

/** The yearly fall of the API’s price at which the plan is worth nothing; null where none between 0 and 99 % is. */
export function breakEvenDecline(plan: Investment): number | null {
  const at = (apiDeclinePerYear: number) => netPresentValue({ ...plan, apiDeclinePerYear });
  let low = 0;
  let high = 0.99;
  if (at(low) < 0 || at(high) > 0) return null;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (at(middle) >= 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** What one kilowatt-hour has to earn, and how many tokens one joule has to give, for a revenue from a power. */
export function revenuePerPower(claim: {
  revenue: number;
  watts: number;
  hours: number;
  pricePerMillion: number;
}): { perKwh: number; tokensPerJoule: number } {
  return {
    perKwh: claim.revenue / ((claim.watts / 1000) * claim.hours),
    tokensPerJoule: ((claim.revenue / claim.pricePerMillion) * 1e6) / (claim.watts * claim.hours * 3600),
  };
}
