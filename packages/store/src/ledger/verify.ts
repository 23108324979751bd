import type { Sql } from 'postgres';
import { amountText } from './amount.ts';
import { examineBooks } from './verify-books.ts';
import { type ChunkExamined, examineChunk } from './verify-chunk.ts';
import { examineSeals } from './verify-seals.ts';

/** One invariant that does not hold, and the row that breaks it. */
export interface Finding {
  /** Such as `digest`, `balance`, `sum-zero`. */
  invariant: string;
  /** The row, such as `transaction 42` or `account envelope/env_1/2026-11/available USD (live)`. */
  subject: string;
  /** One sentence: what differs. */
  detail: string;
}

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

const mostFindings = 1_000;

/**
 * Replays all history as it stands at this moment and proves every invariant of the books: entries sum to
 * zero per currency, digests and the chain over them fit, balances are what the postings add up to,
 * guarded accounts never fell below zero, holds agree with what is reserved, pockets sum to zero,
 * each command took effect once, and nothing was posted into a closed period. Changes nothing.
 */
export async function verifyLedger(sql: Sql, options: VerifyOptions = {}): Promise<LedgerVerification> {
  const { onProgress = () => {}, sessions = 2, chunk = 20_000 } = options;
  const started = performance.now();
  const findings = new Findings();
  const snapshot = await openSnapshot(sql, sessions);
  try {
    const [first, ...others] = snapshot as [Session, ...Session[]];
    const range = await rangeOf(first);
    const chunks = chunksOf(range, chunk);
    const examined: ChunkExamined[] = new Array(chunks.length);
    let next = 0;
    let done = 0;
    const work = async (session: Session) => {
      for (let at = next++; at < chunks.length; at = next++) {
        const result = await examineChunk(session, chunks[at] as Chunk);
        examined[at] = result;
        findings.add(result.findings);
        done += result.transactions;
        onProgress(Math.min(done, range.total), range.total);
      }
    };
    await Promise.all([first, ...others].map(work));
    const balances = replay(examined, findings);
    const rest = await Promise.all([
      examineBooks(first, balances, findings),
      examineSeals(others[0] ?? first, findings),
    ]);
    const postings = examined.reduce((sum, { postings }) => sum + postings, 0);
    return {
      ...findings.answer(),
      counts: { transactions: range.total, postings, ...rest[0], seals: rest[1].seals },
      head: rest[1].head,
      durationMs: Math.round(performance.now() - started),
    };
  } finally {
    for (const session of snapshot) await closeSession(session);
  }
}

/** Findings, the first of them kept. */
export class Findings {
  readonly #kept: Finding[] = [];
  #total = 0;

  add(found: readonly Finding[]): void {
    this.#total += found.length;
    this.#kept.push(...found.slice(0, mostFindings - this.#kept.length));
  }

  answer() {
    return { sound: this.#total === 0, findings: this.#kept, findingsTotal: this.#total };
  }
}

export type Session = Awaited<ReturnType<Sql['reserve']>>;

/** Half-open range of transaction ids. */
export interface Chunk {
  from: bigint;
  to: bigint;
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
  }
  return sessions;
}

async function closeSession(session: Session): Promise<void> {
  await session`ROLLBACK`.catch(() => {});
  session.release();
}

async function rangeOf(session: Session): Promise<Chunk & { total: number }> {
  const [row] = await session<{ first: string | null; last: string | null; total: number }[]>`
    SELECT least((SELECT min(id) FROM ledger_transaction), (SELECT min(transaction_id) FROM ledger_posting)) AS first,
      greatest((SELECT max(id) FROM ledger_transaction), (SELECT max(transaction_id) FROM ledger_posting)) AS last,
      (SELECT count(*)::int FROM ledger_transaction) AS total`;
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

/** Adds the chunks up in order; returns what every account comes to. */
function replay(chunks: readonly ChunkExamined[], findings: Findings): Map<string, bigint> {
  const balances = new Map<string, bigint>();
  for (const { accounts } of chunks) {
    for (const { id, sum, lowest, guarded, name, lowestAt } of accounts) {
      const before = balances.get(id) ?? 0n;
      balances.set(id, before + sum);
      if (!guarded || before + lowest >= 0n) continue;
      findings.add([
        {
          invariant: 'guard',
          subject: `account ${name}`,
          detail: `it stood at ${amountText(before + lowest)} after transaction ${lowestAt}`,
        },
      ]);
    }
  }
  return balances;
}
