import type { TransactionSql } from 'postgres';

/** Takes ids for transactions, ascending. One that is not used stays a gap for good. */
export async function transactionIds(tx: TransactionSql, count: number): Promise<string[]> {
  if (count === 0) return [];
  const [row] = await tx<{ ids: string }[]>`
    SELECT string_agg(nextval('ledger_transaction_id_seq')::text, ',') AS ids
    FROM generate_series(1, ${count}::int)`;
  return (row as { ids: string }).ids.split(',');
}
