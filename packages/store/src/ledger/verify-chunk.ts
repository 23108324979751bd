import { amountOf } from './amount.ts';
import { digestSql, lineSql } from './digest.ts';
import type { Chunk, Finding, Session } from './verify.ts';

/** What a range of transactions comes to. */
export interface ChunkExamined {
  transactions: number;
  postings: number;
  findings: Finding[];
  accounts: AccountMovement[];
}

/** How a range of transactions moves an account. */
export interface AccountMovement {
  id: string;
  name: string;
  guarded: boolean;
  sum: bigint;
  /** The lowest it stands after any transaction of the range, from zero. */
  lowest: bigint;
  lowestAt: string;
}

export async function examineChunk(session: Session, chunk: Chunk): Promise<ChunkExamined> {
  const broken = await brokenTransactions(session, chunk);
  const movements = await movementsOf(session, chunk);
  return {
    transactions: broken.transactions,
    postings: movements.postings,
    findings: broken.findings,
    accounts: movements.accounts,
  };
}

interface Broken {
  id: string;
  transactions: number;
  known: boolean;
  lines: number | null;
  whole: boolean;
  balanced: boolean;
  own: boolean;
  command: boolean;
  accounts: string | null;
}

/** Transactions that are not as they were posted, with the accounts they touch. */
async function brokenTransactions(session: Session, { from, to }: Chunk) {
  const rows = await session.unsafe<(Broken & { examined: number })[]>(brokenSql, [String(from), String(to)]);
  const [count] = await session<{ count: number }[]>`
    SELECT count(*)::int AS count FROM ledger_transaction WHERE id >= ${String(from)} AND id < ${String(to)}`;
  return { transactions: count?.count ?? 0, findings: rows.flatMap(findingsOf) };
}

/**
 * A single currency is the rule, so the sum per currency is taken only where there are several. One
 * row per transaction of the range that breaks an invariant.
 */
const brokenSql = `
  WITH l AS MATERIALIZED (
    SELECT p.transaction_id AS id, count(*)::int AS count,
      string_agg(${lineSql}, '' ORDER BY p.line) AS lines,
      sum(p.amount) AS sum, min(a.currency) AS low, max(a.currency) AS high,
      min(a.workspace) AS first_workspace, max(a.workspace) AS last_workspace,
      min(a.book) AS first_book, max(a.book) AS last_book, bool_and(a.id IS NOT NULL) AS known
    FROM ledger_posting p LEFT JOIN ledger_account a ON a.id = p.account_id
    WHERE p.transaction_id >= $1::bigint AND p.transaction_id < $2::bigint
    GROUP BY p.transaction_id),
  examined AS (
    SELECT coalesce(t.id, l.id) AS id, t.id IS NOT NULL AS known, l.count AS lines,
      coalesce(t.digest = ${digestSql}, false) AS whole,
      coalesce(l.count >= 2 AND l.sum = 0 AND l.low = l.high, false) AS plain,
      coalesce(l.known AND l.first_workspace = t.workspace AND l.last_workspace = t.workspace
        AND l.first_book = t.book AND l.last_book = t.book, false) AS own,
      c.key IS NOT NULL AND t.id = ANY (c.transactions) AS command
    FROM (SELECT * FROM ledger_transaction WHERE id >= $1::bigint AND id < $2::bigint) t
    FULL JOIN l ON l.id = t.id
    LEFT JOIN ledger_command c ON c.workspace = t.workspace AND c.key = t.command_key),
  suspect AS (
    SELECT * FROM examined WHERE NOT (known AND whole AND plain AND own AND command))
  SELECT * FROM (
    SELECT s.id, s.known, s.lines, s.whole, s.own, coalesce(s.command, false) AS command,
      s.lines >= 2 AND NOT EXISTS (
        SELECT FROM ledger_posting p LEFT JOIN ledger_account a ON a.id = p.account_id
        WHERE p.transaction_id = s.id GROUP BY a.currency HAVING sum(p.amount) <> 0) AS balanced,
      (SELECT string_agg(coalesce(a.key, 'account ' || p.account_id) || ' ' || p.amount, ', ' ORDER BY p.line)
        FROM ledger_posting p LEFT JOIN ledger_account a ON a.id = p.account_id
        WHERE p.transaction_id = s.id) AS accounts
    FROM suspect s) s
  WHERE NOT (known AND whole AND own AND command AND coalesce(balanced, false))
  ORDER BY id`;

function findingsOf({ id, known, lines, whole, balanced, own, command, accounts }: Broken): Finding[] {
  const subject = `transaction ${id}`;
  const stands = accounts ? `; its lines are ${accounts}` : '';
  if (!known) {
    return [{ invariant: 'transaction', subject, detail: `it is missing, and its lines are left${stands}` }];
  }
  const findings: Finding[] = [];
  const found = (invariant: string, detail: string) => findings.push({ invariant, subject, detail });
  if (lines === null) found('lines', 'it has no lines left');
  else if (!balanced) found('sum-zero', `its lines do not sum to zero in each currency${stands}`);
  if (!own && lines !== null)
    found('accounts', `an account of its lines is missing or belongs elsewhere${stands}`);
  if (!whole)
    found('digest', `it, its command or a line of it is not what was posted: the digest differs${stands}`);
  if (!command) found('command', `no command with its key says that it posted it${stands}`);
  return findings;
}

interface MovementRow {
  id: string;
  name: string | null;
  guarded: boolean | null;
  postings: number;
  sum: string;
  lowest: string;
  lowest_at: string;
}

/** Lines of one transaction count together: between them nothing was ever visible. */
async function movementsOf(session: Session, { from, to }: Chunk) {
  const rows = await session<MovementRow[]>`
    SELECT m.account_id AS id, m.postings, m.sum, m.lowest, m.lowest_at,
      a.key || ' ' || a.currency || ' (' || a.workspace || ')' AS name, a.guarded
    FROM (
      SELECT account_id, count(*)::int AS postings, sum(amount) AS sum, min(run) AS lowest,
        (array_agg(transaction_id ORDER BY run, transaction_id))[1] AS lowest_at
      FROM (
        SELECT account_id, transaction_id, amount,
          sum(amount) OVER (PARTITION BY account_id ORDER BY transaction_id) AS run
        FROM ledger_posting
        WHERE transaction_id >= ${String(from)}::bigint AND transaction_id < ${String(to)}::bigint) p
      GROUP BY account_id) m
    LEFT JOIN ledger_account a ON a.id = m.account_id`;
  return {
    postings: rows.reduce((sum, { postings }) => sum + postings, 0),
    accounts: rows.map((row) => ({
      id: row.id,
      name: row.name ?? row.id,
      guarded: row.guarded ?? false,
      sum: amountOf(row.sum),
      lowest: amountOf(row.lowest),
      lowestAt: row.lowest_at,
    })),
  };
}
