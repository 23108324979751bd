import { amountOf, amountText } from './amount.ts';
import { digestSql, lineSql } from './digest.ts';
import type { Chunk, Finding, Session } from './verify.ts';

/** What a range of transactions comes to. */
export interface ChunkExamined {
  transactions: number;
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
  const broken = await session.unsafe<Broken[]>(brokenSql, range);
  const moved = await session.unsafe<MovementRow[]>(movementsSql, range);
  const [count] = await session.unsafe<{ count: number }[]>(
    'SELECT count(*)::int AS count FROM ledger_transaction WHERE id >= $1::bigint AND id < $2::bigint',
    range,
  );
  return {
    transactions: count?.count ?? 0,
    postings: moved.reduce((sum, { postings }) => sum + postings, 0),
    findings: broken.flatMap(findingsOf),
    movements: moved.map(({ account, sum, taken }) => ({
      account,
      sum: amountOf(sum),
      taken: amountOf(taken),
    })),
  };
}

interface Broken {
  id: string;
  known: boolean;
  lines: number | null;
  whole: boolean;
  balanced: boolean;
  command: boolean;
  accounts: string | null;
}

/**
 * Transactions of a range that are not as they were posted, with the accounts they touch. Sums are
 * over all currencies at once; `unevenCurrencies` looks at those few lines that are not in the main one.
 */
const brokenSql = `
  WITH l AS MATERIALIZED (
    SELECT p.transaction_id AS id, count(*)::int AS count, sum(p.amount) AS sum,
      string_agg(${lineSql}, '' ORDER BY p.line) AS lines
    FROM ledger_posting p
    WHERE p.transaction_id >= $1::bigint AND p.transaction_id < $2::bigint
    GROUP BY p.transaction_id),
  examined AS (
    SELECT coalesce(t.id, l.id) AS id, t.id IS NOT NULL AS known, l.count AS lines,
      coalesce(t.digest = ${digestSql}, false) AS whole,
      coalesce(l.count >= 2 AND l.sum = 0, false) AS balanced,
      coalesce(t.id = ANY (c.transactions), false) AS command
    FROM (SELECT * FROM ledger_transaction WHERE id >= $1::bigint AND id < $2::bigint) t
    FULL JOIN l ON l.id = t.id
    LEFT JOIN LATERAL (
      SELECT * FROM ledger_command WHERE workspace = t.workspace AND key = t.command_key LIMIT 1) c ON true)
  SELECT e.*, (
    SELECT string_agg(coalesce(a.key, 'account ' || p.account_id) || ' ' || p.amount, ', ' ORDER BY p.line)
    FROM ledger_posting p LEFT JOIN ledger_account a ON a.id = p.account_id
    WHERE p.transaction_id = e.id) AS accounts
  FROM examined e WHERE NOT (known AND whole AND balanced AND command) ORDER BY e.id`;

function findingsOf({ id, known, lines, whole, balanced, command, accounts }: Broken): Finding[] {
  const subject = `transaction ${id}`;
  const stands = accounts ? `; its lines are ${accounts}` : '';
  if (!known) {
    return [{ invariant: 'transaction', subject, detail: `it is missing, and its lines are left${stands}` }];
  }
  const findings: Finding[] = [];
  const found = (invariant: string, detail: string) => findings.push({ invariant, subject, detail });
  if (lines === null) found('lines', 'it has no lines left');
  else if (!balanced) found('sum-zero', `its lines do not sum to zero${stands}`);
  if (!whole) {
    found('digest', `it, its command or a line of it is not what was posted: the digest differs${stands}`);
  }
  if (!command) found('command', `no command with its key says that it posted it${stands}`);
  return findings;
}

interface MovementRow {
  account: string;
  postings: number;
  sum: string;
  taken: string;
}

const movementsSql = `
  SELECT account_id AS account, count(*)::int AS postings, sum(amount) AS sum,
    coalesce(-sum(amount) FILTER (WHERE amount < 0), 0.000000000000) AS taken
  FROM ledger_posting WHERE transaction_id >= $1::bigint AND transaction_id < $2::bigint
  GROUP BY account_id`;

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
  FROM ledger_posting
  WHERE account_id = ANY (${suspects.map(({ account }) => account)}::bigint[])
    AND transaction_id >= ${String(from)}::bigint AND transaction_id < ${String(to)}::bigint`;
