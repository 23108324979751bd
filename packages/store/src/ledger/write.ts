import { type AccountRef, type EntryDraft, type Hold, invariant } from '@exchequer/model';
import type { TransactionSql } from 'postgres';
import { amountText } from './amount.ts';
import { plainArray, textArray } from './array-text.ts';
import { accountKey, type BooksState } from './books-state.ts';
import type { Effect } from './decide.ts';
import { digestOf } from './digest.ts';

/** Writes everything that a batch has decided, in two round trips. */
export async function writeAll(
  tx: TransactionSql,
  effects: readonly Effect[],
  books: ReadonlyMap<string, BooksState>,
  now: Date,
): Promise<void> {
  if (effects.length === 0) return;
  const written = effects.map((effect) => ({ ...effect, resultText: JSON.stringify(effect.result ?? null) }));
  const entries = written.flatMap(({ command, bodyHash, resultText, entries }) =>
    entries.map((entry) => ({
      workspace: command.workspace,
      commandKey: command.key,
      bodyHash,
      result: resultText,
      entry,
    })),
  );
  const ids = await transactionIds(tx, entries.length);
  const posted = entries.map((entry, at) => ({ ...entry, id: ids[at] as string }));
  await Promise.all([
    writeCommands(tx, written, ids, now),
    ...(posted.length ? [writeTransactions(tx, posted, now), writePostings(tx, posted, books)] : []),
    ...writeHolds(tx, books, now),
    writeBalances(tx, books),
  ]);
}

type WrittenEffect = Effect & { resultText: string };

interface PostedEntry {
  id: string;
  workspace: string;
  commandKey: string;
  bodyHash: string;
  /** JSON text. */
  result: string;
  entry: EntryDraft;
}

async function transactionIds(tx: TransactionSql, count: number): Promise<string[]> {
  if (count === 0) return [];
  const [row] = await tx<{ ids: string }[]>`
    SELECT string_agg(nextval('ledger_transaction_id_seq')::text, ',') AS ids FROM generate_series(1, ${count}::int)`;
  return (row as { ids: string }).ids.split(',');
}

function writeCommands(
  tx: TransactionSql,
  effects: readonly WrittenEffect[],
  ids: readonly string[],
  now: Date,
) {
  let next = 0;
  const rows = effects.map((effect) => {
    const own = ids.slice(next, next + effect.entries.length);
    next += effect.entries.length;
    return { ...effect, transactions: `{${own.join()}}` };
  });
  // Sorted, since two processes with the same keys wait for each other.
  rows.sort((left, right) => (left.command.key < right.command.key ? -1 : 1));
  return tx`
    INSERT INTO ledger_command (workspace, key, body_hash, result, transactions, at)
    SELECT workspace, key, decode(hash, 'hex'), result::json, transactions::bigint[], ${now}::timestamptz
    FROM unnest(
      ${textArray(rows.map(({ command }) => command.workspace))}::text[],
      ${textArray(rows.map(({ command }) => command.key))}::text[],
      ${plainArray(rows.map(({ bodyHash }) => bodyHash))}::text[],
      ${textArray(rows.map(({ resultText }) => resultText))}::text[],
      ${textArray(rows.map(({ transactions }) => transactions))}::text[])
      AS c (workspace, key, hash, result, transactions)`;
}

function writeTransactions(tx: TransactionSql, posted: readonly PostedEntry[], now: Date) {
  const column = (of: (row: PostedEntry) => string | null) => textArray(posted.map(of));
  const details = posted.map(({ entry }) => (entry.detail ? JSON.stringify(entry.detail) : null));
  const digests = posted.map((row, at) => digestOf({ ...row, recordedAt: now, detail: details[at] ?? null }));
  return tx`
    INSERT INTO ledger_transaction (id, workspace, book, kind, occurred_on, posted_on, recorded_at,
      memo, subject, command_key, reverses, detail, digest)
    SELECT id, workspace, book, kind, occurred_on, posted_on, ${now}::timestamptz,
      memo, subject, command_key, reverses, detail::json, decode(digest, 'hex')
    FROM unnest(
      ${plainArray(posted.map(({ id }) => id))}::bigint[],
      ${column(({ workspace }) => workspace)}::text[],
      ${column(({ entry }) => entry.book)}::text[],
      ${column(({ entry }) => entry.kind)}::text[],
      ${plainArray(posted.map(({ entry }) => entry.occurredOn))}::date[],
      ${plainArray(posted.map(({ entry }) => entry.postedOn))}::date[],
      ${column(({ entry }) => entry.memo)}::text[],
      ${column(({ entry }) => entry.subject)}::text[],
      ${column(({ commandKey }) => commandKey)}::text[],
      ${column(({ entry }) => entry.reverses ?? null)}::bigint[],
      ${textArray(details)}::text[],
      ${plainArray(digests)}::text[])
      AS t (id, workspace, book, kind, occurred_on, posted_on, memo, subject, command_key, reverses,
        detail, digest)`;
}

function writePostings(
  tx: TransactionSql,
  posted: readonly PostedEntry[],
  books: ReadonlyMap<string, BooksState>,
) {
  const transactions: string[] = [];
  const lines: number[] = [];
  const accounts: string[] = [];
  const amounts: string[] = [];
  for (const { id, workspace, entry } of posted) {
    const state = books.get(workspace);
    let line = 0;
    for (const posting of entry.postings) {
      transactions.push(id);
      lines.push(++line);
      accounts.push(accountId(state, posting));
      amounts.push(amountText(posting.amount));
    }
  }
  return tx`
    INSERT INTO ledger_posting (transaction_id, line, account_id, amount)
    SELECT * FROM unnest(${plainArray(transactions)}::bigint[], ${plainArray(lines)}::int[],
      ${plainArray(accounts)}::bigint[], ${plainArray(amounts)}::numeric[])`;
}

function accountId(state: BooksState | undefined, ref: AccountRef): string {
  const account = state?.accounts.get(accountKey(ref));
  invariant(account, `${ref.key} is posted to without being locked`);
  return account.id;
}

function writeBalances(tx: TransactionSql, books: ReadonlyMap<string, BooksState>) {
  const ids: string[] = [];
  const balances: string[] = [];
  for (const { accounts } of books.values()) {
    for (const { id, balance, changed } of accounts.values()) {
      if (!changed) continue;
      ids.push(id);
      balances.push(amountText(balance));
    }
  }
  return tx`
    UPDATE ledger_account a SET balance = n.balance
    FROM unnest(${plainArray(ids)}::bigint[], ${plainArray(balances)}::numeric[]) AS n (id, balance)
    WHERE a.id = n.id`;
}

function writeHolds(tx: TransactionSql, books: ReadonlyMap<string, BooksState>, now: Date) {
  const opened: [string, Hold][] = [];
  const changed: [string, Hold][] = [];
  for (const [workspace, state] of books) {
    for (const id of [...state.opened.keys()].sort()) opened.push([workspace, state.opened.get(id) as Hold]);
    for (const id of state.changedHolds) changed.push([workspace, state.holds.get(id) as Hold]);
  }
  return [
    ...(opened.length ? [openHolds(tx, opened, now)] : []),
    ...(changed.length ? [changeHolds(tx, changed)] : []),
  ];
}

const holdColumns = (holds: readonly [string, Hold][]) => ({
  workspaces: textArray(holds.map(([workspace]) => workspace)),
  ids: textArray(holds.map(([, { id }]) => id)),
  amounts: plainArray(holds.map(([, { amount }]) => amountText(amount))),
  settled: plainArray(holds.map(([, hold]) => amountText(hold.settled))),
  states: plainArray(holds.map(([, { state }]) => state)),
  expiries: plainArray(holds.map(([, { expiresAt }]) => expiresAt.toISOString())),
});

function openHolds(tx: TransactionSql, holds: readonly [string, Hold][], now: Date) {
  const { workspaces, ids, amounts, settled, states, expiries } = holdColumns(holds);
  return tx`
    INSERT INTO ledger_hold (workspace, id, amount, settled, state, expires_at, path, currency, detail, opened_at)
    SELECT workspace, id, amount, settled, state, expires_at, string_to_array(path, chr(31)), currency,
      detail::json, ${now}::timestamptz
    FROM unnest(${workspaces}::text[], ${ids}::text[], ${amounts}::numeric[], ${settled}::numeric[],
      ${states}::text[], ${expiries}::timestamptz[],
      ${textArray(holds.map(([, { path }]) => path.join('\u001f')))}::text[],
      ${textArray(holds.map(([, { currency }]) => currency))}::text[],
      ${textArray(holds.map(([, { detail }]) => JSON.stringify(detail)))}::text[])
      AS h (workspace, id, amount, settled, state, expires_at, path, currency, detail)`;
}

function changeHolds(tx: TransactionSql, holds: readonly [string, Hold][]) {
  const { workspaces, ids, amounts, settled, states, expiries } = holdColumns(holds);
  return tx`
    UPDATE ledger_hold h
    SET amount = n.amount, settled = n.settled, state = n.state, expires_at = n.expires_at
    FROM unnest(${workspaces}::text[], ${ids}::text[], ${amounts}::numeric[], ${settled}::numeric[],
      ${states}::text[], ${expiries}::timestamptz[]) AS n (workspace, id, amount, settled, state, expires_at)
    WHERE h.workspace = n.workspace AND h.id = n.id`;
}
