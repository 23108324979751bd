import type { PendingQuery, Row, TransactionSql } from 'postgres';
import type { LockedAccount } from './account.ts';
import { amountText } from './amount.ts';
import { plainArray, textArray } from './array-text.ts';
import type { BooksState, PlacedEntry } from './books-state.ts';
import type { Effect } from './decide.ts';
import { digestOf } from './digest.ts';
import type { Holdings } from './holdings.ts';
import { writeHolds } from './write-holds.ts';

/** Writes what a batch decides while it goes on deciding. */
export class Writer {
  readonly #tx: TransactionSql;
  readonly #holdings: Holdings;
  readonly #now: Date;
  readonly #writes: PromiseLike<unknown>[] = [];
  #usedIds = 0;

  constructor(tx: TransactionSql, holdings: Holdings, now: Date) {
    this.#tx = tx;
    this.#holdings = holdings;
    this.#now = now;
  }

  /** True once something is on its way to PostgreSQL. */
  get begun(): boolean {
    return this.#writes.length > 0;
  }

  /** Sends commands with their transactions, and does not wait for them to be written. */
  async send(effects: readonly Effect[]): Promise<void> {
    if (effects.length === 0) return;
    const first = this.#usedIds;
    this.#usedIds += effects.reduce((sum, { entries }) => sum + entries.length, 0);
    const ids = (await this.#holdings.ids(this.#usedIds)).slice(first, this.#usedIds);
    const commands = commandsOf(effects, ids);
    this.#add(writeCommands(this.#tx, commands, this.#now));
    const posted = commands.flatMap(transactionsOf).map((row) => digested(row, this.#now));
    if (posted.length > 0) this.#add(writeTransactions(this.#tx, posted, this.#now));
  }

  /** Writes how holds and balances stand at the end, and waits for everything. */
  async finish(books: readonly BooksState[]): Promise<void> {
    if (!this.begun) return;
    for (const write of writeHolds(this.#tx, books, this.#now)) this.#add(write);
    this.#add(writeBalances(this.#tx, this.#holdings.all()));
    await this.settled();
  }

  /** Waits for what was sent. */
  async settled(): Promise<void> {
    await Promise.all(this.#writes);
  }

  /** A query is sent when it is awaited or executed; its failure is seen when all are waited for. */
  #add(write: PendingQuery<Row[]>): void {
    const sent = write.execute();
    sent.catch(() => {});
    this.#writes.push(sent);
  }
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
  // Sorted, since two processes with the same keys wait for each other where they share no account.
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
  /** Array literals of its lines. */
  accountIds: string;
  amounts: string;
  detail: string | null;
  digest: string;
}

function digested(row: WrittenTransaction, now: Date): DigestedRow {
  const { id, entry, accounts, command } = row;
  const amounts = entry.postings.map(({ amount }) => amountText(amount));
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
    amounts,
    accounts,
    detail,
  });
  const accountIds = plainArray(accounts.map((account) => account.id));
  return { ...row, accountIds, amounts: plainArray(amounts), detail, digest };
}

function writeTransactions(tx: TransactionSql, rows: readonly DigestedRow[], now: Date) {
  const column = (of: (row: DigestedRow) => string | null) => textArray(rows.map(of));
  return tx`
    INSERT INTO ledger_transaction (id, workspace, book, kind, occurred_on, posted_on, recorded_at,
      memo, subject, command_key, reverses, detail, accounts, amounts, digest)
    SELECT id, workspace, book, kind, occurred_on, posted_on, ${now}::timestamptz,
      memo, subject, command_key, reverses, detail::json, accounts::bigint[], amounts::numeric[],
      decode(digest, 'hex')
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
      ${column(({ accountIds }) => accountIds)}::text[],
      ${column(({ amounts }) => amounts)}::text[],
      ${plainArray(rows.map(({ digest }) => digest))}::text[])
      AS t (id, workspace, book, kind, occurred_on, posted_on, memo, subject, command_key, reverses,
        detail, accounts, amounts, digest)`;
}

function writeBalances(tx: TransactionSql, accounts: readonly LockedAccount[]) {
  const changed = accounts.filter((account) => account.changed);
  return tx`
    UPDATE ledger_account a SET balance = n.balance
    FROM unnest(${plainArray(changed.map(({ id }) => id))}::bigint[],
      ${plainArray(changed.map(({ balance }) => amountText(balance)))}::numeric[]) AS n (id, balance)
    WHERE a.id = n.id`;
}
