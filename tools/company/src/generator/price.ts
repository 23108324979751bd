/** What vendors of the company ask, in US dollars per million tokens, as their price pages say it. */
export const vendorPrices: Readonly<
  Record<string, { input: string; write: string; read: string; output: string }>
> = {
  'claude-opus-4-5-20251101': { input: '5', write: '6.25', read: '0.5', output: '25' },
  'claude-sonnet-4-5-20250929': { input: '3', write: '3.75', read: '0.3', output: '15' },
  'claude-haiku-4-5-20251001': { input: '1', write: '1.25', read: '0.1', output: '5' },
  'gpt-5-codex': { input: '1.25', write: '0', read: '0.125', output: '10' },
};

/** A millionth of a millionth of a dollar. */
export type Pico = bigint;

/** Exact, since a price per million tokens is a whole number of pico-dollars each. */
export function costOf(
  model: string,
  tokens: { input: number; write: number; read: number; output: number },
): Pico {
  const price = vendorPrices[model];
  if (!price) throw new Error(`no vendor sells ${model}`);
  const cost = (text: string, count: number) => BigInt(Math.round(Number(text) * 1_000_000)) * BigInt(count);
  return (
    cost(price.input, tokens.input) +
    cost(price.write, tokens.write) +
    cost(price.read, tokens.read) +
    cost(price.output, tokens.output)
  );
}
