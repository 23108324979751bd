import type { Finding, Findings, Session } from './finding.ts';

/**
 * Examines what stands beside the transactions: pockets, holds, commands, closed periods.
 * @param commanded transactions that were found to be named by the command they name
 */
export async function examineBooks(
  session: Session,
  findings: Findings,
  commanded: number,
): Promise<{ commands: number; holds: number }> {
  const examinations = [
    unevenCurrencies,
    pocketsOff,
    holdsOff,
    heldWithoutState,
    postedIntoClosed,
    reversedWrong,
  ];
  for (const examine of examinations) findings.add(await examine(session));
  const [counts] = await session<{ commands: number; named: string; holds: number }[]>`
    SELECT count(*)::int AS commands, coalesce(sum(cardinality(transactions)), 0) AS named,
      (SELECT count(*)::int FROM ledger_hold) AS holds
    FROM ledger_command`;
  const { commands = 0, named = '0', holds = 0 } = counts ?? {};
  // Each of those transactions answers one name in a command, and no two the same: as many names as
  // transactions leave none that is missing.
  if (named !== String(commanded)) findings.add(await missingTransactions(session));
  return { commands, holds };
}

/** Entries that sum to zero only across currencies. */
async function unevenCurrencies(session: Session): Promise<Finding[]> {
  const rows = await session<{ id: string; currency: string; sum: string }[]>`
    WITH main AS (
      SELECT currency FROM ledger_account GROUP BY currency ORDER BY count(*) DESC LIMIT 1),
    uneven AS (
      SELECT p.transaction_id AS id, a.currency, sum(p.amount) AS sum
      FROM ledger_account a CROSS JOIN LATERAL ledger_postings_on(a.id) p
      WHERE a.currency <> (SELECT currency FROM main)
      GROUP BY 1, 2 HAVING sum(p.amount) <> 0 LIMIT 1000)
    SELECT * FROM uneven u
    WHERE (SELECT sum(amount) FROM ledger_posting p WHERE p.transaction_id = u.id) = 0`;
  return rows.map(({ id, currency, sum }) => ({
    invariant: 'sum-zero',
    subject: `transaction ${id}`,
    detail: `its lines in ${currency} sum to ${sum}`,
  }));
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
