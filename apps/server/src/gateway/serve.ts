import { setTimeout as wait } from 'node:timers/promises';
import { usualGateRules } from '@exchequer/model';
import {
  type GateSnapshot,
  type GatewayProcess,
  gatewayAlive,
  gatewayLeft,
  noteKeyUse,
  type watchGate,
  writeMinutes,
  writeStops,
} from '@exchequer/store/gate';
import type { Sql } from 'postgres';
import { EdgeServer, usualEdgeLimits } from './edge/server.ts';
import type { Gate } from './gate.ts';
import type { GatewayHome } from './home.ts';
import { keepSizes } from './kept-sizes.ts';
import type { GateBooks } from './money/books.ts';
import { LeaseKeeper } from './money/keeper.ts';
import type { HeardTerm } from './money/term.ts';
import { OwnBudgets, type ReadBudget } from './own/budgets.ts';
import { answerOwn } from './own/own.ts';
import type { Shipper } from './shipping/index.ts';
import { statsOf } from './stats.ts';
import { handle } from './steps/handle.ts';
import { startUpkeep } from './upkeep.ts';
import type { SnapshotView } from './view.ts';

export interface ServeParts {
  gate: Gate;
  sql: Sql;
  view: SnapshotView;
  books: GateBooks;
  term: HeardTerm;
  own: GatewayHome;
  life: string;
  host: string;
  version: string;
  env: Readonly<Record<string, string | undefined>>;
  readSnapshot(): Promise<GateSnapshot>;
  readBudget: ReadBudget;
  watch: typeof watchGate;
  shipper: Shipper;
  /** Resolves when the tower has taken in what earlier lives left. */
  formerShipped(): Promise<void>;
}

/** A serving gateway. */
export interface RunningGateway {
  id: string;
  url: string;
  /** Takes no more calls, lets those that run end, ships what it metered, gives its leases back. */
  close(): Promise<void>;
}

const usualPort = 4_110;
/** Longest wait for keys and routes before clients are served with 503. */
const firstReadMs = 5_000;
const tellMs = 5_000;
const renewPricesMs = 60_000;
/** What closing may take: for calls under way, for shipping, for the books. */
const closing = { callsMs: 3_000, shippingMs: 2_000, booksMs: 1_000 };

/** Listens, and keeps what calls need up to date, until it is closed. */
export async function serveGateway(parts: ServeParts): Promise<RunningGateway> {
  const { gate, view, env, own, life } = parts;
  const { host, version } = parts;
  const ownParts = {
    gate,
    budgets: new OwnBudgets(gate, parts.readBudget),
    metricsToken: env.EXCHEQUER_METRICS_TOKEN ?? '',
  };
  const server = new EdgeServer(
    (req, res) => {
      if (!answerOwn(ownParts, req, res)) handle(gate, req, res);
    },
    usualEdgeLimits,
    () => gate.figures.malformed(),
  );
  const url = await server.listen(
    Number(env.EXCHEQUER_GATEWAY_PORT || usualPort),
    env.EXCHEQUER_GATEWAY_HOST || env.EXCHEQUER_HOST || '127.0.0.1',
  );
  const me: GatewayProcess = {
    id: own.id,
    life,
    host,
    url: env.EXCHEQUER_GATEWAY_PUBLIC_URL || url,
    version,
  };
  const keeper = keeperOf(parts, me);
  const watch = parts.watch({
    sql: parts.sql,
    log: gate.log,
    onChange: async () => {
      const snapshot = await parts.readSnapshot();
      replaceSnapshot(gate, view, snapshot);
      keeper.treeRead(snapshot);
    },
    onShortage: (shortage) => {
      if (shortage.gatewayId !== own.id) keeper.shortage(shortage);
    },
  });
  watch.ready.catch((error: unknown) => gate.log('the keys and routes cannot be read yet', error));
  await Promise.race([watch.ready.catch(() => {}), wait(firstReadMs, undefined, { ref: false })]);
  keeper.start();
  closeFormer(parts);
  const upkeep = startUpkeep(gate);
  const kept = keepSizes(gate, own.folder);
  const rounds = startRounds(parts, me);
  return {
    id: own.id,
    url,
    close: async () => {
      await server.close(closing.callsMs);
      upkeep.stop();
      kept.stop();
      await parts.shipper.stop(closing.shippingMs);
      await keeper.close(closing.booksMs).catch((error: unknown) => gate.log('leases stay open', error));
      await rounds.stop();
      await watch.close();
      await gatewayLeft(parts.sql, me).catch(() => {});
      await gate.pools.destroy();
    },
  };
}

function replaceSnapshot(gate: Gate, view: SnapshotView, snapshot: GateSnapshot): void {
  view.replace(snapshot);
  gate.pools.keep([...snapshot.workspaces.values()].flatMap(({ upstreams }) => [...upstreams.values()]));
  for (const fault of snapshot.faults) gate.log(fault);
}

function keeperOf({ gate, books, term, sql }: ServeParts, me: GatewayProcess): LeaseKeeper {
  return new LeaseKeeper({
    ...{ admissions: gate.admissions, books, term, log: gate.log },
    ...{ epochMs: gate.clock.epochMs, nowMs: gate.clock.nowMs },
    alive: (leaseIds) => gatewayAlive(sql, me, statsOf(gate), leaseIds),
    leaseSeconds: () => leastLeaseSeconds(gate),
    shipped: () => gate.spool.shipped(),
  });
}

function leastLeaseSeconds({ view }: Gate): number {
  const rules = [...(view.snapshot()?.workspaces.values() ?? [])].map(({ rules }) => rules.leaseSeconds);
  return Math.min(usualGateRules.leaseSeconds, ...rules);
}

/** Leases of earlier lives are closed once everything that those lives used is booked. */
function closeFormer({
  gate,
  books,
  formerShipped,
}: Pick<ServeParts, 'gate' | 'books' | 'formerShipped'>): void {
  const attempt = async (): Promise<void> => {
    await formerShipped();
    await books.closeFormer();
  };
  attempt().catch(async (error: unknown) => {
    gate.log('leases of an earlier life are not closed yet', error);
    await wait(tellMs, undefined, { ref: false });
    closeFormer({ gate, books, formerShipped });
  });
}

/** What comes round: figures and uses of keys to the books, prices and spans. */
function startRounds({ gate, sql }: ServeParts, me: GatewayProcess): { stop(): Promise<void> } {
  let running: Promise<void> = Promise.resolve();
  const tell = () => {
    running = running.then(() => tellFigures(gate, sql, me));
  };
  const telling = setInterval(tell, tellMs);
  const renewing = setInterval(() => {
    gate.prices.renew().catch((error: unknown) => gate.log('prices could not be read anew', error));
  }, renewPricesMs);
  return {
    stop: async () => {
      clearInterval(telling);
      clearInterval(renewing);
      tell();
      await Promise.race([running, wait(closing.booksMs, undefined, { ref: false })]);
    },
  };
}

async function tellFigures(gate: Gate, sql: Sql, me: GatewayProcess): Promise<void> {
  const { minutes, told } = gate.figures.untold();
  const stops = gate.figures.stops.untold();
  const uses = gate.figures.keyUses();
  try {
    await writeMinutes(sql, me, minutes);
    await writeStops(sql, me, stops);
    await noteKeyUse(sql, uses);
    told();
  } catch (error) {
    gate.figures.tellAgain(minutes);
    gate.figures.stops.tellAgain(stops);
    gate.log('figures could not be told', error);
  }
  await gate.spans?.flush();
}
