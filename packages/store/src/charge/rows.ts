import type { ChargeTag, UsageSlice } from '@exchequer/core/charge';
import { formatUsd, tokenClasses } from '@exchequer/model';
import type { ISql } from 'postgres';

/** A charge on its way into the table. */
export interface ChargeDraft extends UsageSlice, ChargeTag {
  transactionId: string | null;
  postedOn: string;
  envelopeId: string | null;
}

/** Rows of one insert; more would hold the arrays of too many columns at once. */
const rowsPerInsert = 5_000;

/** Inserts the usage charges of a batch, column by column, since rows are many. */
export async function insertCharges(
  tx: ISql,
  batch: { workspace: string; batchId: string; recordedAt: Date },
  charges: readonly ChargeDraft[],
): Promise<void> {
  for (let from = 0; from < charges.length; from += rowsPerInsert) {
    await insertPart(tx, batch, charges.slice(from, from + rowsPerInsert));
  }
}

async function insertPart(
  tx: ISql,
  { workspace, batchId, recordedAt }: { workspace: string; batchId: string; recordedAt: Date },
  part: readonly ChargeDraft[],
): Promise<void> {
  const of = <T>(value: (charge: ChargeDraft) => T): T[] => part.map(value);
  const classes = tokenClasses.map((name) => of(({ tokens }) => String(tokens[name])));
  await tx`
    insert into charge (workspace, batch_id, kind, recorded_at, transaction_id, occurred_on, posted_on,
      provider, model, tool, worker_id, team_id, project, repo, agent, workflow, service,
      cost_center_claim, billing_mode, purpose, cost_center, envelope_id, lease, amount, suspense, requests,
      uncached_input, cache_read, cache_write_5m, cache_write_30m, cache_write_1h, cache_write_12h,
      cache_write_unknown, output)
    select ${workspace}, ${batchId}, 'usage', ${recordedAt}, * from unnest(
      ${of((c) => c.transactionId)}::bigint[], ${of((c) => c.occurredOn)}::text[]::date[],
      ${of((c) => c.postedOn)}::text[]::date[], ${of((c) => c.provider)}::text[], ${of((c) => c.model)}::text[],
      ${of((c) => c.tool)}::text[], ${of((c) => c.workerId)}::text[], ${of((c) => c.teamId)}::text[],
      ${of((c) => c.project)}::text[], ${of((c) => c.repo)}::text[], ${of((c) => c.agent)}::text[],
      ${of((c) => c.workflow)}::text[], ${of((c) => c.service)}::text[],
      ${of((c) => c.costCenterClaim)}::text[], ${of((c) => c.billingMode)}::text[],
      ${of((c) => c.purpose)}::text[], ${of((c) => c.costCenter)}::text[],
      ${of((c) => c.envelopeId)}::text[], ${of((c) => c.lease)}::text[], ${of((c) => formatUsd(c.amount))}::numeric[],
      ${of((c) => formatUsd(c.suspense))}::numeric[], ${of((c) => String(c.requests))}::bigint[],
      ${classes[0] ?? []}::bigint[], ${classes[1] ?? []}::bigint[], ${classes[2] ?? []}::bigint[],
      ${classes[3] ?? []}::bigint[], ${classes[4] ?? []}::bigint[], ${classes[5] ?? []}::bigint[],
      ${classes[6] ?? []}::bigint[], ${classes[7] ?? []}::bigint[])`;
}
