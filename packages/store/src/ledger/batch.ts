import { isAccount, type LedgerCommand, type LedgerRefusal } from '@exchequer/core/ledger';
import { type AccountRef, type Hold, invariant } from '@exchequer/model';
import type { TransactionSql } from 'postgres';
import type { AccountIds, LockedAccount } from './account.ts';
import { bodyHash } from './body-hash.ts';
import { BooksState } from './books-state.ts';
import { decideOne, type Effect, type KeyedCommand, type Outcome } from './decide.ts';
import { type Earlier, type Found, findAll, findEarlier, named } from './found.ts';
import { Holdings } from './holdings.ts';
import { Writer } from './write.ts';

/** What a batch did, and accounts whose ids may be known once it is committed. */
export interface BatchAnswer {
  outcomes: Outcome[];
  discovered: readonly LockedAccount[];
}

/**
 * Runs commands one after the other over books that are locked for all of them at once.
 *
 * Every process locks in this order, so that none ever waits for one that waits for it: the word that
 * it posts, holds by id, new accounts by key, accounts by id. An account that only turns up in a
 * decision is locked when it is free; else all accounts are let go and locked again with it.
 */
export async function runBatch(
  tx: TransactionSql,
  commands: readonly LedgerCommand<unknown>[],
  known: AccountIds,
  now: Date,
): Promise<BatchAnswer> {
  const keyed = commands.map(keyedOf);
  const found = await findAll(tx, keyed);
  const holdings = new Holdings(tx, known);
  wantDeclared(holdings, keyed, found);
  await holdings.lock(keyed.length);
  for (let pass = 0; ; pass++) {
    // Looked up once everything is locked: the process that we waited for may have run the same
    // commands, and a repeat gets the first answer, not a refusal by what the first one did.
    const earlier = await findEarlier(tx, keyed);
    holdings.reset();
    const books = openBooks(keyed, found, holdings);
    const writer = new Writer(tx, holdings, now);
    const outcomes: Outcome[] = [];
    for (let at = 0; at < keyed.length; at += sliceSize) {
      const decided = decideSlice(keyed.slice(at, at + sliceSize), earlier, books, now);
      outcomes.push(...decided.outcomes);
      if (missingAccounts(books).length === 0) await writer.send(decided.effects);
    }
    const missing = missingAccounts(books);
    if (missing.length === 0) {
      await writer.finish([...books.values()]);
      return { outcomes, discovered: holdings.discovered };
    }
    invariant(pass < 50, `decisions do not settle: ${missing.map(([, { key }]) => key).join()}`);
    await writer.settled();
    await holdings.add(missing, { transactions: keyed.length, written: writer.begun });
  }
}

/** While PostgreSQL writes one slice, the next one is decided here. */
const sliceSize = 100;

function keyedOf(command: LedgerCommand<unknown>): KeyedCommand {
  const { key, body } = command;
  invariant(key !== '' && !controlCharacter.test(key), `${JSON.stringify(key)} is no idempotency key`);
  return { command, bodyHash: bodyHash(body) };
}

/** Would blur the parts of a digest. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const controlCharacter = /[\u0000-\u001f\u007f]/;

function wantDeclared(holdings: Holdings, commands: readonly KeyedCommand[], found: Found): void {
  for (const { command } of commands) {
    const { workspace } = command;
    const holds = holdsOf(command.holds ?? [], workspace, found);
    for (const account of command.accounts(holds)) {
      // What is no account cannot be locked; the decision refuses it.
      if (isAccount(account)) holdings.want(workspace, account);
    }
  }
}

function holdsOf(ids: Iterable<string>, workspace: string, found: Found): Map<string, Hold> {
  const holds = new Map<string, Hold>();
  for (const id of ids) {
    const hold = found.holds.get(named(workspace, id));
    if (hold) holds.set(id, hold);
  }
  return holds;
}

function openBooks(
  commands: readonly KeyedCommand[],
  found: Found,
  holdings: Holdings,
): Map<string, BooksState> {
  const namedHolds = new Map<string, Set<string>>();
  for (const { command } of commands) {
    const ids = namedHolds.get(command.workspace) ?? new Set();
    for (const id of command.holds ?? []) ids.add(id);
    namedHolds.set(command.workspace, ids);
  }
  const books = new Map<string, BooksState>();
  for (const [workspace, ids] of namedHolds) {
    const holds = holdsOf(ids, workspace, found);
    const closed = found.closed.get(workspace) ?? new Map();
    books.set(workspace, new BooksState({ workspace, holdings, holds, closed, namedHolds: ids }));
  }
  return books;
}

/** Decides the next commands; what takes effect is remembered in `earlier`. */
function decideSlice(
  commands: readonly KeyedCommand[],
  earlier: Earlier,
  books: ReadonlyMap<string, BooksState>,
  now: Date,
): { outcomes: Outcome[]; effects: Effect[] } {
  const effects: Effect[] = [];
  const outcomes = commands.map((keyed): Outcome => {
    const { workspace, key } = keyed.command;
    const name = named(workspace, key);
    const before = earlier.get(name);
    if (before) return answerAgain(keyed, before);
    const { outcome, effect } = decideOne(keyed, books.get(workspace) as BooksState, now);
    if (effect) {
      effects.push(effect);
      earlier.set(name, { bodyHash: keyed.bodyHash, result: effect.result });
    }
    return outcome;
  });
  return { outcomes, effects };
}

function answerAgain(
  { command, bodyHash }: KeyedCommand,
  earlier: { bodyHash: string; result: unknown },
): Outcome {
  if (earlier.bodyHash === bodyHash) return { kind: 'done', result: earlier.result };
  const refusal: LedgerRefusal = {
    refused: 'idempotency-conflict',
    detail: `the idempotency key ${command.key} was used for another command`,
    fix: 'Give every command a key of its own; repeat one only with the same content.',
    facts: { key: command.key },
  };
  return { kind: 'refused', refusal };
}

const missingAccounts = (books: ReadonlyMap<string, BooksState>): [string, AccountRef][] =>
  [...books.values()].flatMap(({ workspace, missing }) =>
    missing.map((account): [string, AccountRef] => [workspace, account]),
  );
