import { formatUsd, parseUsd } from '@exchequer/model';
import type { LedgerTransactionDetail } from '@exchequer/model/contract';
import type { AnalyticsEngine } from '../analytics/engine/index.ts';
import type { CloseOptions } from './options.ts';

/** Charges that are given with a transaction; the rest is in the list of charges. */
const shown = 200;

type ChargeRow = {
  batch_id: string;
  day: string;
  provider: string;
  model: string;
  team_id: string;
  project: string;
  purpose: string;
  cost_center: string;
  requests: string;
  amount: string;
};

/** The usage that a transaction books, by its charges; null where it books none. */
export async function chargesOfTransaction(
  { sql, engine, directory }: CloseOptions,
  workspace: string,
  transactionId: string,
): Promise<LedgerTransactionDetail['usage']> {
  const rows = await sql<ChargeRow[]>`
    select batch_id, occurred_on as day, provider, model, team_id, project, purpose, cost_center,
      sum(requests)::text as requests, sum(amount)::text as amount
    from charge where workspace = ${workspace} and transaction_id = ${transactionId}::bigint
    group by 1, 2, 3, 4, 5, 6, 7, 8 order by sum(amount) desc limit ${shown + 1}`;
  const [first] = rows;
  if (!first) return null;
  const [teams, reason] = await Promise.all([
    directory.teamNames(workspace, [...new Set(rows.map(({ team_id }) => team_id))]),
    reasonOf(engine, workspace, first.batch_id),
  ]);
  return {
    batch_id: first.batch_id,
    provider: first.provider,
    day: first.day,
    charges: rows.slice(0, shown).map(({ batch_id, day, provider, amount, ...row }) => ({
      ...row,
      team: teams.get(row.team_id) ?? '',
      reason,
      amount: formatUsd(parseUsd(amount)),
    })),
    truncated: rows.length > shown,
  };
}

async function reasonOf(engine: AnalyticsEngine, workspace: string, batch: string): Promise<string> {
  const [row] = await engine.query<{ reason: string }>(
    `SELECT any(toString(reason)) AS reason FROM usage_journal
WHERE workspace = {workspace:String} AND batch_id = {batch:String}`,
    { workspace, batch },
  );
  return row?.reason ?? '';
}
