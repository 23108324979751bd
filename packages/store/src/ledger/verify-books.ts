import { budgetRoots, guardedPockets } from '@exchequer/model';
import { amountOf, amountText } from './amount.ts';
import type { Finding, Findings, Session } from './verify.ts';

/** Examines what stands beside the transactions: balances, holds, commands, closed periods. */
export async function examineBooks(
  session: Session,
  balances: ReadonlyMap<string, bigint>,
  findings: Findings,
): Promise<{ accounts: number; commands: number; holds: number }> {
  const accounts = await examineAccounts(session, balances, findings);
  for (const examine of [
    pocketsOff,
    holdsOff,
    heldWithoutState,
    missingTransactions,
    postedIntoClosed,
    reversedWrong,
  ]) {
    findings.add(await examine(session));
  }
  const [counts] = await session<{ commands: number; holds: number }[]>`
    SELECT (SELECT count(*)::int FROM ledger_command) AS commands, (SELECT count(*)::int FROM ledger_hold) AS holds`;
  return { accounts, commands: counts?.commands ?? 0, holds: counts?.holds ?? 0 };
}

interface AccountRow {
  id: string;
  name: string;
  balance: string;
  book: string;
  guarded: boolean;
  should_be_budget: boolean;
  should_be_guarded: boolean;
}

async function examineAccounts(
  session: Session,
  balances: ReadonlyMap<string, bigint>,
  findings: Findings,
): Promise<number> {
  const rows = await session<AccountRow[]>`
    SELECT id, key || ' ' || currency || ' (' || workspace || ')' AS name, balance, book, guarded,
      split_part(key, '/', 1) = ANY (${[...budgetRoots]}::text[]) AS should_be_budget,
      split_part(key, '/', 1) = ANY (${[...budgetRoots]}::text[])
        AND split_part(key, '/', -1) = ANY (${[...guardedPockets]}::text[]) AS should_be_guarded
    FROM ledger_account ORDER BY id`;
  const known = new Set<string>();
  for (const row of rows) {
    known.add(row.id);
    findings.add(findingsOf(row, balances.get(row.id) ?? 0n));
  }
  for (const [id, sum] of balances) {
    if (known.has(id)) continue;
    findings.add([
      {
        invariant: 'accounts',
        subject: `account ${id}`,
        detail: `it is missing; its postings sum to ${amountText(sum)}`,
      },
    ]);
  }
  return rows.length;
}

function findingsOf(row: AccountRow, sum: bigint): Finding[] {
  const subject = `account ${row.name}`;
  const findings: Finding[] = [];
  if (amountOf(row.balance) !== sum) {
    const detail = `its balance is ${row.balance}, its postings sum to ${amountText(sum)}`;
    findings.push({ invariant: 'balance', subject, detail });
  }
  if (row.guarded !== row.should_be_guarded || (row.book === 'budget') !== row.should_be_budget) {
    const detail = `it stands in the ${row.book} book, ${row.guarded ? '' : 'not '}guarded, which its key does not say`;
    findings.push({ invariant: 'accounts', subject, detail });
  }
  return findings;
}

async function pocketsOff(session: Session): Promise<Finding[]> {
  const rows = await session<{ period: string; workspace: string; currency: string; sum: string }[]>`
    SELECT workspace, currency, regexp_replace(key, '/[^/]*$', '') AS period, sum(balance) AS sum
    FROM ledger_account WHERE starts_with(key, 'envelope/')
    GROUP BY 1, 2, 3 HAVING sum(balance) <> 0 LIMIT 1000`;
  return rows.map(({ period, workspace, currency, sum }) => ({
    invariant: 'pockets',
    subject: `${period} ${currency} (${workspace})`,
    detail: `its pockets sum to ${sum}, which is not zero`,
  }));
}

async function holdsOff(session: Session): Promise<Finding[]> {
  const rows = await session<{ account: string; held: string; reserved: string; holds: string | null }[]>`
    WITH held AS (
      SELECT h.workspace, h.currency, p || '/reserved' AS key, sum(h.amount) AS held,
        string_agg(h.id, ', ' ORDER BY h.id) AS holds
      FROM ledger_hold h CROSS JOIN LATERAL unnest(h.path) AS p
      WHERE h.state IN ('open', 'in_doubt') GROUP BY 1, 2, 3),
    reserved AS (
      SELECT workspace, currency, key, balance FROM ledger_account
      WHERE starts_with(key, 'envelope/') AND key LIKE '%/reserved')
    SELECT key || ' ' || currency || ' (' || workspace || ')' AS account,
      coalesce(held, 0) AS held, coalesce(balance, 0) AS reserved, left(holds, 300) AS holds
    FROM held FULL JOIN reserved USING (workspace, currency, key)
    WHERE coalesce(held, 0) <> coalesce(balance, 0) LIMIT 1000`;
  return rows.map(({ account, held, reserved, holds }) => ({
    invariant: 'holds',
    subject: `account ${account}`,
    detail: `its holds come to ${held}, and ${reserved} is reserved${holds ? `; they are ${holds}` : ''}`,
  }));
}

async function heldWithoutState(session: Session): Promise<Finding[]> {
  const rows = await session<{ id: string; workspace: string; state: string; amount: string }[]>`
    SELECT id, workspace, state, amount FROM ledger_hold
    WHERE state NOT IN ('open', 'in_doubt') AND amount <> 0 LIMIT 1000`;
  return rows.map(({ id, workspace, state, amount }) => ({
    invariant: 'holds',
    subject: `hold ${id} (${workspace})`,
    detail: `it is ${state} and yet holds ${amount}`,
  }));
}

async function missingTransactions(session: Session): Promise<Finding[]> {
  const rows = await session<{ id: string; key: string; workspace: string; other: string | null }[]>`
    SELECT c.id, c.key, c.workspace, t.command_key AS other
    FROM (SELECT workspace, key, unnest(transactions) AS id FROM ledger_command) c
    LEFT JOIN ledger_transaction t ON t.id = c.id
    WHERE t.id IS NULL OR t.workspace <> c.workspace OR t.command_key <> c.key LIMIT 1000`;
  return rows.map(({ id, key, workspace, other }) => ({
    invariant: 'command',
    subject: `transaction ${id}`,
    detail:
      other === null
        ? `the command ${key} (${workspace}) posted it, and it is missing`
        : `the command ${key} (${workspace}) says that it posted it, and it names ${other}`,
  }));
}

async function postedIntoClosed(session: Session): Promise<Finding[]> {
  const rows = await session<{ id: string; posted_on: string; through: string; book: string }[]>`
    WITH closed AS (
      SELECT *, lead(after_transaction, 1, 9223372036854775807) OVER (
        PARTITION BY workspace, book ORDER BY closed_through) AS until
      FROM ledger_close)
    SELECT t.id, t.posted_on, c.closed_through AS through, t.book
    FROM closed c JOIN ledger_transaction t
      ON t.workspace = c.workspace AND t.book = c.book
      AND t.id > c.after_transaction AND t.id <= c.until AND t.posted_on <= c.closed_through
    LIMIT 1000`;
  return rows.map(({ id, posted_on, through, book }) => ({
    invariant: 'closed-period',
    subject: `transaction ${id}`,
    detail: `it is posted on ${posted_on}, when the ${book} book was closed through ${through}`,
  }));
}

async function reversedWrong(session: Session): Promise<Finding[]> {
  const rows = await session<{ id: string; reverses: string }[]>`
    SELECT r.id, r.reverses FROM ledger_transaction r LEFT JOIN ledger_transaction t ON t.id = r.reverses
    WHERE r.reverses IS NOT NULL AND (t.id IS NULL OR t.workspace <> r.workspace OR t.kind = 'reversal') LIMIT 1000`;
  return rows.map(({ id, reverses }) => ({
    invariant: 'reversal',
    subject: `transaction ${id}`,
    detail: `it takes back transaction ${reverses}, which is missing or cannot be taken back`,
  }));
}
