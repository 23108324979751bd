import type { Book, Hold } from '@exchequer/model';
import type { TransactionSql } from 'postgres';
import { textArray } from './array-text.ts';
import type { KeyedCommand } from './decide.ts';
import { holdColumns, holdOf, type StoredHold } from './stored-hold.ts';

/** Commands that took effect before, by workspace and key. */
export type Earlier = Map<string, { bodyHash: string; result: unknown }>;

/** What a batch of commands finds before anything is locked but its holds. */
export interface Found {
  /** By workspace and id, locked. */
  holds: ReadonlyMap<string, Hold>;
  /** By workspace. */
  closed: ReadonlyMap<string, ReadonlyMap<Book, string>>;
}

/** Locks of the books are told from others by this number; the second number is the workspace's. */
export const booksLock = 0x4c_45_44_47;

/** Names something of a workspace. */
export const named = (workspace: string, name: string): string => `${workspace} ${name}`;

/**
 * Says that this transaction posts, then looks up holds and closed periods, in one round trip.
 * Each statement sees what was committed before it began, so the first one has to wait for a close.
 */
export async function findAll(tx: TransactionSql, commands: readonly KeyedCommand[]): Promise<Found> {
  const workspaces = [...new Set(commands.map(({ command }) => command.workspace))].sort();
  // Started at once: a statement that is only awaited starts after those of the functions below.
  const posting = tx`
    SELECT pg_advisory_xact_lock_shared(${booksLock}, hashtext(w)) FROM unnest(${textArray(workspaces)}::text[]) w`.execute();
  const planning = planByIndex(tx, true);
  const [, , closed, holds] = await Promise.all([
    posting,
    planning,
    findClosed(tx, workspaces),
    lockHolds(tx, commands),
  ]);
  return { closed, holds };
}

/**
 * Lets PostgreSQL find rows of the books by their indexes, or plan freely again. Plans are kept per
 * connection: one that was made while a table was small would read the whole of it for hours.
 */
export function planByIndex(tx: TransactionSql, byIndex: boolean): PromiseLike<unknown> {
  const free = byIndex ? 'off' : 'on';
  return tx`
    SELECT set_config('enable_seqscan', ${free}, true), set_config('enable_hashjoin', ${free}, true),
      set_config('enable_mergejoin', ${free}, true)`.execute();
}

async function findClosed(tx: TransactionSql, workspaces: string[]): Promise<Found['closed']> {
  const rows = await tx<{ workspace: string; book: Book; through: string }[]>`
    SELECT workspace, book, max(closed_through) AS through FROM ledger_close
    WHERE workspace = ANY (${textArray(workspaces)}::text[]) GROUP BY workspace, book`;
  const closed = new Map(workspaces.map((workspace) => [workspace, new Map<Book, string>()]));
  for (const { workspace, book, through } of rows) closed.get(workspace)?.set(book, through);
  return closed;
}

export async function findEarlier(tx: TransactionSql, commands: readonly KeyedCommand[]): Promise<Earlier> {
  const workspaces = textArray(commands.map(({ command }) => command.workspace));
  const keys = textArray(commands.map(({ command }) => command.key));
  const rows = await tx<{ workspace: string; key: string; hash: string; result: unknown }[]>`
    SELECT c.workspace, c.key, encode(c.body_hash, 'hex') AS hash, c.result
    FROM unnest(${workspaces}::text[], ${keys}::text[]) AS w (workspace, key)
    JOIN ledger_command c USING (workspace, key)`;
  return new Map(
    rows.map(({ workspace, key, hash, result }) => [named(workspace, key), { bodyHash: hash, result }]),
  );
}

async function lockHolds(tx: TransactionSql, commands: readonly KeyedCommand[]): Promise<Found['holds']> {
  const wanted = commands.flatMap(({ command }) =>
    (command.holds ?? []).map((id) => ({ workspace: command.workspace, id })),
  );
  if (wanted.length === 0) return new Map();
  const rows = await tx<StoredHold[]>`
    SELECT ${holdColumns(tx)}
    FROM ledger_hold h
    WHERE (h.workspace, h.id) IN (SELECT * FROM unnest(
      ${textArray(wanted.map(({ workspace }) => workspace))}::text[],
      ${textArray(wanted.map(({ id }) => id))}::text[]))
    ORDER BY h.workspace, h.id FOR NO KEY UPDATE OF h`;
  return new Map(rows.map((row) => [named(row.workspace, row.id), holdOf(row)]));
}
