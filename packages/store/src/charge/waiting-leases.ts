import { journalBatches } from './batch.ts';
import type { ChargeOptions } from './options.ts';
import { unposted } from './poster.ts';

/** Clocks of hosts differ: a batch recorded this long before a lease was opened may still hold usage of it. */
const marginMs = 86_400_000;

/**
 * Which of some leases have usage that the journal has and the books do not have yet. Of a lease that
 * is not among them everything is posted that had been taken in when this was asked.
 */
export async function waitingLeases(
  options: ChargeOptions,
  workspace: string,
  leases: readonly { id: string; openedAt: Date }[],
): Promise<Set<string>> {
  if (leases.length === 0) return new Set();
  const oldest = Math.min(...leases.map(({ openedAt }) => openedAt.getTime()));
  const batches = await journalBatches(options.engine, new Date(oldest - marginMs), workspace);
  const waiting = await unposted(options, batches);
  if (waiting.length === 0) return new Set();
  const rows = await options.engine.query<{ id: string }>(
    `SELECT DISTINCT toString(j.lease) AS id FROM usage_journal AS j
WHERE j.workspace = {workspace:String} AND j.batch_id IN {batches:Array(String)} AND j.lease IN {leases:Array(String)}
  AND j.occurred_at >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
  AND j.occurred_at <= fromUnixTimestamp64Milli({to:Int64}, 'UTC')`,
    {
      workspace,
      batches: waiting.map(({ batchId }) => batchId),
      leases: leases.map(({ id }) => id),
      from: Math.min(...waiting.map(({ firstMs }) => firstMs)),
      to: Math.max(...waiting.map(({ lastMs }) => lastMs)),
    },
  );
  return new Set(rows.map(({ id }) => id));
}
