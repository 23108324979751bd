import type { TransactionSql } from 'postgres';
import type { LockedAccount } from './account.ts';
import { amountText } from './amount.ts';
import { plainArray, textArray } from './array-text.ts';
import type { BooksState, PlacedEntry } from './books-state.ts';
import type { Effect } from './decide.ts';
import { digestOf } from './digest.ts';
import type { Holdings } from './holdings.ts';
import { writeHolds } from './write-holds.ts';

/** What a batch has decided. */
export interface Decisions {
  effects: readonly Effect[];
  holdings: Holdings;
  books: readonly BooksState[];
  now: Date;
}

/** While PostgreSQL inserts one slice, the next one is made ready here. */
const sliceSize = 200;

/** Writes everything that a batch has decided. */
export async function writeAll(tx: TransactionSql, decisions: Decisions): Promise<void> {
  const { effects, holdings, books, now } = decisions;
  if (effects.length === 0) return;
  const count = effects.reduce((sum, { entries }) => sum + entries.length, 0);
  const ids = await holdings.ids(count);
  const commands = commandsOf(effects, ids);
  const writes: PromiseLike<unknown>[] = [writeCommands(tx, commands, now).execute()];
  const posted = commands.flatMap(transactionsOf);
  for (let at = 0; at < posted.length; at += sliceSize) {
    const lines = linesOf(posted.slice(at, at + sliceSize), now);
    // A query is sent when it is awaited; these have to be on their way before the next slice is made.
    writes.push(writePostings(tx, lines).execute(), writeTransactions(tx, lines.transactions, now).execute());
  }
  writes.push(...writeHolds(tx, books, now), writeBalances(tx, holdings.all()));
  await Promise.all(writes);
}

interface WrittenCommand extends Effect {
  /** The stored text. */
  resultText: string;
  ids: readonly string[];
}

function commandsOf(effects: readonly Effect[], ids: readonly string[]): WrittenCommand[] {
  let next = 0;
  return effects.map((effect) => {
    const own = ids.slice(next, next + effect.entries.length);
    next += own.length;
    return { ...effect, resultText: JSON.stringify(effect.result ?? null), ids: own };
  });
}

function writeCommands(tx: TransactionSql, commands: readonly WrittenCommand[], now: Date) {
  // Sorted, since two processes with the same keys wait for each other.
  const rows = commands.toSorted((left, right) => (left.command.key < right.command.key ? -1 : 1));
  return tx`
    INSERT INTO ledger_command (workspace, key, body_hash, result, transactions, at)
    SELECT workspace, key, decode(hash, 'hex'), result::json, transactions::bigint[], ${now}::timestamptz
    FROM unnest(
      ${textArray(rows.map(({ command }) => command.workspace))}::text[],
      ${textArray(rows.map(({ command }) => command.key))}::text[],
      ${plainArray(rows.map(({ bodyHash }) => bodyHash))}::text[],
      ${textArray(rows.map(({ resultText }) => resultText))}::text[],
      ${textArray(rows.map(({ ids }) => `{${ids.join()}}`))}::text[])
      AS c (workspace, key, hash, result, transactions)`;
}

interface WrittenTransaction extends PlacedEntry {
  id: string;
  command: WrittenCommand;
}

const transactionsOf = (command: WrittenCommand): WrittenTransaction[] =>
  command.entries.map((placed, at) => ({ ...placed, id: command.ids[at] as string, command }));

interface DigestedRow extends WrittenTransaction {
  detail: string | null;
  digest: string;
}

/** The columns of the lines, and the transactions with the digests over them. */
function linesOf(rows: readonly WrittenTransaction[], now: Date) {
  const ids: string[] = [];
  const lines: number[] = [];
  const accounts: string[] = [];
  const amounts: string[] = [];
  const transactions = rows.map((row): DigestedRow => {
    const { id, entry, command } = row;
    const texts = entry.postings.map(({ amount }) => amountText(amount));
    for (let at = 0; at < texts.length; at++) {
      ids.push(id);
      lines.push(at + 1);
      accounts.push((row.accounts[at] as LockedAccount).id);
      amounts.push(texts[at] as string);
    }
    const detail = entry.detail ? JSON.stringify(entry.detail) : null;
    const { workspace, key } = command.command;
    const digest = digestOf({
      id,
      workspace,
      commandKey: key,
      bodyHash: command.bodyHash,
      result: command.resultText,
      recordedAt: now,
      entry,
      amounts: texts,
      accounts: row.accounts,
      detail,
    });
    return { ...row, detail, digest };
  });
  return { ids, lines, accounts, amounts, transactions };
}

function writePostings(tx: TransactionSql, { ids, lines, accounts, amounts }: ReturnType<typeof linesOf>) {
  return tx`
    INSERT INTO ledger_posting (transaction_id, line, account_id, amount)
    SELECT * FROM unnest(${plainArray(ids)}::bigint[], ${plainArray(lines)}::int[],
      ${plainArray(accounts)}::bigint[], ${plainArray(amounts)}::numeric[])`;
}

function writeTransactions(tx: TransactionSql, rows: readonly DigestedRow[], now: Date) {
  const column = (of: (row: DigestedRow) => string | null) => textArray(rows.map(of));
  return tx`
    INSERT INTO ledger_transaction (id, workspace, book, kind, occurred_on, posted_on, recorded_at,
      memo, subject, command_key, reverses, detail, digest)
    SELECT id, workspace, book, kind, occurred_on, posted_on, ${now}::timestamptz,
      memo, subject, command_key, reverses, detail::json, decode(digest, 'hex')
    FROM unnest(
      ${plainArray(rows.map(({ id }) => id))}::bigint[],
      ${column(({ command }) => command.command.workspace)}::text[],
      ${column(({ entry }) => entry.book)}::text[],
      ${column(({ entry }) => entry.kind)}::text[],
      ${plainArray(rows.map(({ entry }) => entry.occurredOn))}::date[],
      ${plainArray(rows.map(({ entry }) => entry.postedOn))}::date[],
      ${column(({ entry }) => entry.memo)}::text[],
      ${column(({ entry }) => entry.subject)}::text[],
      ${column(({ command }) => command.command.key)}::text[],
      ${column(({ entry }) => entry.reverses ?? null)}::bigint[],
      ${column(({ detail }) => detail)}::text[],
      ${plainArray(rows.map(({ digest }) => digest))}::text[])
      AS t (id, workspace, book, kind, occurred_on, posted_on, memo, subject, command_key, reverses,
        detail, digest)`;
}

function writeBalances(tx: TransactionSql, accounts: readonly LockedAccount[]) {
  const changed = accounts.filter((account) => account.changed);
  return tx`
    UPDATE ledger_account a SET balance = n.balance
    FROM unnest(${plainArray(changed.map(({ id }) => id))}::bigint[],
      ${plainArray(changed.map(({ balance }) => amountText(balance)))}::numeric[]) AS n (id, balance)
    WHERE a.id = n.id`;
}
