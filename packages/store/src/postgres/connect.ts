import postgres, { type Sql } from 'postgres';
import { PostgresFailure } from './failure.ts';

/**
 * Connects to a PostgreSQL server. What a JavaScript number would falsify stays text: `bigint` and
 * `numeric` arrive as decimal strings, `date` as `YYYY-MM-DD`; `timestamptz` arrives as a Date.
 * @param max connections at most
 */
export function connectPostgres(url: string, { max = 10 }: { max?: number } = {}): Sql {
  const sql = postgres(url, {
    max,
    idle_timeout: 60,
    connect_timeout: 10,
    onnotice: () => {},
    connection: { TimeZone: 'UTC', application_name: 'exchequer' },
    types: {
      // A company day has no instant; as a Date it would move with the zone of this machine.
      day: { to: 1082, from: [1082], serialize: (day: string) => day, parse: (day: string) => day },
    },
  });
  return sql as unknown as Sql;
}

/** Proves that the server answers; says which server it was and what to do when it does not. */
export async function assertReachable(sql: Sql): Promise<void> {
  try {
    await sql`SELECT 1`;
  } catch (cause) {
    const { host, port, database } = sql.options;
    throw new PostgresFailure(
      'unreachable',
      `PostgreSQL at ${host}:${port}/${database} does not answer: ${(cause as Error).message || cause}`,
      'Check DATABASE_URL (postgres://user:password@host:port/database) and that the server runs.',
      cause,
    );
  }
}
