import type { Book, EntryKind, PostingDraft } from '@exchequer/model';
import type { LedgerCommand } from './command.ts';
import { openDay } from './day.ts';

/** What has to be known of a transaction to take it back. */
export interface Reversible {
  id: string;
  book: Book;
  kind: EntryKind;
  occurredOn: string;
  subject: string;
  postings: readonly PostingDraft[];
  /** Id of the transaction that already took it back. */
  reversedBy: string | null;
}

export interface Reverse {
  workspace: string;
  key: string;
  transaction: Reversible;
  /** Company day of the reversal. */
  day: string;
  memo: string;
}

export interface Reversed {
  reverses: string;
}

/**
 * Takes a transaction of the financial book back with its lines negated, on an open day. Refused for
 * one that is taken back already and for a reversal itself; and for the budget book, where negated
 * lines would part pockets from their holds and from the overdraft that was repaid since.
 */
export function reverseTransaction(asked: Reverse): LedgerCommand<Reversed> {
  const { workspace, key, transaction, day, memo } = asked;
  const { id, book, kind, postings } = transaction;
  return {
    workspace,
    key,
    body: { reverse: id },
    accounts: () => postings,
    decide: (facts) => {
      if (book === 'budget') {
        return {
          ...refused(id, 'it is of the budget book, whose pockets follow holds and overdrafts'),
          fix: 'Release the hold, move money between envelopes or change the limit.',
        };
      }
      if (kind === 'reversal') return refused(id, 'it is a reversal itself');
      if (transaction.reversedBy !== null) return refused(id, `${transaction.reversedBy} took it back`);
      return {
        result: { reverses: id },
        entries: [
          {
            book,
            kind: 'reversal',
            occurredOn: day,
            postedOn: openDay(day, facts.closedThrough(book)),
            memo,
            subject: transaction.subject,
            reverses: id,
            postings: postings.map(({ key: account, currency, amount }) => ({
              key: account,
              currency,
              amount: -amount,
            })),
          },
        ],
      };
    },
  };
}

const refused = (id: string, why: string) => ({
  refused: 'not-reversible',
  detail: `transaction ${id} cannot be reversed: ${why}`,
  fix: 'Post an adjustment where more has to be put right.',
  facts: { transaction: id },
});
