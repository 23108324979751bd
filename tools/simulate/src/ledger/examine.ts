import type { Books, Purse } from './books.ts';
import type { Sql } from './machine.ts';
import { type Attempt, holdOf } from './operation.ts';
import type { Event, Fault } from './replay.ts';
import { units } from './units.ts';

/** What an examination remembers of the database, so that each transaction is added up once. */
export interface Seen {
  transaction: bigint;
  sums: Map<string, bigint>;
  transactions: number;
  closes: number;
}

export const nothingSeen = (): Seen => ({ transaction: 0n, sums: new Map(), transactions: 0, closes: 0 });

/** The books as they stand in the database when nobody writes. */
export interface Standing {
  /** The highest transaction that was there. */
  last: bigint;
  order: Event[];
  /** Transactions in a period that was closed before them. */
  tooLate: string[];
  accounts: { id: string; book: string; key: string; currency: string; balance: string }[];
  unbalanced: string[];
  sums: { account: string; sum: string }[];
  holds: { id: string; state: string; amount: string; settled: string }[];
  held: { prefix: string; currency: string; amount: string }[];
  keys: Set<string>;
  commands: number;
}

/** Reads what a round has left. */
export async function readStanding(sql: Sql, workspace: string, seen: Seen, attempts: readonly Attempt[]) {
  const after = seen.transaction.toString();
  const order = await sql<PostedRow[]>`
    SELECT command_key AS key, count(*)::int AS transactions, min(id) AS first, max(id) AS last
    FROM ledger_transaction WHERE workspace = ${workspace} AND id > ${after} GROUP BY command_key ORDER BY min(id)`;
  const closes = await sql<CloseRow[]>`
    SELECT book AS closes, closed_through AS through, after_transaction AS after FROM ledger_close
    WHERE workspace = ${workspace} ORDER BY after_transaction, closed_at`;
  const tooLate = await sql<{ id: string }[]>`
    SELECT t.id FROM ledger_transaction t JOIN ledger_close c USING (workspace, book)
    WHERE t.id > ${after} AND t.id > c.after_transaction AND t.posted_on <= c.closed_through`;
  const unbalanced = await sql<{ id: string }[]>`
    SELECT p.transaction_id AS id FROM ledger_posting p JOIN ledger_account a ON a.id = p.account_id
    WHERE p.transaction_id > ${after} GROUP BY p.transaction_id, a.currency HAVING sum(p.amount) <> 0`;
  const sums = await sql<{ account: string; sum: string }[]>`
    SELECT account_id AS account, sum(amount) AS sum FROM ledger_posting
    WHERE transaction_id > ${after} GROUP BY account_id`;
  const accounts = await sql<Standing['accounts']>`
    SELECT id, book, key, currency, balance FROM ledger_account WHERE workspace = ${workspace}`;
  const touched = [...new Set(attempts.flatMap(({ operation }) => holdOf(operation.deed) ?? []))];
  const holds = await sql<Standing['holds']>`
    SELECT id, state, amount, settled FROM ledger_hold WHERE workspace = ${workspace} AND id = ANY(${touched})`;
  const held = await sql<Standing['held']>`
    SELECT prefix, currency, sum(amount) AS amount FROM ledger_hold, unnest(path) AS prefix
    WHERE workspace = ${workspace} AND state IN ('open', 'in_doubt') GROUP BY prefix, currency`;
  const asked = [...new Set(attempts.map(({ operation }) => operation.key))];
  const keys = await sql<{ key: string }[]>`
    SELECT key FROM ledger_command WHERE workspace = ${workspace} AND key = ANY(${asked})`;
  const [count] = await sql<{ n: number }[]>`
    SELECT count(*)::int AS n FROM ledger_command WHERE workspace = ${workspace}`;
  return {
    last: order.reduce(
      (highest, { last }) => (BigInt(last) > highest ? BigInt(last) : highest),
      seen.transaction,
    ),
    order: inOrder(order, closes.slice(seen.closes)),
    tooLate: tooLate.map(({ id }) => id),
    unbalanced: unbalanced.map(({ id }) => id),
    sums,
    accounts,
    holds,
    held,
    keys: new Set(keys.map(({ key }) => key)),
    commands: count?.n ?? 0,
  } satisfies Standing;
}

interface PostedRow {
  key: string;
  transactions: number;
  first: string;
  last: string;
}

interface CloseRow {
  closes: 'budget' | 'financial';
  through: string;
  after: string;
}

/** Commands in the order of their transactions, with the closes between them. Nobody posts during a close. */
function inOrder(posted: readonly PostedRow[], closes: readonly CloseRow[]): Event[] {
  const events: { at: bigint; event: Event }[] = [
    ...posted.map(({ key, transactions, first }) => ({
      at: BigInt(first) * 2n,
      event: { key, transactions },
    })),
    ...closes.map(({ closes: book, through, after }) => ({
      at: BigInt(after) * 2n + 1n,
      event: { closes: book, through },
    })),
  ];
  return events.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)).map(({ event }) => event);
}

/** Holds the database to its own promises and to the model. */
export function examine(standing: Standing, books: Books, seen: Seen, attempts: readonly Attempt[]): Fault[] {
  const faults: Fault[] = [];
  const say = (what: string) => faults.push({ what, operations: [] });
  seen.transaction = standing.last;
  for (const event of standing.order) {
    if ('key' in event) seen.transactions += event.transactions;
    else seen.closes += 1;
  }
  for (const id of standing.tooLate) say(`transaction ${id} stands in a period that was closed before it`);
  for (const id of standing.unbalanced) say(`transaction ${id} does not sum to zero`);
  for (const { account, sum } of standing.sums)
    seen.sums.set(account, (seen.sums.get(account) ?? 0n) + units(sum));
  const balances = new Map<string, bigint>();
  for (const { id, book, key, currency, balance } of standing.accounts) {
    const stands = units(balance);
    balances.set(`${book} ${currency} ${key}`, stands);
    if (stands !== (seen.sums.get(id) ?? 0n))
      say(`${key} stands at ${balance}, its postings make another sum`);
  }
  faults.push(...pocketFaults(balances, books), ...heldFaults(standing, balances));
  faults.push(...modelFaults(balances, books), ...holdFaults(standing, books));
  const missing = attempts.flatMap(({ operation }) => holdOf(operation.deed) ?? []);
  const there = new Set(standing.holds.map(({ id }) => id));
  for (const id of new Set(missing)) if (books.holds.has(id) && !there.has(id)) say(`the hold ${id} is lost`);
  const wrongKeys = attempts.filter(
    ({ operation: { key } }) => standing.keys.has(key) !== books.taken.has(key),
  );
  for (const { operation } of wrongKeys) {
    const what = standing.keys.has(operation.key) ? 'is kept although it was refused' : 'is lost';
    faults.push({ what: `the command ${operation.key} ${what}`, operations: [operation.index] });
  }
  if (standing.commands !== books.taken.size)
    say(`${standing.commands} commands are kept, ${books.taken.size} took effect`);
  return faults;
}

const pocketKey = /^budget (\S+) (envelope\/.+)\/(\w+)$/;

/** What must hold of the pockets whatever the model says. */
function pocketFaults(balances: ReadonlyMap<string, bigint>, books: Books): Fault[] {
  const sums = new Map<string, bigint>();
  const faults: Fault[] = [];
  for (const [account, balance] of balances) {
    const [, currency, prefix, pocket] = pocketKey.exec(account) ?? [];
    if (!prefix || !pocket) continue;
    sums.set(`${currency} ${prefix}`, (sums.get(`${currency} ${prefix}`) ?? 0n) + balance);
    const below = pocket === 'available' || pocket === 'leased' || pocket === 'reserved';
    if (below && balance < 0n) faults.push({ what: `${account} is below zero`, operations: [] });
    if (pocket === 'overdraft' && balance > 0n)
      faults.push({ what: `${account} owes less than nothing`, operations: [] });
    if (pocket !== 'overdraft' || balance >= 0n) continue;
    if ((balances.get(`budget ${currency} ${prefix}/available`) ?? 0n) > 0n)
      faults.push({ what: `${prefix} is overdrawn while something is available`, operations: [] });
    const bound = books.bounds.get(prefix);
    if (bound !== undefined && -balance > bound && !books.beyond.has(prefix))
      faults.push({ what: `${prefix} is overdrawn past its bound, and no truth made it so`, operations: [] });
  }
  for (const [level, sum] of sums)
    if (sum !== 0n) faults.push({ what: `the pockets of ${level} do not sum to zero`, operations: [] });
  return faults;
}

/** What is reserved is what the open holds hold. */
function heldFaults(standing: Standing, balances: ReadonlyMap<string, bigint>): Fault[] {
  const held = new Map(
    standing.held.map(({ prefix, currency, amount }) => [
      `budget ${currency} ${prefix}/reserved`,
      units(amount),
    ]),
  );
  const accounts = new Set([
    ...held.keys(),
    ...[...balances.keys()].filter((key) => key.endsWith('/reserved')),
  ]);
  return [...accounts]
    .filter((account) => (held.get(account) ?? 0n) !== (balances.get(account) ?? 0n))
    .map((account) => ({ what: `${account} is not what its holds hold`, operations: [] }));
}

/** The model's balances, account by account. */
function modelFaults(balances: ReadonlyMap<string, bigint>, books: Books): Fault[] {
  const expected = new Map<string, bigint>(
    [...books.accounts].map(([account, balance]) => [`financial ${account}`, balance]),
  );
  for (const [prefix, purse] of books.purses)
    for (const [pocket, balance] of pocketsOf(purse))
      expected.set(`budget ${purse.currency} ${prefix}/${pocket}`, balance);
  const accounts = new Set([...expected.keys(), ...balances.keys()]);
  return [...accounts]
    .filter((account) => (expected.get(account) ?? 0n) !== (balances.get(account) ?? 0n))
    .map((account) => ({
      what: `${account} stands at ${balances.get(account) ?? 0n} and the model at ${expected.get(account) ?? 0n}`,
      operations: [],
    }));
}

const pocketsOf = (purse: Purse): [string, bigint][] => [
  ['appropriation', -purse.appropriated],
  ['available', purse.available],
  ['leased', purse.leased],
  ['reserved', purse.reserved],
  ['spent', purse.spent],
  ['expired', purse.expired],
  ['overdraft', -purse.overdrawn],
];

function holdFaults({ holds }: Standing, books: Books): Fault[] {
  return holds
    .filter(({ id, state, amount, settled }) => {
      const known = books.holds.get(id);
      return known?.state !== state || known.amount !== units(amount) || known.settled !== units(settled);
    })
    .map(({ id, state, amount, settled }) => ({
      what: `the hold ${id} is ${state}, holds ${amount}, settled ${settled}; the model says otherwise`,
      operations: [],
    }));
}
