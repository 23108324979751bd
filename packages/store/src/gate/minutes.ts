import type { ISql, Sql } from 'postgres';

/** What passed one gateway in one minute by one upstream, in all since the minute began. */
export interface GateMinute {
  workspace: string;
  /** Empty for what never went out: refusals, and answers from the cache. */
  upstreamId: string;
  /** First instant of the minute. */
  minute: Date;
  requests: number;
  /** Answers that say that the call failed; budget stops aside. */
  errors: number;
  cacheHits: number;
  /** By fault, such as `budget-exhausted`. */
  refused: Readonly<Record<string, number>>;
  /** Counts per bucket, see `bucketOf`. */
  firstByte: readonly number[];
  overhead: readonly number[];
  lastError: string | null;
  lastErrorAt: Date | null;
}

/** Writes figures in bulk. They are totals: telling the same minute again replaces it. */
export async function writeMinutes(
  sql: Sql,
  { id, life }: { id: string; life: string },
  minutes: readonly GateMinute[],
): Promise<void> {
  if (minutes.length === 0) return;
  const rows = minutes.map((one) => ({
    minute: one.minute,
    workspace: one.workspace,
    gateway_id: id,
    life,
    upstream_id: one.upstreamId,
    requests: one.requests,
    errors: one.errors,
    cache_hits: one.cacheHits,
    refused: sql.json({ ...one.refused }),
    first_byte: withoutEmptyEnd(one.firstByte),
    overhead: withoutEmptyEnd(one.overhead),
    last_error: one.lastError,
    last_error_at: one.lastErrorAt,
  }));
  for (let at = 0; at < rows.length; at += 1_000) {
    await sql`
      insert into gate_minute ${sql(rows.slice(at, at + 1_000))}
      on conflict (minute, workspace, gateway_id, life, upstream_id) do update set
        requests = excluded.requests, errors = excluded.errors, cache_hits = excluded.cache_hits,
        refused = excluded.refused, first_byte = excluded.first_byte, overhead = excluded.overhead,
        last_error = excluded.last_error, last_error_at = excluded.last_error_at`;
  }
}

function withoutEmptyEnd(counts: readonly number[]): number[] {
  const last = counts.findLastIndex((count) => count > 0);
  return Array.from({ length: last + 1 }, (_, bucket) => counts[bucket] ?? 0);
}

/** Figures of a workspace since a time, of all gateways, oldest first. */
export async function readMinutes(sql: ISql, workspace: string, since: Date): Promise<GateMinute[]> {
  return sql<GateMinute[]>`
    select workspace, upstream_id as "upstreamId", minute, requests, errors, cache_hits as "cacheHits", refused,
      first_byte as "firstByte", overhead, last_error as "lastError", last_error_at as "lastErrorAt"
    from gate_minute where workspace = ${workspace} and minute >= ${since} order by minute`;
}
