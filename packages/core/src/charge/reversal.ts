import type { PostingDraft } from '@exchequer/model';
import type { LedgerCommand } from '../ledger/index.ts';
import { refuse } from './refusal.ts';

/** A transaction that someone wants to take back. */
export interface TakenBack {
  id: string;
  postings: readonly PostingDraft[];
  detail: Readonly<Record<string, unknown>> | null;
}

/**
 * Keeps a reversal from parting the books from what they follow: usage is corrected in the journal and
 * moved by rules, and credit that usage has drawn cannot be unbought.
 */
export function guardReversal<R>(
  command: LedgerCommand<R>,
  { id, postings, detail }: TakenBack,
): LedgerCommand<R> {
  return {
    ...command,
    decide: (facts) => {
      if (detail?.usage === true) {
        const fix = 'Correct the usage or its price, or change the rules and tag it anew.';
        return refuse('not-reversible', `transaction ${id} books usage`, fix, { transaction: id });
      }
      const drawn = postings.find(
        (line) => line.key.startsWith('prepaid/') && facts.balance(line) < line.amount,
      );
      if (!drawn) return command.decide(facts);
      const detailText = `transaction ${id} cannot be reversed: its credit is drawn or expired already`;
      return refuse('not-reversible', detailText, 'Post an adjustment for what is left of it.', {
        transaction: id,
      });
    },
  };
}
