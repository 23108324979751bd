import type { Finding, Findings, Session } from './finding.ts';
import { genesis, linkSql } from './seal.ts';

interface SealRow {
  id: string;
  first: string;
  last: string;
  transactions: string;
  found: string;
  follows: boolean;
  linked: boolean;
  whole: boolean;
  hash: string;
}

/** Makes the chain over the digests anew and compares. */
export async function examineSeals(
  session: Session,
  findings: Findings,
): Promise<{ seals: number; head: string | null }> {
  const rows = await session<SealRow[]>`
    WITH chained AS (
      SELECT *, lag(last_transaction, 1, 0::bigint) OVER chain AS before,
        lag(last_account, 1, 0::bigint) OVER chain AS account_before,
        lag(hash, 1, ${genesis}) OVER chain AS link
      FROM ledger_seal WINDOW chain AS (ORDER BY id))
    SELECT s.id, s.first_transaction AS first, s.last_transaction AS last, s.transactions,
      (SELECT count(*) FROM ledger_transaction t
        WHERE t.id BETWEEN s.first_transaction AND s.last_transaction) AS found,
      s.first_transaction = s.before + 1 AND s.first_account = s.account_before + 1 AS follows,
      s.previous = s.link AS linked, encode(s.hash, 'hex') AS hash,
      s.hash = ${session.unsafe(linkSql('s.previous', 's.first_transaction', 's.last_transaction', 's.first_account', 's.last_account'))} AS whole
    FROM chained s
    ORDER BY s.id`;
  for (const row of rows) findings.add(findingsOf(row));
  return { seals: rows.length, head: rows.at(-1)?.hash ?? null };
}

function findingsOf({ id, first, last, transactions, found, follows, linked, whole }: SealRow): Finding[] {
  const subject = `seal ${id} (transactions ${first} to ${last})`;
  const problems: string[] = [];
  if (found !== transactions) problems.push(`it sealed ${transactions} transactions, and ${found} are there`);
  if (!follows) problems.push('it does not follow on the seal before it');
  if (!linked) problems.push('it does not carry the hash of the seal before it');
  if (!whole) problems.push('its hash differs from that of the transactions and accounts it sealed');
  return problems.map((detail) => ({ invariant: 'seal', subject, detail }));
}
