import { parseUsd } from '@exchequer/model';
import { type AdviceAsked, boundTo, inDays, type PeopleRow, peopleColumns, safeRows } from './asked.ts';

const statement = `SELECT provider, toString(sum(cost)) AS cost_all, ${peopleColumns}
FROM (
  SELECT toString(j.provider) AS provider, toString(j.worker_id) AS worker, sum(j.cost_contracted) AS cost
  FROM usage_session AS j WHERE ${inDays} AND j.provider != '' GROUP BY provider, worker
) GROUP BY provider HAVING sum(cost) > 0 ORDER BY sum(cost) DESC`;

/** Spend by vendor, less those behind which too few persons stand, and how many these are. */
export async function readVendors(
  asked: AdviceAsked,
): Promise<{ vendors: { provider: string; cost: bigint }[]; hidden: number }> {
  const rows = await asked.engine.query<PeopleRow & { provider: string; cost_all: string }>(
    statement,
    boundTo(asked),
  );
  const vendors = safeRows(rows, asked.persons, ({ provider }) => provider).map((row) => ({
    provider: row.provider,
    cost: parseUsd(row.cost_all),
  }));
  return { vendors, hidden: rows.length - vendors.length };
}
