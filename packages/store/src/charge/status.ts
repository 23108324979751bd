import type { Sql } from 'postgres';
import type { JournalBatch } from './batch.ts';

/** How far the books follow the journal. */
export interface PostingStatus {
  posted_batches: number;
  waiting_batches: number;
  /** Age of the oldest batch that waits; 0 when none does. */
  lag_seconds: number;
  last_posted_at: string | null;
  failed: {
    batch_id: string;
    first_failed_at: string;
    last_failed_at: string;
    attempts: number;
    error: string;
    fix: string;
  }[];
}

export async function postingStatus(
  sql: Sql,
  workspace: string,
  waiting: readonly JournalBatch[],
  now: Date,
): Promise<PostingStatus> {
  const [[posted], failed] = await Promise.all([
    sql<{ n: number; last: Date | null }[]>`
      select count(*)::integer as n, max(posted_at) as last from charge_batch where workspace = ${workspace}`,
    sql<{ batch_id: string; first: Date; last: Date; attempts: number; error: string; fix: string }[]>`
      select batch_id, first_failed_at as first, last_failed_at as last, attempts, error, fix from charge_failure
      where workspace = ${workspace} order by first_failed_at limit 200`,
  ]);
  const oldest = Math.min(...waiting.map(({ recordedAt }) => recordedAt.getTime()));
  return {
    posted_batches: posted?.n ?? 0,
    waiting_batches: waiting.length,
    lag_seconds: waiting.length === 0 ? 0 : Math.max(0, Math.round((now.getTime() - oldest) / 1000)),
    last_posted_at: posted?.last?.toISOString() ?? null,
    failed: failed.map(({ first, last, ...rest }) => ({
      ...rest,
      first_failed_at: first.toISOString(),
      last_failed_at: last.toISOString(),
    })),
  };
}
