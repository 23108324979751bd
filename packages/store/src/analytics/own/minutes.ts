import type { OwnAsked } from './asked.ts';

/** Minutes in which a call of somebody's went through, of the days given as instants. */
export async function readOwnMinutes(
  { engine, workspace, workerId }: Pick<OwnAsked, 'engine' | 'workspace' | 'workerId'>,
  { from, to }: { from: Date; to: Date },
): Promise<Date[]> {
  const rows = await engine.query<{ minute: string }>(
    `SELECT DISTINCT toString(toUnixTimestamp(toStartOfMinute(occurred_at))) AS minute FROM usage_journal
    WHERE workspace = {workspace:String} AND worker_id = {worker:String} AND metered = 1 AND requests > 0
      AND occurred_at >= fromUnixTimestamp64Milli({from:Int64}) AND occurred_at < fromUnixTimestamp64Milli({to:Int64})
    ORDER BY minute`,
    { workspace, worker: workerId, from: from.getTime(), to: to.getTime() },
  );
  return rows.map(({ minute }) => new Date(Number(minute) * 1_000));
}
