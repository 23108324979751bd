/**
 * Prices as a person would copy them from the vendor's page, in US dollars per million tokens, so that
 * the oracle shares nothing with the price book that it judges.
 */
const dollars: Record<string, { input: string; write: string; read: string; output: string }> = {
  'claude-opus-4-5-20251101': { input: '5', write: '6.25', read: '0.5', output: '25' },
  'claude-sonnet-4-5-20250929': { input: '3', write: '3.75', read: '0.3', output: '15' },
  'claude-haiku-4-5-20251001': { input: '1', write: '1.25', read: '0.1', output: '5' },
};

/** A millionth of a millionth of a dollar. */
export type Pico = bigint;

/** What tokens cost: exact, since a price per million tokens is a whole number of pico-dollars each. */
export function costOf(
  model: string,
  tokens: { input: number; write: number; read: number; output: number },
): Pico {
  const price = dollars[model];
  if (!price) throw new Error(`the oracle knows no price of ${model}`);
  return (['input', 'write', 'read', 'output'] as const).reduce(
    (sum, name) => sum + perToken(price[name]) * BigInt(tokens[name]),
    0n,
  );
}

/** Dollars per million tokens are micro-dollars per token: a million pico-dollars each. */
const perToken = (text: string): Pico => BigInt(Math.round(Number(text) * 1_000)) * 1_000n;

/** Pico-dollars as dollars, all twelve places. */
export function dollarsOf(pico: Pico): string {
  const sign = pico < 0n ? '-' : '';
  const digits = String(pico < 0n ? -pico : pico).padStart(13, '0');
  return `${sign}${digits.slice(0, -12)}.${digits.slice(-12)}`;
}
