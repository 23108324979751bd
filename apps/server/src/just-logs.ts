import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { UsageIntake } from '@exchequer/model';
import { type AnalyticsEngine, openEngine } from '@exchequer/store/analytics/engine';
import { createJournal, journalDdl } from '@exchequer/store/analytics/journal';
import { createUsageReports } from '@exchequer/store/analytics/query';
import { rollupDdl } from '@exchequer/store/analytics/rollup';
import { catalogueBook } from '@exchequer/vendors/prices';
import { metricRouter } from './api/metric.ts';
import { sourceHealthRouter } from './api/source-health.ts';
import { usageRouter } from './api/usage.ts';
import { createImports, type ImportService } from './jobs/import/index.ts';
import type { Services } from './services.ts';

export { localContext } from './local-context.ts';
export { previewTable, type TablePreview } from './table-preview.ts';

export interface JustLogsOptions {
  env: Readonly<Record<string, string | undefined>>;
  /** Home directory of the person, where coding agents keep their logs. */
  home: string;
  /** Zone whose days the reports show. */
  timeZone: string;
  now: () => Date;
  /** Told what is being read. */
  say: (sentence: string) => void;
}

/** Reports over the coding-agent logs of this machine, kept in memory for as long as the process lives. */
export interface JustLogs {
  router: typeof justLogsRouter;
  services: Services;
  close(): Promise<void>;
}

/** The parts of the API that reading needs; the same handlers as a tower's. */
const justLogsRouter = { metric: metricRouter, source: sourceHealthRouter, usage: usageRouter };

/**
 * Reads every log of a coding agent on this machine, at public prices, into an engine in memory.
 * @throws with a fix when there are none, since an empty report would look like an answer
 */
export async function justLogs(options: JustLogsOptions): Promise<JustLogs> {
  const scratch = await mkdtemp(join(tmpdir(), 'exchequer-logs-'));
  const engine = await openEngine({ path: ':memory:', readers: 1 });
  const close = async () => {
    await engine.close();
    await rm(scratch, { recursive: true, force: true });
  };
  try {
    for (const statement of [
      ...journalDdl(null),
      ...rollupDdl({ timeZone: options.timeZone, cluster: null }),
    ]) {
      await engine.command(statement);
    }
    const intake = openIntake(engine, options.now);
    await readAll(openImports(engine, intake, scratch, options), options.say);
    return { router: justLogsRouter, services: servicesOf(engine, intake, options), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function openIntake(engine: AnalyticsEngine, now: () => Date): UsageIntake {
  const book = catalogueBook(now);
  return createJournal({
    engine,
    prices: (questions) => book.answers(questions),
    // Nobody is known without a database, so all usage is unattributed.
    identities: async (_workspace, questions) => questions.map((question) => ({ question, slices: [] })),
  });
}

const openImports = (
  engine: AnalyticsEngine,
  intake: UsageIntake,
  scratch: string,
  { env, home, now }: JustLogsOptions,
): ImportService =>
  createImports({
    sql: null,
    engine,
    intake,
    home: scratch,
    machine: { home, variables: env, platform: process.platform },
    now,
    // Ids become part of the names of working tables.
    newId: () => `logs${randomUUID().replaceAll('-', '')}`,
    log: () => undefined,
  });

async function readAll(imports: ImportService, say: (sentence: string) => void): Promise<void> {
  const kinds = [...new Set(imports.discover().map(({ kind }) => kind))];
  if (kinds.length === 0) throw new NoLogs();
  for (const kind of kinds) {
    say(`Reading ${kind}`);
    const { id } = imports.start({ workspace: 'live', kind });
    const done = await imports.finished(id);
    if (done.state === 'failed') throw new NoLogs(done.error ?? undefined, done.fix ?? undefined);
  }
  await imports.close();
}

/** There is nothing to report on. */
export class NoLogs extends Error {
  readonly code = 'no-logs';
  readonly fix: string;

  constructor(
    message = 'there is no data home here, and no logs of coding agents on this machine',
    fix = 'Name the home with --home, start one with `npm start`, or import files: exchequer import --help.',
  ) {
    super(message);
    this.name = 'NoLogs';
    this.fix = fix;
  }
}

function servicesOf(
  engine: AnalyticsEngine,
  intake: UsageIntake,
  { timeZone, now }: JustLogsOptions,
): Services {
  const reports = createUsageReports({
    engine,
    companyTimeZone: async () => timeZone,
    labels: { namesOf: async () => new Map() },
    directory: { employments: async () => [] },
    prices: { row: async () => null },
    lines: { lineOf: async () => null },
    intake: { countsBySource: async () => new Map() },
    now,
  });
  const present: Pick<Services, 'engine' | 'intake' | 'reports'> = { engine, intake, reports };
  // No handler of the small router reaches for more; one that did would be told why it cannot.
  return new Proxy(present, {
    get(target, name) {
      if (name in target) return target[name as keyof typeof target];
      throw new Error(`${String(name)} needs a data home; these are just the logs on this machine`);
    },
  }) as Services;
}
