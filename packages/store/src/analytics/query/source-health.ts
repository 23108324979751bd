import { type SourceKind, sourceKinds } from '@exchequer/model';
import type { SourceHealth } from '@exchequer/model/contract';
import type { ReadingFacts } from './facts.ts';
import type { IntakeCounts, IntakeRecords } from './ports.ts';

interface SourceRow {
  source: string;
  requests: string;
  tokens: string;
  newest_event_at: string;
  last_recorded_at: string;
  unpriced_requests: string;
  unattributed_requests: string;
  missing_output_tokens: string;
  bounded: string;
}

const nothingCounted: IntakeCounts = { duplicates: 0, conflicts: 0, quarantined: 0 };

/** Health of every source that ever sent something, by name. */
export async function readSourceHealth(facts: ReadingFacts, intake: IntakeRecords): Promise<SourceHealth[]> {
  const [rows, superseded, counts] = await Promise.all([
    readSums(facts),
    readSuperseded(facts),
    intake.countsBySource(facts.workspace),
  ]);
  const names = new Set([...rows.keys(), ...superseded.keys(), ...counts.keys()]);
  const all = await Promise.all(
    [...names].map(async (source) => {
      const row = rows.get(source);
      const lag = row ? await readLag(facts, source, row.newest_event_at) : null;
      return toHealth(facts.now, source, {
        row,
        lag,
        superseded: superseded.get(source) ?? '0',
        counts: counts.get(source) ?? nothingCounted,
      });
    }),
  );
  return all.sort((a, b) => a.name.localeCompare(b.name));
}

async function readSums({ engine, workspace }: ReadingFacts): Promise<Map<string, SourceRow>> {
  const rows = await engine.query<SourceRow>(
    `SELECT toString(j.source) AS source, sum(j.requests) AS requests, sum(j.tokens) AS tokens,
  max(j.newest_event_at) AS newest_event_at, max(j.newest_recorded_at) AS last_recorded_at,
  sum(j.unpriced_requests) AS unpriced_requests, sum(j.unattributed_requests) AS unattributed_requests,
  sum(j.missing_output) AS missing_output_tokens, sum(j.bounded_units) AS bounded
FROM usage_day_brief AS j WHERE j.workspace = {workspace:String} GROUP BY source`,
    { workspace },
  );
  return new Map(rows.map((row) => [row.source, row]));
}

/** Events of a source that another source meters. */
async function readSuperseded({ engine, workspace }: ReadingFacts): Promise<Map<string, string>> {
  const rows = await engine.query<{ source: string; superseded: string }>(
    `SELECT toString(j.source) AS source, sum(j.requests) AS superseded
FROM usage_collapsed AS j WHERE j.workspace = {workspace:String} GROUP BY source`,
    { workspace },
  );
  return new Map(rows.map((row) => [row.source, row.superseded]));
}

const lagRecords = 1_000;
/** Older records say nothing about how a source reports now, and reading for them would open every month. */
const lagDays = 7;

/** Median seconds between event and booking of a source's newest records. */
async function readLag(
  { engine, workspace }: ReadingFacts,
  source: string,
  newest: string,
): Promise<number | null> {
  const [row] = await engine.query<{ lag: number | null; records: string }>(
    `SELECT quantileExact(0.5)(lag) AS lag, count() AS records FROM (
  SELECT dateDiff('second', j.occurred_at, j.recorded_at) AS lag FROM usage_journal AS j
  WHERE j.workspace = {workspace:String} AND j.source = {source:String} AND j.reason = 'usage'
    AND j.occurred_at <= parseDateTime64BestEffort({newest:String}, 3, 'UTC')
    AND j.occurred_at > parseDateTime64BestEffort({newest:String}, 3, 'UTC') - toIntervalDay(${lagDays})
  ORDER BY toStartOfHour(j.occurred_at) DESC LIMIT ${lagRecords})`,
    { workspace, source, newest },
  );
  return row && Number(row.records) > 0 ? Number(row.lag) : null;
}

interface Parts {
  row: SourceRow | undefined;
  lag: number | null;
  superseded: string;
  counts: IntakeCounts;
}

function toHealth(now: Date, source: string, { row, lag, superseded, counts }: Parts): SourceHealth {
  return {
    source,
    name: sourceKinds[source as SourceKind]?.name ?? source,
    state: stateOf(now, row, superseded, counts),
    events: (BigInt(row?.requests ?? 0) + BigInt(superseded)).toString(),
    tokens: row?.tokens ?? '0',
    newest_event_at: row?.newest_event_at ?? null,
    last_recorded_at: row?.last_recorded_at ?? null,
    lag_seconds: lag,
    duplicates: String(counts.duplicates),
    conflicts: String(counts.conflicts),
    quarantined: String(counts.quarantined),
    superseded,
    unpriced_requests: row?.unpriced_requests ?? '0',
    unattributed_requests: row?.unattributed_requests ?? '0',
    missing_output_tokens: row?.missing_output_tokens ?? '0',
    lower_bound: (row?.bounded ?? '0') !== '0',
  };
}

/** After so long without a record a source that used to send is called stale. */
const staleAfterMs = 3 * 86_400_000;

/** A source fails when it refuses as much as it takes in. */
function stateOf(
  now: Date,
  row: SourceRow | undefined,
  superseded: string,
  counts: IntakeCounts,
): SourceHealth['state'] {
  const taken = Number(row?.requests ?? 0) + Number(superseded);
  if (counts.quarantined > 0 && counts.quarantined >= taken) return 'failing';
  if (!row) return taken > 0 ? 'healthy' : 'empty';
  return now.getTime() - Date.parse(row.last_recorded_at) > staleAfterMs ? 'stale' : 'healthy';
}
