import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sql } from 'postgres';
import { connectPostgres, startEmbedded } from '../index.ts';

/** A server for one test file, on a home that `close` removes. */
export interface TemporaryPostgres {
  sql: Sql;
  url: string;
  home: string;
  close(): Promise<void>;
}

/** Starts an empty server; call `migrate` of `@exchequer/store/migrations` where the schema is needed. */
export async function temporaryPostgres(): Promise<TemporaryPostgres> {
  const home = mkdtempSync(join(tmpdir(), 'exchequer-pg-'));
  // As root, PostgreSQL's own account has to pass through; else its data would stand outside.
  chmodSync(home, 0o711);
  const server = await startEmbedded({ home });
  const sql = connectPostgres(server.url, { max: 4 });
  return {
    sql,
    url: server.url,
    home,
    close: async () => {
      await sql.end({ timeout: 2 });
      await server.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
