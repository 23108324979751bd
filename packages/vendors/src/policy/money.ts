import { parseUsd } from '@exchequer/model';
import { amountPattern } from '@exchequer/model/contract';

/** An amount as written: exact, in its currency where one is stated. */
export interface WrittenAmount {
  amount: bigint;
  /** ISO 4217 code; null where the amount names none. */
  currency: string | null;
}

/** Reads `$2,000`, `2000.50 USD` or `2000`; null when it is none of them. */
export function readAmount(text: string): WrittenAmount | null {
  const written = text.trim();
  if (!amountPattern.test(written)) return null;
  const codes = [...written.matchAll(/\$|[A-Z]{3}/g)].map(([code]) => (code === '$' ? 'USD' : code));
  const [currency = null, second] = codes;
  if (second !== undefined && second !== currency) return null;
  const digits = written.replace(/[^\d.]/g, '');
  return { amount: parseUsd(digits), currency };
}
