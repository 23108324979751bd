import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Database, keepDatabase } from './database.ts';
import { keepGateway } from './keep-gateway.ts';
import { keepTower } from './keep-tower.ts';
import { loadSample } from './load-sample.ts';
import { takeHome } from './lock.ts';
import { awaitOrphanTower } from './orphan.ts';
import { assertFree } from './port.ts';
import { makeProgress, type Progress } from './progress.ts';
import { listenForStop, type Stopping } from './signals.ts';
import type { TowerProcess } from './tower-process.ts';

export interface SuperviseOptions {
  /** Absolute path of the data home. */
  home: string;
  host: string;
  /** 0 takes any free port. */
  port: number;
  /** The environment of the tower; DATABASE_URL in it replaces the embedded PostgreSQL. */
  env: Readonly<Record<string, string | undefined>>;
  /** The bundle that runs the tower. */
  entry: string;
  /** Prints one line. */
  write(line: string): void;
  /** Where the tower's own log goes: into the home, or to our output as containers want it. */
  log: 'file' | 'output';
  /** Whether the simulated company is loaded, where it is not yet. */
  sample?: boolean;
  /** What has to be done before a page can be shown, running already. */
  pages?: Promise<void>;
  /** When the start began, on the clock of `performance.now()`. */
  sinceMs?: number;
}

/** Ten seconds are what a person waits after Ctrl-C, and what process managers grant. */
const gatewayStopMs = 6_500;
const towerStopMs = 6_000;
const databaseStopMs = 2_500;
const orphanMs = 10_000;

/**
 * Starts PostgreSQL and the tower and keeps them until asked to stop; then stops them in order.
 * @throws StartFailure, PostgresFailure when the start cannot go on; everything is stopped by then
 */
export async function supervise(options: SuperviseOptions): Promise<void> {
  const progress = makeProgress(options.write, options.sinceMs);
  const stopping = listenForStop();
  const home = takeHome(options.home, urlOf(options.host, options.port));
  const running: Running = { database: null, tower: null, gateway: null };
  stopping.onImpatience(() => endAtOnce(running));
  try {
    await run(options, progress, stopping, running, home.tell);
  } finally {
    await stopInOrder(running, progress, stopping.signal.aborted);
    // A killed tower could not take its address away itself.
    rmSync(join(options.home, 'tower.json'), { force: true });
    home.release();
    stopping.dispose();
  }
}

interface Running {
  database: Database | null;
  tower: TowerProcess | null;
  /** Null while there is none; the process that leads several, too. */
  gateway: TowerProcess | null;
}

async function run(
  options: SuperviseOptions,
  progress: Progress,
  stopping: Stopping,
  running: Running,
  tell: (url: string) => void,
): Promise<void> {
  await awaitOrphanTower(options.home, orphanMs, progress.step);
  await assertFree(options.host, options.port);
  const lost = new AbortController();
  if (!options.env.DATABASE_URL) {
    running.database = await keepDatabase(options.home, progress, (error) => lost.abort(error));
  }
  if (stopping.signal.aborted) return;
  const over = new AbortController();
  const signal = AbortSignal.any([stopping.signal, over.signal]);
  const kept = keepTower({
    tower: towerOptions(options, running.database),
    progress,
    signal,
    onLife: (tower) => {
      running.tower = tower;
    },
    onReady: (url, adminLink) => {
      tell(url);
      // Pages that cannot be built end the start below.
      const told = announce(options, progress, url, adminLink);
      told.then(() => sampleOnce(options, progress, signal)).catch(() => {});
      // The first tower brings the tables up to date; later ones find the gateway serving.
      if (!running.gateway) startGateway(options, progress, running, signal);
    },
  });
  try {
    await Promise.race([kept, stopping.asked, failureOf(lost.signal), failureOfPages(options.pages)]);
  } finally {
    // Whatever ended the race, no further tower may be started.
    over.abort();
    kept.catch(() => {});
  }
}

/** A tower that is started anew goes on with what the first one was asked for. */
async function sampleOnce(options: SuperviseOptions, progress: Progress, signal: AbortSignal): Promise<void> {
  if (options.sample) await loadSample({ home: options.home, progress, signal });
}

/** Never resolves; rejects with the reason when the signal is given. */
function failureOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

/** Never resolves; rejects when the pages cannot be built. */
async function failureOfPages(pages: Promise<void> | undefined): Promise<never> {
  await pages;
  return new Promise(() => {});
}

function towerOptions(options: SuperviseOptions, database: Database | null) {
  const logs = join(options.home, 'logs');
  mkdirSync(logs, { recursive: true });
  return {
    entry: options.entry,
    logPath: options.log === 'file' ? join(logs, 'tower.log') : null,
    env: {
      ...options.env,
      EXCHEQUER_HOME: options.home,
      EXCHEQUER_HOST: options.host,
      EXCHEQUER_PORT: String(options.port),
      EXCHEQUER_WEB: join(dirname(options.entry), 'web'),
      ...(database && { DATABASE_URL: database.url }),
    },
  };
}

/** Starts the gateway beside the tower and keeps it, unless it is switched off. */
function startGateway(
  options: SuperviseOptions,
  progress: Progress,
  running: Running,
  signal: AbortSignal,
): void {
  const entry = join(dirname(options.entry), 'gateway.mjs');
  if (options.env.EXCHEQUER_GATEWAY === 'off' || !existsSync(entry)) return;
  const { env, logPath } = towerOptions(options, running.database);
  const port = options.env.EXCHEQUER_GATEWAY_PORT ?? (options.port === 0 ? '0' : undefined);
  void keepGateway({
    gateway: {
      entry,
      logPath: logPath && join(options.home, 'logs', 'gateway.log'),
      env: { ...env, ...(port !== undefined && { EXCHEQUER_GATEWAY_PORT: port }) },
    },
    progress,
    signal,
    onLife: (gateway) => {
      running.gateway = gateway;
    },
    onReady: (url) => progress.plain(`  Gateway     ${url}`),
  });
}

/** The address is printed once the pages can be shown there. */
async function announce(
  { pages }: SuperviseOptions,
  progress: Progress,
  url: string,
  adminLink: string | null,
): Promise<void> {
  await pages;
  progress.step('ready');
  progress.plain('');
  progress.plain(`  Exchequer   ${url}`);
  if (adminLink) progress.plain(`  First admin ${adminLink}  (works once)`);
  progress.plain('  Ctrl-C stops everything.');
  progress.plain('');
}

async function stopInOrder(running: Running, progress: Progress, asked: boolean): Promise<void> {
  if (asked && (running.tower || running.database)) progress.step('stopping (again to force)');
  // The gateway first: while the tower still runs, it can take in what was metered to the end.
  await running.gateway?.stop(gatewayStopMs);
  await running.tower?.stop(towerStopMs);
  await running.database?.stop(databaseStopMs);
  if (asked) progress.step('stopped');
}

/** What the journal and PostgreSQL acknowledged is on disk, so that even this loses nothing of it. */
function endAtOnce(running: Running): void {
  running.gateway?.kill();
  running.tower?.kill();
  const gone = running.database?.stop(100) ?? Promise.resolve();
  const forced = 130;
  void gone.finally(() => process.exit(forced));
}

const urlOf = (host: string, port: number) =>
  `http://${host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host}:${port}`;
