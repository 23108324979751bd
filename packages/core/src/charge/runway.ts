/** One decimal, rounded half up: months are an estimate. */
const tenths = (over: bigint, under: bigint): string => {
  const scaled = (over * 20n + under) / (2n * under);
  return `${scaled / 10n}.${scaled % 10n}`;
};

/** How many months an amount lasts at the pace of one month; null at no pace. */
export const monthsAt = (amount: bigint, pace: bigint): string | null =>
  pace <= 0n ? null : tenths(amount < 0n ? 0n : amount, pace);

/** Months of a term without an expiry: what vendors usually grant. */
const usualTerm = 12n;

/**
 * What an equal share per month of a credit's term would be, for comparison alone: it hides how long
 * the credit really lasts.
 */
export function straightLine(amount: bigint, purchasedOn: string, expiresOn: string | null): bigint {
  return amount / (expiresOn === null ? usualTerm : termMonths(purchasedOn, expiresOn));
}

/** Whole months of a term whose last day is included, at least one. */
function termMonths(from: string, to: string): bigint {
  const end = new Date(Date.parse(`${to}T00:00:00Z`) + 86_400_000);
  const start = new Date(`${from}T00:00:00Z`);
  const months =
    (end.getUTCFullYear() - start.getUTCFullYear()) * 12 + end.getUTCMonth() - start.getUTCMonth();
  const whole = end.getUTCDate() < start.getUTCDate() ? months - 1 : months;
  return BigInt(Math.max(1, whole));
}
