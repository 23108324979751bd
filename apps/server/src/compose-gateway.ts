import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { Admissions, freshGateMemory, LeasePool } from '@exchequer/core/gate';
import { type BudgetOptions, createBudgets } from '@exchequer/store/envelope';
import { createGateLeases, loadGateSnapshot, openSecrets, watchGate } from '@exchequer/store/gate';
import { createLedger } from '@exchequer/store/ledger';
import { connectPostgres } from '@exchequer/store/postgres';
import { createPriceBook } from '@exchequer/store/prices';
import { openSpool, type Spool } from '@exchequer/store/spool';
import { dialects } from '@exchequer/vendors/gate';
import { loadCatalogue } from '@exchequer/vendors/prices';
import type { Sql } from 'postgres';
import { Pool } from 'undici';
import { AnswerCache } from './gateway/cache/answers.ts';
import { CallsSpool } from './gateway/calls-spool.ts';
import { BodyMemory } from './gateway/edge/body.ts';
import { GatewayFailure } from './gateway/failure.ts';
import { Figures } from './gateway/figures/figures.ts';
import { type Gate, type GateClock, usualGateLimits } from './gateway/gate.ts';
import { openGatewayHome } from './gateway/home.ts';
import { GateBooks } from './gateway/money/books.ts';
import { GatePrices } from './gateway/money/prices.ts';
import { HeardTerm } from './gateway/money/term.ts';
import { RunningCalls } from './gateway/running.ts';
import { type RunningGateway, serveGateway } from './gateway/serve.ts';
import { startShipper } from './gateway/shipping/index.ts';
import { towerLink } from './gateway/tower-link.ts';
import { collectorOf, SpanExporter, sendBy } from './gateway/trace/spans.ts';
import { UpstreamPools } from './gateway/upstream/pools.ts';
import { SnapshotView } from './gateway/view.ts';
import { version } from './version.ts';

export interface GatewayOptions {
  env: Readonly<Record<string, string | undefined>>;
  clock: GateClock;
  /** Even in [0, 1). */
  random: () => number;
  /** Told what takes time at start. */
  say: (sentence: string) => void;
  log: (message: string, error?: unknown) => void;
}

/** Runs one gateway of a home until it is closed. Builds everything that its calls meet. */
export async function runGateway(options: GatewayOptions): Promise<RunningGateway> {
  const { env, clock, log } = options;
  const databaseUrl = env.DATABASE_URL;
  if (!databaseUrl) throw noDatabase();
  const home = resolve(env.EXCHEQUER_HOME || 'data');
  const number = Number(env.EXCHEQUER_GATEWAY_NUMBER || 1);
  const life = randomBytes(9).toString('base64url');
  const own = openGatewayHome(home, number, () => `gw_${randomBytes(9).toString('hex')}`);
  const sql = connectPostgres(databaseUrl, { max: 6 });
  const spool = await openSpool({ folder: join(own.folder, 'spool'), life, now: clock.now, log });
  const view = new SnapshotView();
  const budgeting = openBooks(sql, view, options);
  const term = new HeardTerm(clock.nowMs);
  const books = new GateBooks(createGateLeases({ ...budgeting, gatewayId: own.id, life }), term);
  const there = { url: env.EXCHEQUER_TOWER_URL, token: env.EXCHEQUER_TOWER_TOKEN };
  const tower = towerLink({ gatewayId: own.id, home, ...there });
  const requestUrl = (workspace: string) => {
    const base = env.EXCHEQUER_PUBLIC_URL || tower.url();
    return base ? `${base.replace(/\/+$/, '')}/w/${workspace}/me` : '';
  };
  const gate = makeGate({ ...options, sql, spool, view, books, term, life, requestUrl });
  const secrets = openSecrets({ home, given: env.EXCHEQUER_SECRET_KEY });
  const budgets = createBudgets(budgeting);
  const running = await serveGateway({
    gate,
    ...{ sql, view, books, term, own, life, env },
    ...{ host: hostname(), version: env.EXCHEQUER_RELEASE || version },
    readSnapshot: () => loadGateSnapshot(sql, secrets, clock.now()),
    readBudget: (workspace, spender) => budgets.ofSpender(workspace, spender),
    watch: watchGate,
    shipper: startShipper({ spool, send: tower.send, random: options.random, log }),
    formerShipped: () => spool.shipped(spool.recovery.position),
  });
  return {
    ...running,
    close: async () => {
      await running.close();
      await tower.close();
      await spool.close();
      await budgeting.ledger.drain();
      await sql.end({ timeout: 2 });
    },
  };
}

const noDatabase = () =>
  new GatewayFailure(
    'no-database',
    'a gateway needs the PostgreSQL server of its tower',
    'Set DATABASE_URL to the one that the tower uses; `npm start` does it by itself.',
  );

/** The books as this process reaches them; the company's calendar is read with the keys. */
function openBooks(sql: Sql, view: SnapshotView, { clock, log }: GatewayOptions): BudgetOptions {
  return {
    sql,
    ledger: createLedger({ sql, now: clock.now, log }),
    now: clock.now,
    newId: (prefix) => `${prefix}${randomBytes(15).toString('hex')}`,
    timeZone: () => view.snapshot()?.company.timeZone ?? 'UTC',
    fiscalStart: () => view.snapshot()?.company.fiscalStart ?? 1,
  };
}

interface GateParts extends GatewayOptions {
  sql: Sql;
  spool: Spool;
  view: SnapshotView;
  books: GateBooks;
  term: HeardTerm;
  life: string;
  requestUrl: Gate['requestUrl'];
}

function makeGate(parts: GateParts): Gate {
  const { clock, sql, view, books, term, life, random, log, requestUrl } = parts;
  const limits = usualGateLimits;
  const prices = createPriceBook({ sql, catalogue: loadCatalogue(), now: clock.now });
  return {
    ...freshGateMemory(),
    ...{ clock, limits, dialects, view, books, random, log, requestUrl },
    prices: new GatePrices(prices),
    admissions: new Admissions({ books, nowMs: clock.epochMs, pool: new LeasePool(term) }),
    spool: new CallsSpool(parts.spool),
    pools: new UpstreamPools(),
    bodies: new BodyMemory(limits.bodyMemoryBytes),
    cache: new AnswerCache(limits.cacheBytes),
    figures: new Figures(),
    spans: exporterOf(parts.env),
    running: new RunningCalls(),
    newCallId: callIds(life),
  };
}

/** Ids that no other life of any gateway makes: its own random name, and a number. */
function callIds(life: string): () => string {
  let number = 0;
  return () => {
    number += 1;
    return `call_${life}_${number.toString(36)}`;
  };
}

function exporterOf(env: GatewayOptions['env']): SpanExporter | null {
  const collector = collectorOf(env);
  if (!collector) return null;
  const { url, headers } = collector;
  const pool = new Pool(url.origin, { connections: 1, headersTimeout: 10_000, bodyTimeout: 10_000 });
  const service = env.OTEL_SERVICE_NAME || 'exchequer-gateway';
  return new SpanExporter(sendBy(pool), { path: `${url.pathname}${url.search}`, headers, service });
}
