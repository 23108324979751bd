import type { SeriesState, SeriesStep, SeriesStore } from '@exchequer/model';
import type { Sql } from 'postgres';

interface Row {
  key: string;
  last_time_nanos: string;
  last_value: string;
  /** Pairs of time and delta, as decimal strings. */
  unconfirmed: [string, string][];
}

/** Series states in PostgreSQL. Two updates of one series wait for one another, also across processes. */
export function postgresSeriesStore(sql: Sql): SeriesStore {
  return {
    update: async (workspace, keys, decide) => {
      // One order for everyone, so that two updates never wait for each other in a circle.
      const sorted = [...new Set(keys)].sort();
      if (sorted.length === 0) return;
      await sql.begin(async (tx) => {
        await tx`
          insert into metric_series (workspace, key)
          select ${workspace}, key from unnest(${sorted}::text[]) as key order by key
          on conflict do nothing`;
        const rows = await tx<Row[]>`
          select key, last_time_nanos, last_value, unconfirmed from metric_series
          where workspace = ${workspace} and key = any(${sorted}::text[])
          order by key for update`;
        const known = new Map(
          rows.filter((row) => row.last_time_nanos !== '-1').map((row) => [row.key, stateOf(row)]),
        );
        const next = [...decide(known)];
        if (next.length === 0) return;
        await tx`
          update metric_series as series
          set last_time_nanos = fresh.time::numeric, last_value = fresh.value::numeric,
            unconfirmed = fresh.steps::jsonb, updated_at = now()
          from unnest(
            ${next.map(([key]) => key)}::text[],
            ${next.map(([, state]) => state.lastTimeNanos.toString())}::text[],
            ${next.map(([, state]) => state.lastValue.toString())}::text[],
            ${next.map(([, state]) => JSON.stringify(state.unconfirmed.map(pairOf)))}::text[]
          ) as fresh (key, time, value, steps)
          where series.workspace = ${workspace} and series.key = fresh.key`;
      });
    },
  };
}

const stateOf = (row: Row): SeriesState => ({
  lastTimeNanos: BigInt(row.last_time_nanos),
  lastValue: BigInt(row.last_value),
  unconfirmed: row.unconfirmed.map(([time, delta]) => ({ timeNanos: BigInt(time), delta: BigInt(delta) })),
});

const pairOf = ({ timeNanos, delta }: SeriesStep): [string, string] => [
  timeNanos.toString(),
  delta.toString(),
];

/**
 * Forgets series of which nothing was heard since, such as those of processes long gone. A live
 * exporter repeats its totals every minute, so a few weeks of silence are the end of a series.
 */
export async function forgetSeries(sql: Sql, silentSince: Date): Promise<number> {
  const gone = await sql`
    delete from metric_series where updated_at < ${silentSince} and unconfirmed = '[]'::jsonb`;
  return gone.count;
}
