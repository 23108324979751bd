import { formatUsd, usualGateRules } from '@exchequer/model';
import type { GatewayStatus, Workspace } from '@exchequer/model/contract';
import type { Sql } from 'postgres';
import { loadTree } from '../envelope/index.ts';
import type { GatewayStats } from './gateways.ts';
import { addCounts, percentile, percentilesOf } from './histogram.ts';
import { loadLeases } from './lease-rows.ts';
import { type GateMinute, readMinutes } from './minutes.ts';
import { loadRules } from './rules.ts';
import { loadUpstreams } from './upstream-rows.ts';

type Gateway = GatewayStatus['gateways'][number];

/** How the gateways are doing: figures of the last while, processes, upstreams and leases. */
export async function gateStatus(
  sql: Sql,
  workspace: Workspace,
  windowSeconds: number,
  now: Date,
): Promise<GatewayStatus> {
  // Whole minutes: the window begins with the one that its first second falls into.
  const since = new Date(Math.floor((now.getTime() - windowSeconds * 1_000) / 60_000) * 60_000);
  const [minutes, gateways, upstreams, leases, tree] = await Promise.all([
    readMinutes(sql, workspace, since),
    readGateways(sql, workspace),
    loadUpstreams(sql, workspace),
    loadLeases(sql, { workspace, states: ['open', 'closing', 'in_doubt'] }),
    loadTree(sql, workspace),
  ]);
  const totals = sumOf(minutes);
  return {
    at: now.toISOString(),
    window_seconds: windowSeconds,
    requests: totals.requests,
    requests_per_second: Number((totals.requests / windowSeconds).toPrecision(4)),
    errors: totals.errors,
    refused: totals.refused,
    first_byte_ms: percentilesOf(totals.firstByte),
    overhead_ms: percentilesOf(totals.overhead),
    cache_hits: totals.cacheHits,
    minutes: perMinute(minutes),
    gateways: gateways.map(({ view }) => view),
    upstreams: upstreams.map(({ id, name }) => {
      const sums = sumOf(minutes.filter(({ upstreamId }) => upstreamId === id));
      const seen = gateways.flatMap(({ stats, view }) =>
        view.state === 'serving' ? (stats.upstreams?.[`${workspace}/${id}`] ?? []) : [],
      );
      return {
        upstream_id: id,
        name,
        state: worstOf(seen, sums.requests),
        requests: sums.requests,
        errors: sums.errors,
        first_byte_ms: percentilesOf(sums.firstByte),
        last_error: sums.lastError,
        last_error_at: sums.lastErrorAt?.toISOString() ?? null,
      };
    }),
    leases: leases.map((lease) => ({
      id: lease.id,
      gateway_id: lease.gatewayId,
      envelope_id: lease.envelopeId,
      envelope_name: tree.get(lease.envelopeId)?.name ?? lease.envelopeId,
      period_key: lease.periodKey,
      granted: formatUsd(lease.granted),
      held: formatUsd(lease.held),
      state: lease.state,
      opened_at: lease.openedAt.toISOString(),
    })),
  };
}

function worstOf(
  seen: readonly ('healthy' | 'failing' | 'open')[],
  requests: number,
): GatewayStatus['upstreams'][number]['state'] {
  if (seen.includes('open')) return 'open';
  if (seen.includes('failing')) return 'failing';
  return seen.length > 0 || requests > 0 ? 'healthy' : 'unused';
}

interface Sums {
  requests: number;
  errors: number;
  cacheHits: number;
  refused: Record<string, number>;
  firstByte: number[];
  overhead: number[];
  lastError: string | null;
  lastErrorAt: Date | null;
}

function sumOf(minutes: readonly GateMinute[]): Sums {
  const sums: Sums = {
    ...{ requests: 0, errors: 0, cacheHits: 0, refused: {}, firstByte: [], overhead: [] },
    ...{ lastError: null, lastErrorAt: null },
  };
  for (const one of minutes) {
    sums.requests += one.requests;
    sums.errors += one.errors;
    sums.cacheHits += one.cacheHits;
    for (const [reason, count] of Object.entries(one.refused)) {
      sums.refused[reason] = (sums.refused[reason] ?? 0) + count;
    }
    addCounts(sums.firstByte, one.firstByte);
    addCounts(sums.overhead, one.overhead);
    if (one.lastErrorAt && (!sums.lastErrorAt || one.lastErrorAt >= sums.lastErrorAt)) {
      sums.lastError = one.lastError;
      sums.lastErrorAt = one.lastErrorAt;
    }
  }
  return sums;
}

function perMinute(minutes: readonly GateMinute[]): GatewayStatus['minutes'] {
  const byMinute = new Map<number, GateMinute[]>();
  for (const one of minutes) {
    const at = one.minute.getTime();
    const known = byMinute.get(at);
    if (known) known.push(one);
    else byMinute.set(at, [one]);
  }
  return [...byMinute].map(([at, all]) => {
    const sums = sumOf(all);
    return {
      at: new Date(at).toISOString(),
      requests: sums.requests,
      errors: sums.errors,
      refused: Object.values(sums.refused).reduce((total, count) => total + count, 0),
      first_byte_p50: percentile(sums.firstByte, 50),
      first_byte_p95: percentile(sums.firstByte, 95),
    };
  });
}

interface GatewayRow {
  id: string;
  host: string;
  url: string;
  version: string;
  started_at: Date;
  seen_at: Date;
  stopped_at: Date | null;
  silent_seconds: number;
  stats: Partial<GatewayStats>;
}

/** Gateways serve every workspace; silence is judged by the rules of the one that asks. */
async function readGateways(sql: Sql, workspace: string) {
  const [rows, rules] = await Promise.all([
    sql<GatewayRow[]>`
      select id, host, url, version, started_at, seen_at, stopped_at, stats,
        extract(epoch from clock_timestamp() - seen_at)::float8 as silent_seconds
      from gate_gateway order by host, url, id`,
    loadRules(sql),
  ]);
  const { leaseSeconds } = rules.get(workspace) ?? usualGateRules;
  return rows.map((row) => ({ stats: row.stats, view: gatewayView(row, leaseSeconds) }));
}

function gatewayView({ stats, ...row }: GatewayRow, leaseSeconds: number): Gateway {
  const { inFlight = 0, memoryMb = 0, spool = { records: 0, bytes: 0, oldestAt: null } } = stats;
  const silent = row.silent_seconds > leaseSeconds ? 'silent' : 'serving';
  return {
    id: row.id,
    host: row.host,
    url: row.url,
    version: row.version,
    state: row.stopped_at ? 'stopped' : silent,
    started_at: row.started_at.toISOString(),
    seen_at: row.seen_at.toISOString(),
    in_flight: inFlight,
    spool: { records: spool.records, bytes: spool.bytes, oldest_at: spool.oldestAt },
    memory_mb: memoryMb,
  };
}
