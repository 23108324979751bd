import type { Sql } from 'postgres';
import { stopsKeptDays } from './stops.ts';

/** A gateway process. */
export interface GatewayProcess {
  id: string;
  /** Incarnation, told anew at each start. */
  life: string;
  host: string;
  /** Where clients reach it. */
  url: string;
  version: string;
}

/** What a gateway tells of itself with every sign of life. */
export interface GatewayStats {
  inFlight: number;
  /** Written and not yet taken in by the tower. */
  spool: { records: number; bytes: number; oldestAt: string | null };
  memoryMb: number;
  /** Upstreams by `<workspace>/<id>`, as its circuit breakers see them; those that were not used stay away. */
  upstreams: Record<string, 'healthy' | 'failing' | 'open'>;
}

/**
 * Says that a gateway lives, and so keeps its leases. Those that went in doubt while it was silent are
 * its own again, but for those that were given back meanwhile.
 *
 * Until it has said so again it may spend its leases for `leaseSeconds` of the rules, counted from
 * before it asked: the tower counts from when the database heard it, which is later.
 * @param leaseIds every lease that the gateway believes to have
 * @returns those of them that it has no more: it must not admit anything against them
 */
export async function gatewayAlive(
  sql: Sql,
  { id, life, host, url, version }: GatewayProcess,
  stats: GatewayStats,
  leaseIds: readonly string[],
): Promise<{ lost: string[] }> {
  return sql.begin(async (tx) => {
    await tx`
      insert into gate_gateway as g (id, life, host, url, version, started_at, seen_at, stats)
      values (${id}, ${life}, ${host}, ${url}, ${version}, clock_timestamp(), clock_timestamp(),
        ${tx.json(stats as never)})
      on conflict (id) do update set life = excluded.life, host = excluded.host, url = excluded.url,
        version = excluded.version, seen_at = excluded.seen_at, stopped_at = null, stats = excluded.stats,
        started_at = case when g.life = excluded.life then g.started_at else excluded.started_at end`;
    await tx`
      update gate_lease set state = 'open', state_at = clock_timestamp()
      where gateway_id = ${id} and life = ${life} and state = 'in_doubt'`;
    const lost = await tx<{ id: string }[]>`
      select id from unnest(${[...leaseIds]}::text[]) as believed (id)
      where not exists (select from gate_lease l where l.id = believed.id and l.state <> 'closed')`;
    return { lost: lost.map((row) => row.id) };
  }) as Promise<{ lost: string[] }>;
}

/** Says that a gateway has stopped of its own accord. Leases that it left open go in doubt in time. */
export async function gatewayLeft(
  sql: Sql,
  { id, life }: Pick<GatewayProcess, 'id' | 'life'>,
): Promise<void> {
  await sql`
    update gate_gateway set stopped_at = clock_timestamp()
    where id = ${id} and life = ${life}`;
}

/** How long gateways that have stopped or fallen silent are shown and kept. */
const forgottenAfter = '35 days';

/**
 * Forgets gateways that nobody has seen for long, and minutes that are as old: what they count stays, by
 * quarters of an hour. Returns how many rows went.
 */
export async function forgetOldGates(sql: Sql): Promise<number> {
  const minutes = await foldMinutes(sql);
  const stops = await sql`
    delete from gate_stop where minute < now() - make_interval(days => ${stopsKeptDays})`;
  const gateways = await sql`
    delete from gate_gateway g where seen_at < now() - ${forgottenAfter}::interval
      and not exists (select from gate_lease l where l.gateway_id = g.id and l.state <> 'closed')`;
  return minutes + stops.count + gateways.count;
}

/** Puts old minutes into their quarters, in one statement: they are in the one table or in the other. */
async function foldMinutes(sql: Sql): Promise<number> {
  const [row] = await sql<{ gone: number }[]>`
    with gone as (
      delete from gate_minute where minute < now() - ${forgottenAfter}::interval
      returning workspace, date_bin('15 minutes', minute, timestamptz 'epoch') as quarter, requests, refused
    ), reasons as (
      select workspace, quarter, jsonb_object_agg(reason, calls) as refused from (
        select g.workspace, g.quarter, r.key as reason, sum(r.value::bigint) as calls
        from gone g, jsonb_each_text(g.refused) r group by 1, 2, 3) each_reason
      group by 1, 2
    ), folded as (
      insert into gate_quarter as known (workspace, quarter, requests, refused)
      select workspace, quarter, sum(g.requests), coalesce((array_agg(r.refused))[1], '{}')
      from gone g left join reasons r using (workspace, quarter) group by workspace, quarter
      on conflict (workspace, quarter) do update set requests = known.requests + excluded.requests,
        refused = coalesce((select jsonb_object_agg(key, calls) from (
          select key, sum(value::bigint) as calls from (
            select * from jsonb_each_text(known.refused) union all select * from jsonb_each_text(excluded.refused)) both_parts
          group by key) sums), '{}')
    )
    select count(*)::int as gone from gone`;
  return row?.gone ?? 0;
}
