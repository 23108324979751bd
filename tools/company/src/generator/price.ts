/** What vendors of the company ask, in US dollars per million tokens, as their price pages say it. */
export const vendorPrices: Readonly<
  Record<string, { input: string; write: string; read: string; output: string }>
> = {
  'claude-opus-4-5-20251101': { input: '5', write: '6.25', read: '0.5', output: '25' },
  'claude-sonnet-4-5-20250929': { input: '3', write: '3.75', read: '0.3', output: '15' },
  'claude-haiku-4-5-20251001': { input: '1', write: '1.25', read: '0.1', output: '5' },
  'gpt-5-codex': { input: '1.25', write: '0', read: '0.125', output: '10' },
};
