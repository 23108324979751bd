import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { connectPostgres, type EmbeddedPostgres, startEmbedded } from '@exchequer/store/postgres';

/** Connections to a server. */
export type Sql = ReturnType<typeof connectPostgres>;

/** An embedded PostgreSQL that may be killed and comes back on its data. */
export interface Machine {
  port(): number;
  /** Address of a database on it. */
  url(database: string): string;
  /** Ends one session of the database that is not our own. Tells whether there was one. */
  terminateSession(database: string, nth: number): Promise<boolean>;
  /** Stops without any farewell and starts again: by the signal for an immediate stop, or by SIGKILL. */
  crash(signal: 'SIGQUIT' | 'SIGKILL'): Promise<void>;
  createDatabase(name: string): Promise<void>;
  dropDatabase(name: string): Promise<void>;
  close(): Promise<void>;
}

export async function startMachine(): Promise<Machine> {
  const home = mkdtempSync(join(tmpdir(), 'exchequer-ledger-'));
  // As root, PostgreSQL's own account has to pass through; else its data would stand outside.
  chmodSync(home, 0o711);
  let server: EmbeddedPostgres = await startEmbedded({ home });
  const { port } = server;
  const admin: Sql = connectPostgres(server.url, { max: 1 });
  const url = (database: string) => server.url.replace(/\/[^/]*$/, `/${database}`);
  const close = async () => {
    await admin.end({ timeout: 1 });
    await server.stop();
    rmSync(home, { recursive: true, force: true });
  };
  return {
    port: () => server.port,
    url,
    terminateSession: async (database, nth) => {
      const ended = await admin<{ done: boolean }[]>`
        SELECT pg_terminate_backend(pid) AS done FROM pg_stat_activity
        WHERE datname = ${database} AND pid <> pg_backend_pid() ORDER BY pid
        OFFSET ${nth} % greatest((SELECT count(*) FROM pg_stat_activity WHERE datname = ${database}), 1) LIMIT 1`;
      return ended.some(({ done }) => done);
    },
    crash: async (signal) => {
      const dead = server;
      process.kill(dead.pid, signal);
      for (let waited = 0; dead.isAlive() && waited < 10_000; waited += 10) await wait(10);
      server = await startEmbedded({ home, port });
    },
    createDatabase: async (name) => {
      await admin`CREATE DATABASE ${admin(name)}`;
    },
    dropDatabase: async (name) => {
      await admin`DROP DATABASE IF EXISTS ${admin(name)} WITH (FORCE)`;
    },
    close,
  };
}
