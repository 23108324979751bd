import { randomBytes } from 'node:crypto';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import type { Workspace } from '@exchequer/model/contract';
import { createAccess } from '@exchequer/store/access';
import { type Conflict, createJournal, type Journal, journalDdl } from '@exchequer/store/analytics/journal';
import { createUsageReports } from '@exchequer/store/analytics/query';
import { rollupDdl } from '@exchequer/store/analytics/rollup';
import { postgresIntakeCounter } from '@exchequer/store/intake';
import { createPriceBook, journalRerating, PriceDesk } from '@exchequer/store/prices';
import { postgresQuarantine } from '@exchequer/store/quarantine';
import { createSettings } from '@exchequer/store/settings';
import { loadCatalogue } from '@exchequer/vendors/prices';
import { router } from './api/router.ts';
import { createImports, type ImportService } from './jobs/import/index.ts';
import { intakeRecords, priceRows, sourceLines } from './report-ports.ts';
import type { Services } from './services.ts';
import { openStores, type Stores } from './stores.ts';

/** What starting a server needs from outside. */
export interface ComposeOptions {
  /** Folder of all data of this install. */
  home: string;
  env: Readonly<Record<string, string | undefined>>;
  now: () => Date;
  say?: (sentence: string) => void;
  log?: (message: string, error?: unknown) => void;
}

/** A composed server: everything but the listening socket. */
export interface Composed {
  services: Services;
  router: typeof router;
  journal: Journal;
  imports: ImportService;
  newId: (prefix: string) => string;
  close(): Promise<void>;
}

/** Builds every adapter, once. The only place where they are constructed. */
export async function compose(options: ComposeOptions): Promise<Composed> {
  const { env, now, say = () => {}, log = () => {} } = options;
  const home = resolve(options.home);
  const stores = await openStores({
    home,
    databaseUrl: env.DATABASE_URL,
    clickhouseUrl: env.CLICKHOUSE_URL,
    clickhouseCluster: env.CLICKHOUSE_CLUSTER,
    say,
  });
  return build(stores, { ...options, home, env, now, say, log });
}

type Settled = Required<Pick<ComposeOptions, 'home' | 'env' | 'now' | 'say' | 'log'>>;

/** Ids such as `req_…`: 120 random bits, in letters that no one misreads. */
const newId = (prefix: string): string => `${prefix}${randomBytes(15).toString('hex')}`;

async function build(stores: Stores, { home, env, now, log }: Settled): Promise<Composed> {
  const { sql, engine } = stores;
  const onBackgroundError = (error: unknown) => log('work in the background failed', error);
  const [access, settings] = await Promise.all([
    createAccess({ sql, now, newId, onBackgroundError }),
    createSettings({
      sql,
      now,
      machineTimeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      onTimeZoneChange: async () => {},
    }),
  ]);
  await makeTables(stores, settings.current().time_zone);
  const book = createPriceBook({ sql, catalogue: loadCatalogue(), now });
  const counter = postgresIntakeCounter(sql);
  const quarantine = postgresQuarantine(sql);
  const journal = createJournal({
    engine,
    prices: (questions) => book.answers(questions),
    identities: async () => [],
    counted: (workspace, counts) => counter.add(workspace, counts),
    conflicted: (workspace, conflicts) =>
      quarantine.keep(workspace as Workspace, conflicts.map(conflictEntry), now()),
  });
  const imports = createImports({
    sql,
    engine,
    intake: journal,
    home,
    machine: { home: homedir(), variables: env, platform: process.platform },
    now,
    newId: () => newId('imp_'),
    log,
  });
  const reports = createUsageReports({
    engine,
    companyTimeZone: async () => settings.current().time_zone,
    labels: { namesOf: async () => new Map() },
    directory: { employments: async () => [] },
    prices: priceRows(book),
    lines: sourceLines,
    intake: intakeRecords(counter, quarantine),
    now,
  });
  const prices = new PriceDesk({
    book,
    rerating: journalRerating(engine, journal),
    now,
    newId: () => newId(''),
  });
  return {
    services: { sql, engine, intake: journal, access, settings, reports, prices, imports, quarantine },
    router,
    journal,
    imports,
    newId,
    close: async () => {
      await imports.close();
      await journal.drain();
      await stores.close();
    },
  };
}

async function makeTables({ engine }: Stores, timeZone: string): Promise<void> {
  const { cluster } = engine;
  for (const statement of [...journalDdl(cluster), ...rollupDdl({ timeZone, cluster })]) {
    await engine.command(statement);
  }
}

const conflictEntry = (conflict: Conflict) => ({
  kind: 'conflict' as const,
  source: conflict.source,
  place: conflict.source_file || conflict.source,
  line: null,
  error: `the id ${conflict.source_event_id} was sent before with other content, which stands`,
  fix: 'Send a correction under a new id, or mend the sender: an id must name one event for ever.',
  excerpt: `${conflict.model}, ${conflict.tokens} tokens`,
});
