import type { Sql } from './books.ts';

/** The least that moves money durably: two balances and a row, in SQL by hand. */
export interface PlainLedger {
  transfer(): Promise<number>;
  /** A commit of one row, which is what the disk allows. */
  commit(): Promise<number>;
}

export async function createPlainLedger(sql: Sql, accounts: number): Promise<PlainLedger> {
  await sql`CREATE TABLE plain_account (id int PRIMARY KEY, balance numeric(38, 12) NOT NULL) WITH (fillfactor = 70)`;
  await sql`CREATE TABLE plain_transfer (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    from_account int NOT NULL, to_account int NOT NULL, amount numeric(38, 12) NOT NULL, at timestamptz NOT NULL DEFAULT now())`;
  await sql`CREATE TABLE plain_commit (n int NOT NULL)`;
  await sql`INSERT INTO plain_account SELECT n, 1000000000 FROM generate_series(0, ${accounts}::int - 1) AS n`;
  const any = () => Math.floor(Math.random() * accounts);
  const amount = '0.011713000017';
  return {
    transfer: async () => {
      const from = any();
      const to = (from + 1 + Math.floor(Math.random() * (accounts - 1))) % accounts;
      await sql.begin(async (tx) => {
        const give = () => tx`UPDATE plain_account SET balance = balance - ${amount} WHERE id = ${from}`;
        const get = () => tx`UPDATE plain_account SET balance = balance + ${amount} WHERE id = ${to}`;
        // In one order, or two opposite transfers wait for each other.
        if (from < to) {
          await give();
          await get();
        } else {
          await get();
          await give();
        }
        await tx`INSERT INTO plain_transfer (from_account, to_account, amount) VALUES (${from}, ${to}, ${amount})`;
      });
      return 1;
    },
    commit: async () => {
      await sql`INSERT INTO plain_commit VALUES (1)`;
      return 1;
    },
  };
}
