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
    const bound = lock?.mine ? await safeBound(sql) : 0n;
    const seals: Seal[] = [];
    for (;;) {
      const [seal] = await tx<Seal[]>`
        WITH previous AS (
          SELECT coalesce(max(last_transaction), 0) AS last FROM ledger_seal),
        chunk AS (
          SELECT id, digest FROM ledger_transaction
          WHERE id > (SELECT last FROM previous) AND id <= ${String(bound)}::bigint
          ORDER BY id LIMIT ${mostPerSeal}),
        link AS (
          SELECT coalesce((SELECT hash FROM ledger_seal ORDER BY last_transaction DESC LIMIT 1), ${genesis}) AS hash)
        INSERT INTO ledger_seal (first_transaction, last_transaction, transactions, previous, hash, sealed_at)
        SELECT (SELECT last + 1 FROM previous), max(id), count(*), (SELECT hash FROM link),
          sha256((SELECT hash FROM link) || string_agg(int8send(id) || digest, ''::bytea ORDER BY id)),
          ${now}::timestamptz
        FROM chunk HAVING count(*) > 0
        RETURNING id, first_transaction AS first, last_transaction AS last, transactions::int,
          encode(hash, 'hex') AS hash`;
      if (!seal) return seals;
      seals.push(seal);
    }
  });
}

/** What the first link follows. */
export const genesis = Buffer.alloc(32);

/**
 * The highest transaction id below which nothing can appear any more. Ids are given out before the
 * commit, so those who were posting when the id was read have to be waited for; nobody waits for us.
 */
async function safeBound(sql: Sql): Promise<bigint> {
  const [last] = await sql<{ id: string }[]>`
    SELECT CASE WHEN is_called THEN last_value ELSE 0 END AS id FROM ledger_transaction_id_seq`;
  const posting = await postingNow(sql);
  const until = performance.now() + longestWaitMs;
  while (posting.size > 0) {
    const still = await postingNow(sql);
    for (const one of posting) if (!still.has(one)) posting.delete(one);
    if (posting.size === 0) break;
    if (performance.now() > until) throw stillPosting();
    await wait(pollMs);
  }
  return BigInt(last?.id ?? '0');
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
