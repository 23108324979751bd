import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import postgres from 'postgres';
import { isAlive } from '../process/index.ts';
import { programOf } from './binaries.ts';
import { ensureCluster, passwordOf, superuser } from './cluster.ts';
import { PostgresFailure } from './failure.ts';
import { disown, otherOwner, own } from './ownership.ts';
import { findPlace, type Place, placeFolder, postgresFolder, type Say } from './place.ts';
import { type Postmaster, readPostmaster, servesData } from './postmaster.ts';
import { serverArguments } from './settings.ts';

/** A running server of a home. */
export interface EmbeddedPostgres {
  /** Connection address, password included: never print it. */
  url: string;
  pid: number;
  port: number;
  data: string;
  /** `started` by us, an orphan `taken-over`, or `shared` with a living process that will stop it. */
  origin: 'started' | 'taken-over' | 'shared';
  isAlive(): boolean;
  /** Lets sessions end, writes everything and stops; does nothing to a server that is shared. */
  stop(withinMs?: number): Promise<void>;
}

export interface EmbeddedOptions {
  /** Data home of Exchequer; the server keeps to `postgres/` in it. */
  home: string;
  /** Port to use again after a crash, so that clients find the server where it was. */
  port?: number;
  say?: Say;
}

const database = 'exchequer';
const startMs = 60_000;
const stopMs = 8_000;
const pollMs = 15;

/** Starts the server of the home, or takes over the one that runs on its data. */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const { home, say = () => {} } = options;
  const place = findPlace(home, say);
  const password = passwordOf(home);
  ensureCluster(place, password, say);
  const urlOf = ({ port }: Postmaster) => `postgres://${superuser}:${password}@127.0.0.1:${port}/${database}`;
  const running = await adoptAnswering(place, urlOf, say);
  const postmaster = running ?? (await launch(place, postgresFolder(home), options.port));
  const url = urlOf(postmaster);
  if (!running) await ensureDatabase(url);
  const shared = running !== null && otherOwner(place.folder) !== null;
  if (!shared) own(place.folder);
  return {
    url,
    pid: postmaster.pid,
    port: postmaster.port,
    data: place.data,
    origin: shared ? 'shared' : running ? 'taken-over' : 'started',
    isAlive: () => servesData(postmaster.pid, place.data),
    stop: async (withinMs = stopMs) => {
      if (shared) return;
      await stopServer(postmaster.pid, place.data, withinMs);
      disown(place.folder);
    },
  };
}

/** Stops a server that runs on the home's data without a living owner. Returns its pid, or null. */
export async function stopOrphan(home: string, withinMs = stopMs): Promise<number | null> {
  const folder = placeFolder(home);
  const data = join(folder, 'data');
  const found = readPostmaster(data);
  if (!found || !servesData(found.pid, data) || otherOwner(folder) !== null) return null;
  await stopServer(found.pid, data, withinMs);
  disown(folder);
  return found.pid;
}

const lostCodes = new Set(['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'CONNECTION_CLOSED', 'CONNECTION_ENDED']);

/** The running server of this data, with its database; null when there is none, or when it dies as it is found. */
async function adoptAnswering(
  place: Place,
  urlOf: (server: Postmaster) => string,
  say: Say,
): Promise<Postmaster | null> {
  const running = await adopt(place, say);
  if (!running) return null;
  for (let attempt = 1; ; attempt++) {
    try {
      await ensureDatabase(urlOf(running));
      return running;
    } catch (error) {
      // A killed server keeps its process for a moment and its pid file for longer.
      const lost = lostCodes.has((error as { code?: string }).code ?? '');
      if (!lost || attempt === 10) throw error;
      await wait(attempt * 50);
      if (!servesData(running.pid, place.data)) return adopt(place, say);
    }
  }
}

/** The server that already runs on this data, once it is ready; null when there is none. */
async function adopt(place: Place, say: Say): Promise<Postmaster | null> {
  const found = readPostmaster(place.data);
  if (!found) return null;
  if (!servesData(found.pid, place.data)) {
    // The number may belong to a stranger by now, and PostgreSQL would refuse to start beside it.
    rmSync(join(place.data, 'postmaster.pid'), { force: true });
    return null;
  }
  if (otherOwner(place.folder) === null)
    say(`a PostgreSQL without its tower is taken over (pid ${found.pid})`);
  return awaitReady(place.data, () => servesData(found.pid, place.data));
}

async function launch(place: Place, logFolder: string, wished?: number): Promise<Postmaster> {
  const port = await freePort(wished);
  const logPath = join(logFolder, 'postgres.log');
  const log = openSync(logPath, 'a', 0o600);
  try {
    for (let attempt = 1; ; attempt++) {
      const started = await tryLaunch(place, port, log);
      if (started) return started;
      // After a killed server its last children hold the shared memory for a moment.
      if (attempt === 5) throw startFailure(place, logPath);
      await wait(attempt * 200);
    }
  } finally {
    closeSync(log);
  }
}

async function tryLaunch(place: Place, port: number, log: number): Promise<Postmaster | null> {
  const child = spawn(programOf(place.binaries, 'postgres'), serverArguments(place.data, port), {
    cwd: '/',
    // Its own session, or Ctrl-C in the terminal would stop it before the tower has written.
    detached: true,
    stdio: ['ignore', log, log],
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
    ...(place.account && { uid: place.account.uid, gid: place.account.gid }),
  });
  let ended = false;
  child.once('exit', () => {
    ended = true;
  });
  child.once('error', () => {
    ended = true;
  });
  child.unref();
  return awaitReady(place.data, () => !ended, child.pid);
}

/** Waits until the pid file says ready; null when the server ended instead. */
async function awaitReady(data: string, lives: () => boolean, pid?: number): Promise<Postmaster | null> {
  const until = performance.now() + startMs;
  while (performance.now() < until) {
    if (!lives()) return null;
    const said = readPostmaster(data);
    if (said?.ready && (pid === undefined || said.pid === pid)) return said;
    await wait(pollMs);
  }
  throw new PostgresFailure(
    'start-failed',
    `PostgreSQL on ${data} was not ready within ${startMs / 1000} s`,
    'It may be recovering a large log: look at postgres.log in the home and start again.',
  );
}

function startFailure(place: Place, logPath: string): PostgresFailure {
  const last = readFileSync(logPath, 'utf8').trimEnd().split('\n').slice(-5).join('\n');
  return new PostgresFailure(
    'start-failed',
    `PostgreSQL could not start on ${place.data}:\n${last}`,
    `Read ${logPath}; when the disk is full, make room and start again.`,
  );
}

async function ensureDatabase(url: string): Promise<void> {
  if (await databaseExists(url)) return;
  const admin = postgres(url.replace(/\/exchequer$/, '/postgres'), { max: 1, onnotice: () => {} });
  await admin`CREATE DATABASE exchequer`;
  await admin.end();
}

async function databaseExists(url: string): Promise<boolean> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    await sql`SELECT 1`;
    return true;
  } catch (error) {
    const missing = '3D000';
    if ((error as { code?: string }).code === missing) return false;
    throw error;
  } finally {
    await sql.end();
  }
}

/** SIGINT ends sessions and writes a checkpoint; SIGQUIT, when that takes too long, leaves recovery to the next start. */
async function stopServer(pid: number, data: string, withinMs: number): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    if (!servesData(pid, data)) return;
    process.kill(pid, signal);
    const until = performance.now() + withinMs;
    while (isAlive(pid) && performance.now() < until) await wait(pollMs);
    if (!isAlive(pid)) return;
  }
}

function freePort(wished = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) => (wished ? freePort().then(resolve, reject) : reject(error)));
    probe.listen(wished, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
