import type { LedgerCommand, LedgerRefusal } from '@exchequer/core/ledger';
import { type Hold, invariant } from '@exchequer/model';
import type { TransactionSql } from 'postgres';
import {
  type AccountIds,
  fullKey,
  lockAccounts,
  lockFreeAccounts,
  resolveAccounts,
  type WorkspaceAccount,
} from './accounts.ts';
import { bodyHash } from './body-hash.ts';
import { accountKey, BooksState } from './books-state.ts';
import { decideOne, type Effect, type KeyedCommand, type Outcome } from './decide.ts';
import { type Found, findAll, named } from './found.ts';
import { writeAll } from './write.ts';

/** What a batch did, and the ids of accounts it met; they may be kept once it is committed. */
export interface BatchAnswer {
  outcomes: Outcome[];
  accountIds: ReadonlyMap<string, string>;
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
  const keyed = commands.map((command) => ({ command, bodyHash: bodyHash(command.body) }));
  for (const { key } of commands) {
    invariant(key !== '' && !controlCharacter.test(key), `${JSON.stringify(key)} is no idempotency key`);
  }
  const found = await findAll(tx, keyed);
  const fresh = keyed.filter(({ command }) => !found.earlier.has(named(command.workspace, command.key)));
  if (fresh.length === 0)
    return { outcomes: decideAll(keyed, found, new Map(), now).outcomes, accountIds: new Map() };
  const wanted = declaredAccounts(fresh, found);
  const holdings = new Holdings(tx, known);
  await holdings.lock(wanted);
  for (let pass = 0; ; pass++) {
    const books = openBooks(keyed, found, holdings);
    const { outcomes, effects } = decideAll(keyed, found, books, now);
    const missing = missingAccounts(books);
    if (missing.length === 0) {
      await writeAll(tx, effects, books, now);
      return { outcomes, accountIds: holdings.ids };
    }
    invariant(pass < 50, `decisions do not settle: ${missing.slice(0, 5).map(fullKey).join()}`);
    await holdings.add(missing);
  }
}

/** Would blur the parts of a digest. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const controlCharacter = /[\u0000-\u001f\u007f]/;

/** The accounts that are locked, with their balances. */
class Holdings {
  readonly #tx: TransactionSql;
  readonly #known: AccountIds;
  readonly #accounts = new Map<string, WorkspaceAccount>();
  #ids = new Map<string, string>();
  #balances = new Map<string, bigint>();

  constructor(tx: TransactionSql, known: AccountIds) {
    this.#tx = tx;
    this.#known = known;
  }

  get ids(): ReadonlyMap<string, string> {
    return this.#ids;
  }

  /** Locked accounts of a workspace by their key in it. */
  of(workspace: string): Map<string, { id: string; balance: bigint }> {
    const accounts = new Map<string, { id: string; balance: bigint }>();
    for (const [key, account] of this.#accounts) {
      if (account.workspace !== workspace) continue;
      const id = this.#ids.get(key) as string;
      accounts.set(accountKey(account), { id, balance: this.#balances.get(id) as bigint });
    }
    return accounts;
  }

  async lock(accounts: readonly WorkspaceAccount[]): Promise<void> {
    for (const account of accounts) this.#accounts.set(fullKey(account), account);
    const savepoint = this.#tx`SAVEPOINT ledger_accounts`;
    savepoint.catch(() => {});
    this.#ids = await resolveAccounts(this.#tx, this.#accounts, this.#known);
    this.#balances = await lockAccounts(this.#tx, this.#ids.values());
    invariant(this.#balances.size === this.#ids.size, 'an account that was known has gone');
  }

  async add(accounts: readonly WorkspaceAccount[]): Promise<void> {
    if (await this.#addFree(accounts)) return;
    await this.#tx`ROLLBACK TO SAVEPOINT ledger_accounts`;
    await this.lock(accounts);
  }

  /** Waiting here would break the order of locks: only accounts that exist and are free come in. */
  async #addFree(accounts: readonly WorkspaceAccount[]): Promise<boolean> {
    const ids = new Map<string, string>();
    for (const account of accounts) {
      const id = this.#known.get(fullKey(account));
      if (id === undefined) return false;
      ids.set(fullKey(account), id);
    }
    const balances = await lockFreeAccounts(this.#tx, ids.values());
    if (balances.size < ids.size) return false;
    for (const account of accounts) this.#accounts.set(fullKey(account), account);
    for (const [key, id] of ids) this.#ids.set(key, id);
    for (const [id, balance] of balances) this.#balances.set(id, balance);
    return true;
  }
}

function declaredAccounts(commands: readonly KeyedCommand[], found: Found): WorkspaceAccount[] {
  const accounts = new Map<string, WorkspaceAccount>();
  for (const { command } of commands) {
    const { workspace } = command;
    const holds = new Map<string, Hold>();
    for (const id of command.holds ?? []) {
      const hold = found.holds.get(named(workspace, id));
      if (hold) holds.set(id, hold);
    }
    for (const { key, currency } of command.accounts(holds)) {
      const account = { workspace, key, currency };
      accounts.set(fullKey(account), account);
    }
  }
  return [...accounts.values()];
}

function openBooks(
  commands: readonly KeyedCommand[],
  found: Found,
  holdings: Holdings,
): Map<string, BooksState> {
  const books = new Map<string, BooksState>();
  for (const { command } of commands) {
    const { workspace } = command;
    if (books.has(workspace)) continue;
    const namedHolds = new Set(
      commands.flatMap((other) => (other.command.workspace === workspace ? (other.command.holds ?? []) : [])),
    );
    const holds = new Map<string, Hold>();
    for (const id of namedHolds) {
      const hold = found.holds.get(named(workspace, id));
      if (hold) holds.set(id, hold);
    }
    const closed = found.closed.get(workspace) ?? new Map();
    books.set(workspace, new BooksState({ accounts: holdings.of(workspace), holds, closed, namedHolds }));
  }
  return books;
}

function decideAll(
  commands: readonly KeyedCommand[],
  found: Found,
  books: ReadonlyMap<string, BooksState>,
  now: Date,
): { outcomes: Outcome[]; effects: Effect[] } {
  const done = new Map(found.earlier);
  const effects: Effect[] = [];
  const outcomes = commands.map((keyed): Outcome => {
    const { workspace, key } = keyed.command;
    const earlier = done.get(named(workspace, key));
    if (earlier) return answerAgain(keyed, earlier);
    const { outcome, effect } = decideOne(keyed, books.get(workspace) as BooksState, now);
    if (effect) {
      effects.push(effect);
      done.set(named(workspace, key), { bodyHash: keyed.bodyHash, result: effect.result });
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

function missingAccounts(books: ReadonlyMap<string, BooksState>): WorkspaceAccount[] {
  return [...books].flatMap(([workspace, { missing }]) =>
    [...missing.values()].map((account) => ({ workspace, ...account })),
  );
}
