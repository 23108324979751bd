import { join, resolve } from 'node:path';
import { removeTowerFile, writeTowerFile } from '@exchequer/store/access';
import { forgetSeries, postgresSeriesStore } from '@exchequer/store/series';
import pino from 'pino';
import { csvRoute } from './api/export-csv.ts';
import { ledgerExportRoute } from './api/export-ledger.ts';
import { grantPaperRoutes } from './api/grant-paper.ts';
import { myStatementRoute } from './api/me-paper.ts';
import { reportPaperRoute } from './api/report-paper.ts';
import { linkUrl } from './api/session.ts';
import { type Composed, compose } from './compose.ts';
import { createHttpServer, type HttpLogLine, type HttpServer } from './http/index.ts';
import { createIngest } from './ingest/index.ts';

export interface TowerOptions {
  env: Readonly<Record<string, string | undefined>>;
  /** Told what takes time at start. */
  say: (sentence: string) => void;
}

/** A serving tower. */
export interface Tower {
  url: string;
  /** One-time link for the first admin; null when one is signed in already. */
  adminLink: string | null;
  close(): Promise<void>;
}

type Log = (message: string, error?: unknown) => void;

/** Serves one home until closed. Its supervisor, when it has one, sets home, port and database. */
export async function runTower({ env, say }: TowerOptions): Promise<Tower> {
  const home = resolve(env.EXCHEQUER_HOME || 'data');
  const logger = pino({ level: env.EXCHEQUER_LOG_LEVEL || 'info' });
  const log: Log = (message, error) =>
    error === undefined ? logger.info(message) : logger.error({ err: error }, message);
  const now = () => new Date();
  const composed = await compose({ home, env, now, say, log });
  const server = serverOf(composed, env, now, (line) => logLine(logger, line), log);
  const url = await server.listen(Number(env.EXCHEQUER_PORT ?? 4100), env.EXCHEQUER_HOST || '127.0.0.1');
  const { access } = composed.services;
  await writeTowerFile(home, { url: server.localUrl(), pid: process.pid, token: access.localToken });
  const link = await access.firstAdminLink();
  const tidying = keepTidy(composed, now, log);
  return {
    url,
    adminLink: link && linkUrl(url, link.secret),
    close: async () => {
      clearInterval(tidying);
      await server.close();
      await composed.close();
      await removeTowerFile(home, process.pid);
    },
  };
}

const dayMs = 86_400_000;

/** Forgets metric series that have been silent for a season; their exporters are gone. */
function keepTidy({ services }: Composed, now: () => Date, log: Log): NodeJS.Timeout {
  const tidy = () =>
    forgetSeries(services.sql, new Date(now().getTime() - 90 * dayMs)).catch((error: unknown) =>
      log('old metric series could not be forgotten', error),
    );
  return setInterval(tidy, dayMs).unref();
}

function serverOf(
  { services, router, journal, newId }: Composed,
  env: TowerOptions['env'],
  now: () => Date,
  logCall: (line: HttpLogLine) => void,
  log: Log,
): HttpServer {
  const { sql, quarantine, outcomes } = services;
  const ingest = createIngest({
    intake: journal,
    outcomes,
    series: postgresSeriesStore(sql),
    quarantine,
    links: services.links,
    now,
    log,
  });
  return createHttpServer({
    services,
    router,
    ingest,
    raw: [csvRoute, ...grantPaperRoutes, myStatementRoute, reportPaperRoute, ledgerExportRoute],
    webRoot: env.EXCHEQUER_WEB || join(import.meta.dirname, 'web'),
    healthy: async () => (await sql`SELECT 1`).length === 1,
    publicUrl: env.EXCHEQUER_PUBLIC_URL || null,
    now,
    newId,
    log: logCall,
  });
}

/** Answers of a healthy server are many and alike: they are logged in detail only when asked for. */
function logLine(logger: pino.Logger, { error, ...line }: HttpLogLine): void {
  if (error !== undefined) logger.error({ ...line, err: error }, 'a call failed');
  else logger.debug(line, 'call');
}
