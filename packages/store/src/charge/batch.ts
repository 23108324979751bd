import type { AnalyticsEngine } from '../analytics/engine/index.ts';

/** A batch of the journal: everything that one booking inserted. */
export interface JournalBatch {
  workspace: string;
  batchId: string;
  recordedAt: Date;
  /** Times between which its usage lies, in milliseconds. */
  firstMs: number;
  lastMs: number;
  rows: number;
}

type BatchRow = {
  workspace: string;
  batch_id: string;
  recorded: string;
  first: string;
  last: string;
  journal_rows: string;
};

/** Batches recorded at or after a time, oldest first; those of all workspaces unless one is named. */
export async function journalBatches(
  engine: AnalyticsEngine,
  since: Date,
  workspace?: string,
): Promise<JournalBatch[]> {
  const rows = await engine.query<BatchRow>(
    `SELECT toString(workspace) AS workspace, batch_id, toString(toUnixTimestamp64Milli(min(b.recorded_at))) AS recorded,
  toString(toUnixTimestamp64Milli(min(b.first_at))) AS first, toString(toUnixTimestamp64Milli(max(b.last_at))) AS last,
  toString(sum(part_rows)) AS journal_rows
FROM (
  SELECT workspace, batch_id, month, min(recorded_at) AS recorded_at, min(first_at) AS first_at,
    max(last_at) AS last_at, max(journal_rows) AS part_rows
  FROM usage_batch ${workspace === undefined ? '' : 'WHERE workspace = {workspace:String}'}
  GROUP BY workspace, batch_id, month
) AS b
GROUP BY workspace, batch_id
HAVING min(b.recorded_at) >= fromUnixTimestamp64Milli({since:Int64}, 'UTC')
ORDER BY min(b.recorded_at), batch_id`,
    { since: since.getTime(), ...(workspace !== undefined && { workspace }) },
  );
  return rows.map((row) => ({
    workspace: row.workspace,
    batchId: row.batch_id,
    recordedAt: new Date(Number(row.recorded)),
    firstMs: Number(row.first),
    lastMs: Number(row.last),
    rows: Number(row.journal_rows),
  }));
}
