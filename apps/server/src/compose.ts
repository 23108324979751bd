import { randomBytes } from 'node:crypto';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ContractClient, Workspace } from '@exchequer/model/contract';
import { createAccess } from '@exchequer/store/access';
import type { AnalyticsEngine } from '@exchequer/store/analytics/engine';
import { factDdl } from '@exchequer/store/analytics/fact';
import { factoryDdl } from '@exchequer/store/analytics/factory';
import {
  backfillBatches,
  type Conflict,
  completeBatches,
  createJournal,
  type Journal,
  journalDdl,
  recoverIdentity,
} from '@exchequer/store/analytics/journal';
import { linkDdl } from '@exchequer/store/analytics/link';
import { outcomeDdl, rebuildOutcomeDays, verifyOutcomeDays } from '@exchequer/store/analytics/outcome';
import { createUsageReports } from '@exchequer/store/analytics/query';
import {
  type RollupSetting,
  rebuildRollups,
  rollupDdl,
  verifyRollups,
} from '@exchequer/store/analytics/rollup';
import { createFigures } from '@exchequer/store/figure';
import { postgresIntakeCounter } from '@exchequer/store/intake';
import {
  createDirectory,
  createPeople,
  journalReattribution,
  journalUnattributed,
} from '@exchequer/store/people';
import { createPriceBook, journalRerating, PriceDesk } from '@exchequer/store/prices';
import { createBreakGlasses, postgresPersons } from '@exchequer/store/privacy';
import { postgresQuarantine } from '@exchequer/store/quarantine';
import { createSettings } from '@exchequer/store/settings';
import { createTerms } from '@exchequer/store/terms';
import { loadCatalogue } from '@exchequer/vendors/prices';
import { createRouterClient } from '@orpc/server';
import type { ApiContext } from './api/context.ts';
import { router } from './api/router.ts';
import { type AdviceService, openAdvice } from './compose-advice.ts';
import { openAlerts } from './compose-alert.ts';
import { type Books, openBooks } from './compose-books.ts';
import { type DecisionLog, openDecisions } from './compose-decision.ts';
import { openExperiments } from './compose-experiment.ts';
import { openExplain } from './compose-explain.ts';
import { openFacts } from './compose-fact.ts';
import { type Factory, openFactory } from './compose-factory.ts';
import { openForecasts } from './compose-forecast.ts';
import { openGate } from './compose-gate.ts';
import { openLinks } from './compose-link.ts';
import { type OutcomeParts, openOutcomes } from './compose-outcome.ts';
import { openReports } from './compose-report.ts';
import { openSample } from './compose-sample.ts';
import { createImports, type ImportService } from './jobs/import/index.ts';
import { startRetention } from './jobs/retention/index.ts';
import { localContext } from './local-context.ts';
import { intakeRecords, priceRows, sourceLines, teamLabels } from './report-ports.ts';
import type { Services } from './services.ts';
import { openStores, type Stores } from './stores.ts';

export { ledgerFile } from './api/export-ledger.ts';
export { reportFile } from './api/report-paper.ts';
export { localContext } from './local-context.ts';

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

/** The product’s own API within this process, as a caller has it. */
const apiOf = (context: object): ContractClient =>
  createRouterClient(router, { context: context as ApiContext }) as unknown as ContractClient;

/** Ids such as `req_…`: 120 random bits, in letters that no one misreads. */
const newId = (prefix: string): string => `${prefix}${randomBytes(15).toString('hex')}`;

/** Who may come in, and what the company has set. */
async function openDoor(
  { sql }: Stores,
  { env, now, log }: Pick<Settled, 'env' | 'now' | 'log'>,
  onTimeZoneChange: (timeZone: string) => Promise<void>,
) {
  const onBackgroundError = (error: unknown) => log('work in the background failed', error);
  const localCompensation = env.EXCHEQUER_LOCAL_COMPENSATION === '1';
  const machineTimeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const [access, settings] = await Promise.all([
    createAccess({ sql, now, newId, onBackgroundError, localCompensation }),
    createSettings({ sql, now, machineTimeZone, onTimeZoneChange }),
  ]);
  return { access, settings };
}

/** Tables as they shall be, put right after an unclean stop; the mark says that they are in use. */
async function openTables(
  engine: AnalyticsEngine,
  rollups: () => RollupSetting,
  home: string,
  say: (sentence: string) => void,
) {
  await makeTables(engine, rollups());
  const mark = unclean(home);
  if (mark.found) await recover(engine, rollups(), say);
  mark.set();
  return mark;
}

async function build(stores: Stores, { home, env, now, say, log }: Settled): Promise<Composed> {
  const { sql, engine } = stores;
  const { access, settings } = await openDoor(stores, { env, now, log }, (zone) => moveDays(zone));
  const timeZone = () => settings.current().time_zone;
  const rollups = () => ({ timeZone: timeZone(), cluster: engine.cluster });
  const mark = await openTables(engine, rollups, home, say);
  const parts = { sql, engine, home, env, timeZone, now, newId, log };
  const facts = openFacts(parts);
  const factory = openFactory(parts);
  const { peopleChanged, payChanged } = facts;
  const decisions = openDecisions({ ...parts, changed: facts.decisionsChanged });
  const links = openLinks({ ...parts, outcomes: () => metering.outcomes });
  const booked = () => {
    books?.booked();
    links.booked();
    advice?.booked();
  };
  const metering = openMetering({ ...parts, links, booked, peopleChanged, decisions });
  const { journal, people, outcomes, directory } = metering;
  let books: Books | null = null;
  let advice: AdviceService | null = null;
  const moveDays = (zone: string) =>
    moveAllDays({ timeZone: zone, cluster: engine.cluster }, engine, { ...metering, factory });
  const imports = importsOf({ ...parts, links, intake: journal }, metering.counter, env);
  // What a failure left to re-attribute; usually nothing, which costs one query.
  await people.settle();
  const prices = metering.prices.book;
  const opened = openBooks({ ...parts, journal, prices, directory, settings, payChanged });
  books = opened;
  const gate = openGate({ ...parts, ledger: opened.services.ledger });
  const figures = createFigures({ sql, now });
  const said = { decisions: decisions.desk, figures, facts, factory, prices: metering.prices };
  const sample = openSample({
    ...{ ...parts, ...opened.services, ...said },
    ...{ journal, imports, people, outcomes, links },
    judge: async () => advice?.run('sample'),
  });
  const advising = openAdvice({ ...parts, services: () => services });
  advice = advising;
  const alerts = openAlerts({ ...parts, reports: metering.reports });
  const forgetting = startRetention(parts);
  const trying = openExperiments({ ...parts, reports: metering.reports, budgets: opened.services.budgets });
  const self = () => localContext(services, now);
  const papers = openReports({ ...parts, apiOf, alerts, self, services: () => services });
  const services: Services = {
    ...{ sql, engine, intake: journal, access, settings, imports, gate, factory, facts, links, sample },
    ...opened.services,
    glasses: createBreakGlasses({ sql, now, newId }),
    ...servicesOf(metering),
    explain: openExplain({ ...parts, directory, prices: (asked) => prices.answers(asked) }),
    ...openForecasts({ reports: metering.reports, directory, prices, settings, now }),
    terms: createTerms({ sql, now }),
    ...{ alerts, figures, decisions: decisions.desk, experiments: trying.desk, advice: advising },
    papers,
  };
  return {
    services,
    router,
    journal,
    imports,
    newId,
    close: once(() =>
      closeAll(
        [papers, alerts, forgetting, advising, trying, sample, imports, opened, factory, facts, links],
        [() => outcomes.drain(), () => journal.drain(), () => stores.close()],
      ).then(() => mark.clear()),
    ),
  };
}

/** The same work, however often it is asked for. */
function once(work: () => Promise<void>): () => Promise<void> {
  let begun: Promise<void> | null = null;
  return () => {
    begun ??= work();
    return begun;
  };
}

type ImportOptions = Parameters<typeof createImports>[0];

/** What reads logs and files of this machine. */
const importsOf = (
  parts: Omit<ImportOptions, 'machine' | 'newId' | 'repeated'>,
  counter: Metering['counter'],
  variables: Settled['env'],
): ImportService =>
  createImports({
    ...parts,
    machine: { home: homedir(), variables, platform: process.platform },
    newId: () => newId('imp_'),
    repeated: (workspace, source, records) =>
      counter.add(workspace, [{ source, duplicates: records, conflicts: 0 }]),
  });

/** Everything that goes by company days, after those have moved. */
async function moveAllDays(
  days: RollupSetting,
  engine: AnalyticsEngine,
  {
    journal,
    outcomes,
    people,
    factory,
  }: Pick<Metering, 'journal' | 'outcomes' | 'people'> & { factory: Factory },
): Promise<void> {
  await journal.alone(() => rebuildRollups(engine, days));
  await outcomes.alone(() => rebuildOutcomeDays(engine, days));
  await factory.moveDays(days.timeZone);
  await people.reattributeAll();
}

/** Ends what works by itself, then what it wrote to. One after the other: each may still need the next. */
async function closeAll(
  working: readonly { close(): Promise<void> }[],
  drains: readonly (() => Promise<unknown>)[],
): Promise<void> {
  for (const one of working) await one.close();
  for (const drain of drains) await drain();
}

interface MeteringParts extends Omit<OutcomeParts, 'directory'> {
  /** Told after each batch. */
  booked: () => void;
  peopleChanged: (workspace: string) => Promise<void>;
  decisions: DecisionLog;
}

const servicesOf = ({ outcomes, people, prices, reports, quarantine }: Metering) => ({
  outcomes,
  people,
  prices,
  reports,
  quarantine,
});

type Metering = ReturnType<typeof openMetering>;

/** The journal with what it asks (prices, people) and what reads it (reports). */
function openMetering(parts: MeteringParts) {
  const { sql, engine, timeZone, now, booked, peopleChanged, decisions } = parts;
  const book = createPriceBook({ sql, catalogue: loadCatalogue(), now });
  const directory = createDirectory({ sql, timeZone });
  const counter = postgresIntakeCounter(sql);
  const quarantine = postgresQuarantine(sql);
  const journal = createJournal({
    engine,
    prices: (questions) => book.answers(questions),
    identities: (workspace, questions) => directory.answers(workspace, questions),
    counted: (workspace, counts) => counter.add(workspace, counts),
    booked,
    conflicted: (workspace, conflicts) =>
      quarantine.keep(workspace as Workspace, conflicts.map(conflictEntry), now()),
  });
  const outcomes = openOutcomes({ ...parts, directory });
  const people = createPeople({
    sql,
    now,
    newId,
    timeZone,
    reattribution: journalReattribution(journal, outcomes),
    usage: journalUnattributed(engine),
    changed: peopleChanged,
  });
  const prices = new PriceDesk({
    book,
    rerating: journalRerating(engine, journal),
    now,
    newId: () => newId(''),
  });
  const reports = createUsageReports({
    engine,
    companyTimeZone: async () => timeZone(),
    labels: teamLabels(directory),
    directory,
    decisions: decisions.figures,
    people: postgresPersons(sql, now),
    prices: priceRows(book),
    lines: sourceLines,
    intake: intakeRecords(counter, quarantine),
    now,
  });
  return { journal, outcomes, people, prices, reports, quarantine, counter, directory };
}

/** A server that could not close left a mark: what follows the journal may lag behind it. */
async function recover(engine: AnalyticsEngine, rollups: RollupSetting, say: (sentence: string) => void) {
  say('the last stop was unclean: comparing rollups with the journal');
  await recoverIdentity(engine);
  await completeBatches(engine);
  const { compared, rebuilt } = await verifyRollups(engine, rollups);
  const outcomes = await verifyOutcomeDays(engine, rollups);
  say(`${compared} months compared, ${rebuilt.length + Number(outcomes.rebuilt)} rollups rebuilt`);
}

/** The mark of a home whose engines are open. */
function unclean(home: string) {
  const path = join(home, 'engines.open');
  return {
    found: existsSync(path),
    set: () => writeFileSync(path, `${process.pid}\n`),
    clear: () => rmSync(path, { force: true }),
  };
}

async function makeTables(engine: AnalyticsEngine, rollups: RollupSetting): Promise<void> {
  for (const statement of [
    ...journalDdl(engine.cluster),
    ...rollupDdl(rollups),
    ...factDdl(engine.cluster),
    ...factoryDdl(rollups),
    ...outcomeDdl(rollups),
    ...linkDdl(engine.cluster),
  ]) {
    await engine.command(statement);
  }
  await backfillBatches(engine);
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
