import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate, migrations } from '@exchequer/store/migrations';
import { connectPostgres, startEmbedded } from '@exchequer/store/postgres';

/** Connections to a server. */
export type Sql = ReturnType<typeof connectPostgres>;

export const workspace = 'live';
export const day = '2026-11-21';

/** A fresh embedded PostgreSQL with the schema, as a start without DATABASE_URL has it. */
export interface BenchPostgres {
  /** Connects with at most so many connections; closed with the rest. */
  connect(max: number): Sql;
  close(): Promise<void>;
}

export async function startBenchPostgres(): Promise<BenchPostgres> {
  const home = mkdtempSync(join(tmpdir(), 'exchequer-bench-'));
  // As root, PostgreSQL's own account has to pass through; else its data would stand outside.
  chmodSync(home, 0o711);
  const server = await startEmbedded({ home });
  const open: Sql[] = [];
  const connect = (max: number) => {
    const sql = connectPostgres(server.url, { max });
    open.push(sql);
    return sql;
  };
  await migrate(connect(2), migrations);
  return {
    connect,
    close: async () => {
      await Promise.all(open.map((sql) => sql.end({ timeout: 2 })));
      await server.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** How the server makes commits durable, asked from itself. */
export async function durability(sql: Sql): Promise<Record<string, string>> {
  const rows = await sql<{ name: string; setting: string }[]>`
    SELECT name, setting FROM pg_settings
    WHERE name IN ('synchronous_commit', 'fsync', 'full_page_writes', 'wal_sync_method', 'server_version') ORDER BY name`;
  return Object.fromEntries(rows.map(({ name, setting }) => [name, setting]));
}
