import { usageError } from '../../output/index.ts';

/** Splits PROVIDER/MODEL at the first slash; without one the provider stays open. */
export function splitName(text: string): { provider: string; model: string } {
  const slash = text.indexOf('/');
  if (slash < 0) return { provider: '', model: text };
  return { provider: text.slice(0, slash), model: text.slice(slash + 1) };
}

/** A decimal amount as typed, with or without a dollar sign. */
export function amountOf(flag: string, text: string): string {
  const plain = text.trim().replace(/^\$/, '');
  if (!/^\d+(\.\d{1,12})?$/.test(plain)) {
    throw usageError(
      `${flag}: "${text}" is no amount`,
      'Write a decimal number of dollars, such as 3 or 0.25.',
    );
  }
  return plain;
}

/** A day or instant as typed. */
export function dateOf(flag: string, text: string | undefined): string | null {
  if (text === undefined) return null;
  if (!/^\d{4}-\d{2}-\d{2}(T[\d:.]+Z)?$/.test(text) || Number.isNaN(Date.parse(text))) {
    throw usageError(`${flag}: "${text}" is no date`, 'Write a date such as 2026-07-01; days are UTC.');
  }
  return text;
}

/** Validity as a reader sees it: "2026-03-13 – open". */
export function validityText(from: string | null, to: string | null): string {
  if (from === null && to === null) return 'always';
  return `${from === null ? '…' : dayOf(from)} – ${to === null ? '…' : dayOf(to)}`;
}

const dayOf = (at: string): string =>
  at.endsWith('T00:00:00.000Z') ? at.slice(0, 10) : `${at.slice(0, 16)}Z`;
