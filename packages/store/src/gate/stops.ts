import type { ISql, Sql } from 'postgres';

/** Calls of one person that a budget or a limit stopped in one minute, in all since the minute began. */
export interface GateStop {
  workspace: string;
  workerId: string;
  /** First instant of the minute. */
  minute: Date;
  calls: number;
}

/** Long enough for the statement of a month to be asked for; nobody needs it for longer. */
export const stopsKeptDays = 100;

/** Writes stops of persons in bulk; telling the same minute again replaces it. */
export async function writeStops(
  sql: Sql,
  { id, life }: { id: string; life: string },
  stops: readonly GateStop[],
): Promise<void> {
  if (stops.length === 0) return;
  const rows = stops.map(({ workspace, workerId, minute, calls }) => ({
    ...{ workspace, worker_id: workerId, minute, calls },
    ...{ gateway_id: id, life },
  }));
  for (let at = 0; at < rows.length; at += 1_000) {
    await sql`
      insert into gate_stop ${sql(rows.slice(at, at + 1_000))}
      on conflict (workspace, worker_id, minute, gateway_id, life) do update set calls = excluded.calls`;
  }
}

/** When calls of a person were stopped, of all gateways, oldest first. For that person alone. */
export async function readStops(
  sql: ISql,
  workspace: string,
  workerId: string,
  { from, to }: { from: Date; to: Date },
): Promise<{ minute: Date; calls: number }[]> {
  return sql<{ minute: Date; calls: number }[]>`
    select minute, sum(calls)::int as calls from gate_stop
    where workspace = ${workspace} and worker_id = ${workerId} and minute >= ${from} and minute < ${to}
    group by minute order by minute`;
}
