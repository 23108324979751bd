import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
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
  const server = await startEmbedded({ home });
  const sql = connectPostgres(server.url, { max: 4 });
  return {
    sql,
    url: server.url,
    home,
    close: async () => {
      await sql.end({ timeout: 2 });
      await server.stop();
      // As root the data may stand outside the home, which removing the home would leave behind.
      if (!server.data.startsWith(home)) rmSync(dirname(server.data), { recursive: true, force: true });
      rmSync(home, { recursive: true, force: true });
    },
  };
}
