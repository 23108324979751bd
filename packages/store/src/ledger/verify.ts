import { isGuarded } from '@exchequer/model';
import type { Sql } from 'postgres';
import { type Chunk, type Finding, Findings, type Session } from './finding.ts';
import { type AccountState, compareBalances, loadAccounts } from './verify-accounts.ts';
import { examineBooks } from './verify-books.ts';
import { type ChunkExamined, examineChunk, replaySuspects, type Suspect } from './verify-chunk.ts';
import { examineSeals } from './verify-seals.ts';

export interface LedgerVerification {
  sound: boolean;
  /** The first thousand. */
  findings: Finding[];
  findingsTotal: number;
  /** What was examined. */
  counts: {
    transactions: number;
    postings: number;
    accounts: number;
    commands: number;
    holds: number;
    seals: number;
  };
  /** Hash of the last link of the chain, hex; who keeps it can tell later whether the chain was made anew. */
  head: string | null;
  durationMs: number;
}

export interface VerifyOptions {
  /** Told how many transactions are examined, of how many. */
  onProgress?: (done: number, total: number) => void;
  /** Sessions that examine side by side. */
  sessions?: number;
  /** Transactions examined at once. */
  chunk?: number;
}

/**
 * Replays all history as it stands at this moment and proves every invariant of the books: entries sum to
 * zero per currency, digests and the chain over them fit, balances are what the postings add up to,
 * guarded accounts never fell below zero, holds agree with what is reserved, pockets sum to zero,
 * each command took effect once, and nothing was posted into a closed period. Changes nothing.
 */
export async function verifyLedger(sql: Sql, options: VerifyOptions = {}): Promise<LedgerVerification> {
  const { onProgress = () => {}, sessions = 2, chunk = 25_000 } = options;
  const started = performance.now();
  const findings = new Findings();
  const sessionsOpen = await openSnapshot(sql, sessions);
  try {
    const [first] = sessionsOpen as [Session, ...Session[]];
    const range = await rangeOf(first);
    const accounts = await loadAccounts(first);
    const chunks = chunksOf(range, chunk);
    let done = 0;
    for (const session of sessionsOpen) await preferIndexes(session, 'off');
    const examined = await sideBySide(sessionsOpen, chunks, async (session, one) => {
      const result = await examineChunk(session, one);
      findings.add(result.findings);
      done += result.transactions;
      onProgress(done, range.total);
      return result;
    });
    const { sums, suspects } = replay(examined, accounts);
    await sideBySide(sessionsOpen, chunks, async (session, one, at) => {
      const some = suspects[at] ?? [];
      if (some.length > 0) findings.add(await replaySuspects(session, one, some));
    });
    findings.add(compareBalances(accounts, sums));
    for (const session of sessionsOpen) await preferIndexes(session, 'on');
    const commanded = examined.reduce((sum, one) => sum + one.commanded, 0);
    const [books, chain] = await Promise.all([
      examineBooks(first, findings, commanded),
      examineSeals(sessionsOpen[1] ?? first, findings),
    ]);
    const postings = examined.reduce((sum, { postings }) => sum + postings, 0);
    return {
      ...findings.answer(),
      counts: {
        transactions: range.total,
        postings,
        accounts: accounts.size,
        ...books,
        seals: chain.seals,
      },
      head: chain.head,
      durationMs: Math.round(performance.now() - started),
    };
  } finally {
    for (const session of sessionsOpen) await closeSession(session);
  }
}

/** Gives the next chunk to whichever session is free; answers in the order of the chunks. */
async function sideBySide<R>(
  sessions: readonly Session[],
  chunks: readonly Chunk[],
  examine: (session: Session, chunk: Chunk, at: number) => Promise<R>,
): Promise<R[]> {
  const answers: R[] = new Array(chunks.length);
  let next = 0;
  const work = async (session: Session) => {
    for (let at = next++; at < chunks.length; at = next++) {
      answers[at] = await examine(session, chunks[at] as Chunk, at);
    }
  };
  await Promise.all(sessions.map(work));
  return answers;
}

/** Postings are read in the order of their key, in which they stand: that spares every sort. */
async function preferIndexes(session: Session, others: 'on' | 'off'): Promise<void> {
  await session.unsafe(`SET LOCAL enable_seqscan = ${others}; SET LOCAL enable_bitmapscan = ${others}`);
}

/** Sessions that all see the books of the same moment. */
async function openSnapshot(sql: Sql, count: number): Promise<Session[]> {
  const sessions: Session[] = [];
  let snapshot = '';
  for (let at = 0; at < count; at++) {
    const session = await sql.reserve();
    sessions.push(session);
    await session`BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY`;
    if (at === 0) {
      const [row] = await session<{ name: string }[]>`SELECT pg_export_snapshot() AS name`;
      snapshot = row?.name ?? '';
    } else {
      // A name that the server gave; the statement takes no parameters.
      await session.unsafe(`SET TRANSACTION SNAPSHOT '${snapshot.replaceAll("'", '')}'`);
    }
    // Digests are over the text of rows: its form must not depend on the server's settings.
    await session`SET LOCAL datestyle = 'ISO, YMD'`;
    await session`SET LOCAL work_mem = '256MB'`;
    // A plan kept for every range does not know how many accounts it is asked for and would compare each
    // line with each of them; and no query here is worth compiling.
    await session`SET LOCAL plan_cache_mode = 'force_custom_plan'`;
    await session`SET LOCAL jit = 'off'`;
  }
  return sessions;
}

async function closeSession(session: Session): Promise<void> {
  await session`ROLLBACK`.catch(() => {});
  session.release();
}

async function rangeOf(session: Session): Promise<Chunk & { total: number }> {
  const [row] = await session<{ first: string | null; last: string | null; total: number }[]>`
    SELECT min(id) AS first, max(id) AS last, count(*)::int AS total FROM ledger_transaction`;
  if (!row || row.first === null || row.last === null) return { from: 0n, to: 0n, total: 0 };
  return { from: BigInt(row.first), to: BigInt(row.last) + 1n, total: row.total };
}

function chunksOf({ from, to }: Chunk, size: number): Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = from; at < to; at += BigInt(size)) {
    const end = at + BigInt(size);
    chunks.push({ from: at, to: end < to ? end : to });
  }
  return chunks;
}

/**
 * Adds the chunks up in order. Gives what every account comes to, and per chunk the guarded accounts
 * that may have fallen below zero in it: more was taken out than was there before.
 */
function replay(chunks: readonly ChunkExamined[], accounts: ReadonlyMap<string, AccountState>) {
  const sums = new Map<string, bigint>();
  const suspects = chunks.map(({ movements }) => {
    const some: Suspect[] = [];
    for (const { account, sum, taken } of movements) {
      const before = sums.get(account) ?? 0n;
      sums.set(account, before + sum);
      const known = accounts.get(account);
      if (taken > before && known && isGuarded(known.key)) some.push({ account, name: known.name, before });
    }
    return some;
  });
  return { sums, suspects };
}
