import { setTimeout as wait } from 'node:timers/promises';
import type { Sql } from 'postgres';
import { LedgerFailure } from './failure.ts';
import { booksLock } from './found.ts';

/** A link of the hash chain over the books. */
export interface Seal {
  id: string;
  /** Ids of the range, both included. Ids that were given out in vain are missing in it for good. */
  first: string;
  last: string;
  transactions: number;
  /** Hex. */
  hash: string;
}

/** Only one process seals at a time. */
const sealerLock = booksLock + 1;
const mostPerSeal = 10_000;
const pollMs = 5;
const longestWaitMs = 30_000;

/**
 * Seals every transaction that is not sealed yet, in ranges; returns the new links. Each carries the
 * hash of the one before and the digests of its range, so a row that is changed, removed or put in
 * later breaks the chain. Does nothing while another process seals.
 */
export async function sealLedger(sql: Sql, now: Date): Promise<Seal[]> {
  return await sql.begin(async (tx) => {
    const [lock] = await tx<{ mine: boolean }[]>`
      SELECT pg_try_advisory_xact_lock(${sealerLock}, 0) AS mine`;
    const bound = lock?.mine ? await safeBound(sql) : { transaction: '0', account: '0' };
    const seals: Seal[] = [];
    for (;;) {
      const [seal] = await tx<Seal[]>`
        WITH previous AS (
          SELECT coalesce(max(last_transaction), 0) AS last, coalesce(max(last_account), 0) AS last_account,
            coalesce((SELECT hash FROM ledger_seal ORDER BY id DESC LIMIT 1), ${genesis}) AS hash
          FROM ledger_seal),
        range AS (
          SELECT previous.*, c.until, c.found, greatest(${bound.account}::bigint, last_account) AS until_account
          FROM previous, LATERAL (
            SELECT max(id) AS until, count(*) AS found FROM (
              SELECT id FROM ledger_transaction WHERE id > last AND id <= ${bound.transaction}::bigint
              ORDER BY id LIMIT ${mostPerSeal}) t) c)
        INSERT INTO ledger_seal (first_transaction, last_transaction, first_account, last_account,
          transactions, previous, hash, sealed_at)
        SELECT last + 1, until, last_account + 1, until_account, found, hash,
          ${tx.unsafe(linkSql('hash', 'last + 1', 'until', 'last_account + 1', 'until_account'))},
          ${now}::timestamptz
        FROM range WHERE found > 0
        RETURNING id, first_transaction AS first, last_transaction AS last, transactions::int,
          encode(hash, 'hex') AS hash`;
      if (!seal) return seals;
      seals.push(seal);
    }
  });
}

/** What the first link follows. */
export const genesis = Buffer.alloc(32);

/** Hash of a link: that of the link before, and the digests of its transactions and new accounts. */
export const linkSql = (previous: string, ...[first, last, firstAccount, lastAccount]: string[]): string => `
  sha256(${previous} || (
    SELECT coalesce(string_agg(int8send(t.id) || t.digest, ''::bytea ORDER BY t.id), '')
    FROM ledger_transaction t WHERE t.id BETWEEN ${first} AND ${last}) || (
    SELECT coalesce(string_agg(int8send(a.id) || a.digest, ''::bytea ORDER BY a.id), '')
    FROM ledger_account a WHERE a.id BETWEEN ${firstAccount} AND ${lastAccount}))`;

/**
 * The highest ids below which nothing can appear any more. Ids are given out before the commit, so
 * those who were posting when the ids were read have to be waited for; nobody waits for us.
 */
async function safeBound(sql: Sql): Promise<{ transaction: string; account: string }> {
  const [last] = await sql<{ transaction: string; account: string }[]>`
    SELECT t.last_value - CASE WHEN t.is_called THEN 0 ELSE 1 END AS transaction,
      a.last_value - CASE WHEN a.is_called THEN 0 ELSE 1 END AS account
    FROM ledger_transaction_id_seq t, ledger_account_id_seq a`;
  const posting = await postingNow(sql);
  const until = performance.now() + longestWaitMs;
  while (posting.size > 0) {
    const still = await postingNow(sql);
    for (const one of posting) if (!still.has(one)) posting.delete(one);
    if (posting.size === 0) break;
    if (performance.now() > until) throw stillPosting();
    await wait(pollMs);
  }
  return last ?? { transaction: '0', account: '0' };
}

async function postingNow(sql: Sql): Promise<Set<string>> {
  const rows = await sql<{ one: string }[]>`
    SELECT virtualtransaction AS one FROM pg_locks
    WHERE locktype = 'advisory' AND classid = ${booksLock} AND objsubid = 2 AND granted
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
  return new Set(rows.map(({ one }) => one));
}

const stillPosting = (): LedgerFailure =>
  new LedgerFailure(
    'not-settling',
    `a transaction has been posting for more than ${longestWaitMs / 1000} s, so nothing after it can be sealed`,
    'Look in pg_stat_activity for a transaction that does not end; sealing goes on by itself after it.',
  );
