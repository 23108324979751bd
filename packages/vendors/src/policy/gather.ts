import type { PolicyEntry, PolicyFault } from '@exchequer/core/policy';
import { policyEnvelopeSchema } from '@exchequer/model/contract';
import { z } from 'zod';
import type { FilePath, PolicyText } from './document.ts';
import { readAmount } from './money.ts';

/** What the file says for all envelopes that do not say otherwise. */
export type Defaults = Pick<PolicyEntry, 'period' | 'enforcement' | 'thresholds' | 'overdraft'>;

/** What the reading of one file gathers. */
export interface Gathering {
  text: PolicyText;
  currency: string;
  defaults: Defaults;
  entries: PolicyEntry[];
  faults: PolicyFault[];
}

/** The envelope without its children, so that one fault does not hide those of others. */
export const flatEnvelopeSchema = policyEnvelopeSchema.omit({ children: true }).extend({
  children: z.array(z.unknown()).optional(),
});
export const fault = (line: number, path: string, code: string, error: string, fix: string): PolicyFault => ({
  line,
  path,
  code,
  error,
  fix,
});

/** An amount in the currency of the file; null, with a fault, when it is in another one. */
export function amountIn(
  written: string | number | undefined,
  currency: string,
  path: FilePath,
  faults: PolicyFault[],
  text: PolicyText,
): bigint | null {
  if (written === undefined) return null;
  const read = readAmount(String(written));
  const place = path.map(String).join('.');
  if (read === null) {
    const error = `${written} names two currencies`;
    faults.push(fault(text.lineOf(path), place, 'amount-unreadable', error, 'Keep one of them.'));
    return null;
  }
  if (read.currency !== null && read.currency !== currency) {
    const error = `${written} is in ${read.currency}, the file in ${currency}`;
    const fix = `Write the amount in ${currency}, or state \`currency: ${read.currency}\` at the top.`;
    faults.push(fault(text.lineOf(path), place, 'currency-mismatch', error, fix));
    return null;
  }
  return read.amount;
}
