import type { LedgerRefusal } from '@exchequer/core/ledger';
import type { Book } from '@exchequer/model';
import type { TransactionSql } from 'postgres';
import { booksLock } from './found.ts';

export interface Close {
  workspace: string;
  book: Book;
  /** The last day that is closed from now on. */
  through: string;
  now: Date;
}

/**
 * Closes a book through a day, for ever; null when done. Waits until nobody posts in the workspace,
 * and keeps others from posting until the transaction ends: call it before anything is posted in its
 * transaction, and end that soon.
 */
export async function closeThrough(
  tx: TransactionSql,
  { workspace, book, through, now }: Close,
): Promise<LedgerRefusal | null> {
  await tx`SELECT pg_advisory_xact_lock(${booksLock}, hashtext(${workspace}))`;
  const [last] = await tx<{ through: string | null }[]>`
    SELECT max(closed_through) AS through FROM ledger_close
    WHERE workspace = ${workspace} AND book = ${book}`;
  if (last?.through && through <= last.through) return closedAlready(book, through, last.through);
  await tx`
    INSERT INTO ledger_close (workspace, book, closed_through, after_transaction, closed_at)
    SELECT ${workspace}, ${book}, ${through}::date, CASE WHEN is_called THEN last_value ELSE 0 END,
      ${now}::timestamptz
    FROM ledger_transaction_id_seq`;
  return null;
}

const closedAlready = (book: Book, through: string, last: string): LedgerRefusal => ({
  refused: 'closed-already',
  detail: `the ${book} book is closed through ${last}, so it cannot be closed through ${through}`,
  fix: 'Close a later day; a closed period is not opened again, corrections are new entries.',
  facts: { book, closed_through: last },
});
