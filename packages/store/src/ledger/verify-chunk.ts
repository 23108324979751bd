import { amountOf, amountText } from './amount.ts';
import { digestSql, linesSql } from './digest.ts';
import type { Chunk, Finding, Session } from './finding.ts';

/** What a range of transactions comes to. */
export interface ChunkExamined {
  transactions: number;
  /** Transactions whose command says that it posted them. */
  commanded: number;
  postings: number;
  findings: Finding[];
  movements: AccountMovement[];
}

/** How a range of transactions moves an account. */
export interface AccountMovement {
  account: string;
  sum: bigint;
  /** What was taken out in all: the account can have fallen by no more. */
  taken: bigint;
}

export async function examineChunk(session: Session, chunk: Chunk): Promise<ChunkExamined> {
  const range = [String(chunk.from), String(chunk.to)];
  const rows = await session.unsafe<(MovementRow | BrokenRow)[]>(examineSql, range);
  const moved = rows.filter((row) => row.account !== null);
  const broken = rows.flatMap((row) => (row.account === null ? [row] : []));
  const [count] = await session.unsafe<{ count: number }[]>(
    'SELECT count(*)::int AS count FROM ledger_transaction WHERE id >= $1::bigint AND id < $2::bigint',
    range,
  );
  const transactions = count?.count ?? 0;
  return {
    transactions,
    commanded: transactions - broken.filter(({ command }) => !command).length,
    postings: moved.reduce((sum, { count }) => sum + (count ?? 0), 0),
    findings: await brokenFindings(session, broken),
    movements: moved.map(({ account, sum, taken }) => ({
      account,
      sum: amountOf(sum),
      taken: amountOf(taken),
    })),
  };
}

interface MovementRow {
  account: string;
  count: number;
  sum: string;
  taken: string;
}

/** A transaction that is not as it was posted. */
interface BrokenRow {
  account: null;
  id: string;
  /** Lines that are left. */
  count: number;
  whole: boolean;
  balanced: boolean;
  command: boolean;
}

/**
 * How the lines of a range move each account, and the transactions that are not as they were posted.
 * Sums of a transaction are over all currencies at once; the few lines that are not in the main
 * currency are looked at elsewhere. Unfolding both arrays side by side in the list of columns costs
 * half of what the view's call per transaction costs.
 */
const examineSql = `
  WITH examined AS (
    SELECT t.id, l.count,
      t.digest = ${digestSql} AS whole,
      l.count >= 2 AND l.sum = 0 AS balanced,
      coalesce(t.id = ANY (c.transactions), false) AS command
    FROM ledger_transaction t
    CROSS JOIN LATERAL (
      SELECT count(*)::int AS count, coalesce(sum(p.amount), 0) AS sum, ${linesSql} AS lines
      FROM (SELECT unnest(t.accounts) AS account_id, unnest(t.amounts) AS amount) p) l
    LEFT JOIN LATERAL (
      SELECT * FROM ledger_command WHERE workspace = t.workspace AND key = t.command_key LIMIT 1) c ON true
    WHERE t.id >= $1::bigint AND t.id < $2::bigint)
  SELECT account_id AS account, count(*)::int AS count, sum(amount) AS sum,
    coalesce(-sum(amount) FILTER (WHERE amount < 0), 0.000000000000) AS taken,
    NULL::bigint AS id, NULL::boolean AS whole, NULL::boolean AS balanced, NULL::boolean AS command
  FROM (
    SELECT unnest(accounts) AS account_id, unnest(amounts) AS amount
    FROM ledger_transaction WHERE id >= $1::bigint AND id < $2::bigint) p
  GROUP BY account_id
  UNION ALL
  SELECT NULL, count, NULL, NULL, id, whole, balanced, command
  FROM examined WHERE (whole AND balanced AND command) IS NOT TRUE`;

async function brokenFindings(session: Session, broken: readonly BrokenRow[]): Promise<Finding[]> {
  if (broken.length === 0) return [];
  const rows = await session<{ id: string; accounts: string }[]>`
    SELECT p.transaction_id AS id,
      string_agg(coalesce(a.key, 'account ' || p.account_id) || ' ' || p.amount, ', ' ORDER BY p.line) AS accounts
    FROM ledger_posting p LEFT JOIN ledger_account a ON a.id = p.account_id
    WHERE p.transaction_id = ANY (${broken.map(({ id }) => id)}::bigint[]) GROUP BY 1`;
  const accounts = new Map(rows.map((row) => [row.id, row.accounts]));
  return broken.flatMap((row) => findingsOf(row, accounts.get(row.id)));
}

function findingsOf(row: BrokenRow, accounts: string | undefined): Finding[] {
  const { count, whole, balanced, command } = row;
  const subject = `transaction ${row.id}`;
  const stands = accounts ? `; its lines are ${accounts}` : '';
  const findings: Finding[] = [];
  const found = (invariant: string, detail: string) => findings.push({ invariant, subject, detail });
  if (count === 0) found('lines', 'it has no lines left');
  else if (!balanced) found('sum-zero', `its lines do not sum to zero${stands}`);
  if (!whole) {
    found('digest', `it, its command or a line of it is not what was posted: the digest differs${stands}`);
  }
  if (!command) found('command', `no command with its key says that it posted it${stands}`);
  return findings;
}

/** An account that may have fallen below zero within a range. */
export interface Suspect {
  account: string;
  name: string;
  /** Its balance before the range. */
  before: bigint;
}

/**
 * Replays the accounts through a range, transaction by transaction. Lines of one transaction count
 * together: between them nothing was ever visible.
 */
export async function replaySuspects(
  session: Session,
  chunk: Chunk,
  suspects: readonly Suspect[],
): Promise<Finding[]> {
  const rows = await session<{ account: string; lowest: string }[]>`
    SELECT account_id AS account, min(run) AS lowest FROM (${runs(session, chunk, suspects)}) r GROUP BY 1`;
  const lowest = new Map(rows.map((row) => [row.account, row.lowest]));
  const findings: Finding[] = [];
  for (const suspect of suspects) {
    const fall = lowest.get(suspect.account);
    if (fall === undefined || suspect.before + amountOf(fall) >= 0n) continue;
    const [at] = await session<{ id: string }[]>`
      SELECT transaction_id AS id FROM (${runs(session, chunk, [suspect])}) r
      WHERE run = ${fall}::numeric ORDER BY transaction_id LIMIT 1`;
    findings.push({
      invariant: 'guard',
      subject: `account ${suspect.name}`,
      detail: `it stood at ${amountText(suspect.before + amountOf(fall))} after transaction ${at?.id}`,
    });
  }
  return findings;
}

const runs = (session: Session, { from, to }: Chunk, suspects: readonly Suspect[]) => session`
  SELECT account_id, transaction_id,
    sum(amount) OVER (PARTITION BY account_id ORDER BY transaction_id) AS run
  FROM (
    SELECT id AS transaction_id, unnest(accounts) AS account_id, unnest(amounts) AS amount
    FROM ledger_transaction WHERE id >= ${String(from)}::bigint AND id < ${String(to)}::bigint) p
  WHERE account_id = ANY (${suspects.map(({ account }) => account)}::bigint[])`;
