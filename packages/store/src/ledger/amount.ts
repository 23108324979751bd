/**
 * Amounts as `numeric(38,12)` prints them: always twelve decimals. A digest made here equals one
 * that PostgreSQL makes of the stored row only because both write an amount the same way.
 */
const decimals = 12;

export function amountText(amount: bigint): string {
  const negative = amount < 0n;
  const digits = (negative ? -amount : amount).toString().padStart(decimals + 1, '0');
  const at = digits.length - decimals;
  return `${negative ? '-' : ''}${digits.slice(0, at)}.${digits.slice(at)}`;
}

/** Reads a `numeric(38,12)` as PostgreSQL prints it. */
export const amountOf = (text: string): bigint => {
  const at = text.indexOf('.');
  return BigInt(text.slice(0, at) + text.slice(at + 1));
};
