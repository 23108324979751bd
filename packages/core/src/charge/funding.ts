/** A prepaid credit with what is left of it. Days are company days. */
export interface FundingCredit {
  id: string;
  provider: string;
  purchasedOn: string;
  /** Last day on which usage can draw it; null never expires. */
  expiresOn: string | null;
  balance: bigint;
}

/** Names the accrual of unbilled usage among the sources; credits are named by their ids. */
export const accruedSource = 'accrued';

/** What one source gives (positive) or takes back (negative). */
export interface FundingPart {
  source: string;
  amount: bigint;
}

/** Whether usage of the day may draw the credit. */
export const drawable = (credit: FundingCredit, provider: string, day: string): boolean =>
  credit.provider === provider &&
  credit.purchasedOn <= day &&
  (credit.expiresOn === null || day <= credit.expiresOn);

const forever = '9999-12-31';

/** Earliest expiry first, so that as little as possible is lost; then the older purchase. */
export const byExpiry = (a: FundingCredit, b: FundingCredit): number =>
  (a.expiresOn ?? forever).localeCompare(b.expiresOn ?? forever) ||
  a.purchasedOn.localeCompare(b.purchasedOn) ||
  a.id.localeCompare(b.id);

/**
 * Where the cost of one provider and day comes from. Cost draws the credits given, in their order, and
 * is accrued beyond them. Cost that is taken back returns to what that provider and day have drawn,
 * the accrual first and then the credits in the opposite order, as if it had never been drawn.
 * @param credits drawable on the day, in the order in which they are drawn
 * @param standing what the provider and day have drawn so far, by source
 */
export function fund(
  amount: bigint,
  credits: readonly FundingCredit[],
  standing: ReadonlyMap<string, bigint>,
): FundingPart[] {
  return amount < 0n ? giveBack(-amount, standing, credits) : draw(amount, credits, standing);
}

function draw(
  amount: bigint,
  credits: readonly FundingCredit[],
  standing: ReadonlyMap<string, bigint>,
): FundingPart[] {
  const parts: FundingPart[] = [];
  // An amendment that was booked before what it amends stands here as an accrual below zero.
  const owed = standing.get(accruedSource) ?? 0n;
  let rest = amount - take(parts, accruedSource, amount, -owed);
  for (const credit of credits) rest -= take(parts, credit.id, rest, credit.balance);
  take(parts, accruedSource, rest, rest);
  return together(parts);
}

function giveBack(
  amount: bigint,
  standing: ReadonlyMap<string, bigint>,
  credits: readonly FundingCredit[],
): FundingPart[] {
  const parts: FundingPart[] = [];
  let rest = amount - take(parts, accruedSource, amount, standing.get(accruedSource) ?? 0n);
  const order = new Map(credits.map(({ id }, at) => [id, at]));
  const drawn = [...standing.keys()]
    .filter((source) => source !== accruedSource)
    .sort((a, b) => (order.get(b) ?? -1) - (order.get(a) ?? -1) || b.localeCompare(a));
  for (const source of drawn) rest -= take(parts, source, rest, standing.get(source) ?? 0n);
  take(parts, accruedSource, rest, rest);
  return together(parts).map(({ source, amount: part }) => ({ source, amount: -part }));
}

/** Takes up to `wanted` out of what the source has; returns what it took. */
function take(parts: FundingPart[], source: string, wanted: bigint, has: bigint): bigint {
  const taken = has < wanted ? has : wanted;
  if (taken <= 0n) return 0n;
  parts.push({ source, amount: taken });
  return taken;
}

function together(parts: readonly FundingPart[]): FundingPart[] {
  const sums = new Map<string, bigint>();
  for (const { source, amount } of parts) sums.set(source, (sums.get(source) ?? 0n) + amount);
  return [...sums].map(([source, amount]) => ({ source, amount }));
}
