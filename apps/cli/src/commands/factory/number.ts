import { usageError } from '../../output/index.ts';

/** A number as typed, within bounds. */
export function numberOf(flag: string, text: string, least = 0, most = Number.MAX_SAFE_INTEGER): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  const bounds = most === Number.MAX_SAFE_INTEGER ? `of ${least} or more` : `from ${least} to ${most}`;
  throw usageError(`${flag}: "${text}" does not do`, `Write a number ${bounds}.`);
}

/** An amount of money as typed, kept exact. */
export function amountOf(flag: string, text: string): string {
  if (/^\d{1,15}(\.\d{1,12})?$/.test(text)) return text;
  throw usageError(`${flag}: "${text}" is no amount`, 'Write it in USD, such as 2.50.');
}
