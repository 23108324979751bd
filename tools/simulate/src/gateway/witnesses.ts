import { join } from 'node:path';
import { parseUsd } from '@exchequer/model';
import { openEngine } from '@exchequer/store/analytics/engine';
import { connectPostgres } from '@exchequer/store/postgres';
import type { TruthRecord } from '@exchequer/upstream';
import { billed } from './calls.ts';

/** What one witness says of a call, in 10⁻¹² USD. */
export interface Said {
  amount: bigint;
  rows: number;
}

/** Tokens as a witness counts them. */
export interface Counted extends Said {
  input: number;
  output: number;
}

/** What the providers did for a call, over all attempts. */
export interface Produced extends Counted {
  /** Whether the account of its usage was sent in full. */
  told: boolean;
  /** Whether a provider took it and never said a word. */
  silent: boolean;
}

/** What the journal holds of a call. */
export interface Journaled extends Counted {
  estimated: boolean;
  flags: string;
  /** Whether it was booked by the next life of a gateway that died. */
  crashed: boolean;
}

/** Calls by their tags. */
export type ByTag<T> = Map<string, T>;

const noProduct: Produced = { amount: 0n, rows: 0, input: 0, output: 0, told: false, silent: false };

export function producedByTag(records: readonly TruthRecord[]): ByTag<Produced> {
  const found: ByTag<Produced> = new Map();
  for (const record of records) {
    const known = found.get(record.tag) ?? noProduct;
    found.set(record.tag, {
      amount: known.amount + billed(record),
      rows: known.rows + 1,
      input: known.input + record.bill.input,
      output: known.output + record.bill.output,
      told: known.told || record.usageSent,
      silent: known.silent || (record.fault === 'hang' && record.ending !== 'refused'),
    });
  }
  return found;
}

interface JournalRow {
  tag: string;
  amount: string;
  rows: string;
  input: string;
  output: string;
  estimated: string;
  flags: string;
  ms: string;
}

/** Reads the journal from its own files, row by row; the tower must have been stopped. */
export async function journalByTag(home: string): Promise<ByTag<Journaled>> {
  const engine = await openEngine({ path: join(home, 'clickhouse'), readers: 1 });
  try {
    const rows = await engine.query<JournalRow>(
      `SELECT toString(session_id) AS tag, toString(sum(cost_contracted)) AS amount, toString(count()) AS rows,
         toString(sum(uncached_input)) AS input, toString(sum(output)) AS output, toString(max(estimated)) AS estimated, toString(any(flags)) AS flags,
         toString(max(duration_ms)) AS ms
       FROM usage_journal WHERE workspace = 'live' AND metered = 1 GROUP BY tag`,
      {},
    );
    return new Map(
      rows.map(({ tag, flags, ...row }) => [
        tag,
        {
          ...{ amount: parseUsd(row.amount), rows: Number(row.rows), flags },
          // Only who saw a call end knows how long it took.
          crashed: row.estimated === '1' && Number(row.ms) === 0 && flags.includes('interrupted'),
          ...{ input: Number(row.input), output: Number(row.output), estimated: row.estimated === '1' },
        },
      ]),
    );
  } finally {
    await engine.close();
  }
}

/** Reads from the books what each call was charged. */
export async function chargedByTag(databaseUrl: string): Promise<ByTag<Said>> {
  const sql = connectPostgres(databaseUrl);
  try {
    const rows = await sql<{ tag: string; amount: string; rows: string }[]>`
      select workflow as tag, sum(amount)::text as amount, count(*)::text as rows from charge
      where workspace = 'live' and transaction_id is not null group by workflow`;
    return new Map(
      rows.map(({ tag, amount, rows: count }) => [tag, { amount: parseUsd(amount), rows: Number(count) }]),
    );
  } finally {
    await sql.end();
  }
}
