import type { ChargeDimensions, UsageSlice } from '@exchequer/core/charge';
import { parseUsd, type TokenClass, tokenClasses } from '@exchequer/model';
import type { AnalyticsEngine } from '../analytics/engine/index.ts';
import type { JournalBatch } from './batch.ts';

/** Journal column of each dimension of a charge. */
export const chargeColumns: Readonly<Record<keyof ChargeDimensions, string>> = {
  provider: 'provider',
  model: 'model',
  tool: 'tool',
  workerId: 'worker_id',
  teamId: 'team_id',
  project: 'project',
  repo: 'repo',
  agent: 'agent',
  workflow: 'workflow',
  service: 'service',
  costCenterClaim: 'cost_center',
  billingMode: 'billing_mode',
};
export const dimensionNames = Object.keys(chargeColumns) as (keyof ChargeDimensions)[];

const nothing = "toDecimal128('0', 12)";
const charged = (column: string) => `if(j.billing_mode = 'subscription', ${nothing}, j.${column})`;
/** What a journal row is charged: a seat is a charge of its own, so usage under it costs nothing here. */
export const chargedCost = charged('cost_contracted');
export const chargedSuspense = charged('suspense');
/** Company day of a journal row; the zone is bound as `zone`. */
export const companyDay = 'toString(toDate(j.occurred_at, {zone:String}))';

type SliceRow = Record<string, string> & { batch_id: string; day: string };

/** Everything that is metered and charged in some batches of one workspace, by batch. */
export async function batchSlices(
  engine: AnalyticsEngine,
  workspace: string,
  batches: readonly JournalBatch[],
  zone: string,
): Promise<Map<string, UsageSlice[]>> {
  const dimensions = dimensionNames.map((name) => `toString(j.${chargeColumns[name]}) AS ${name}`);
  const lease = 'toString(j.lease) AS lease';
  const sums = [
    `toString(sum(${chargedCost})) AS amount`,
    `toString(sum(${chargedSuspense})) AS suspense`,
    'toString(sum(j.requests)) AS requests',
    ...tokenClasses.map((name) => `toString(sum(j.${name})) AS ${name}`),
  ];
  const rows = await engine.query<SliceRow>(
    `SELECT j.batch_id AS batch_id, ${companyDay} AS day, ${lease}, ${dimensions.join(', ')}, ${sums.join(', ')}
FROM usage_journal AS j
WHERE j.workspace = {workspace:String} AND j.metered = 1 AND j.batch_id IN {batches:Array(String)}
  AND j.occurred_at >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
  AND j.occurred_at <= fromUnixTimestamp64Milli({to:Int64}, 'UTC')
GROUP BY batch_id, day, lease, ${dimensionNames.join(', ')}`,
    {
      workspace,
      zone,
      batches: batches.map(({ batchId }) => batchId),
      from: Math.min(...batches.map(({ firstMs }) => firstMs)),
      to: Math.max(...batches.map(({ lastMs }) => lastMs)),
    },
  );
  const slices = new Map<string, UsageSlice[]>(batches.map(({ batchId }) => [batchId, []]));
  for (const row of rows) {
    const slice = toSlice(row);
    if (saysSomething(slice)) slices.get(row.batch_id)?.push(slice);
  }
  return slices;
}

function toSlice(row: SliceRow): UsageSlice {
  const dimensions = Object.fromEntries(dimensionNames.map((name) => [name, row[name] ?? '']));
  const tokens = Object.fromEntries(tokenClasses.map((name) => [name, BigInt(row[name] ?? 0)]));
  return {
    ...(dimensions as unknown as ChargeDimensions),
    occurredOn: row.day,
    lease: row.lease ?? '',
    amount: parseUsd(row.amount ?? '0'),
    suspense: parseUsd(row.suspense ?? '0'),
    requests: BigInt(row.requests ?? 0),
    tokens: tokens as Record<TokenClass, bigint>,
  };
}

/** Amendments that cancel each other within a batch leave nothing to book. */
const saysSomething = ({ amount, suspense, requests, tokens }: UsageSlice): boolean =>
  amount !== 0n || suspense !== 0n || requests !== 0n || Object.values(tokens).some((n) => n !== 0n);
