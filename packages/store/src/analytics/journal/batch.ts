import type { AnalyticsEngine } from '../engine/index.ts';
import type { TableSpec } from './table.ts';

/**
 * The batches of the journal: when each was recorded, and between which times its usage lies, so that
 * a batch is read without scanning the journal. A cache of the journal's own columns.
 */
export const batchTable: TableSpec = {
  name: 'usage_batch',
  columns: [
    'workspace LowCardinality(String)',
    'batch_id String',
    'month UInt32',
    "recorded_at DateTime64(3, 'UTC')",
    "first_at DateTime64(3, 'UTC')",
    "last_at DateTime64(3, 'UTC')",
    'journal_rows UInt64',
  ],
  // The same part of a batch found again, after a crash, is the same row.
  engine: 'ReplacingMergeTree',
  orderBy: 'workspace, batch_id, month',
  shardBy: 'sipHash64(batch_id)',
};

/** SELECT of the batches of journal rows; fills the view and completes the table. */
export const batchSelect = (from: string) =>
  `SELECT workspace, batch_id, toYYYYMM(occurred_at) AS month, min(recorded_at) AS recorded_at,
  min(occurred_at) AS first_at, max(occurred_at) AS last_at, count() AS journal_rows
FROM ${from} GROUP BY workspace, batch_id, month`;

/** Fills the table of an install that booked before it existed. */
export async function backfillBatches(engine: AnalyticsEngine): Promise<void> {
  const [batches] = await engine.queryAsWriter<{ n: string }>(
    'SELECT toString(count()) AS n FROM usage_batch',
  );
  if (batches?.n === '0') await completeBatches(engine);
}

/**
 * Adds what a killed writer may have left out: a block of the journal can be there while the row that
 * its view should have added is not. Adding a row again is harmless.
 */
export async function completeBatches(engine: AnalyticsEngine): Promise<void> {
  await engine.command(
    `INSERT INTO usage_batch ${batchSelect('usage_journal')} SETTINGS insert_deduplicate = 0`,
  );
}
