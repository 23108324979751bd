import { addDays } from '@exchequer/core/envelope';
import { compareWithApi, costOn, type Elapsed, poolReport, usageOf } from '@exchequer/core/factory';
import { localDate, startOfLocalDay } from '@exchequer/core/metric';
import type { FactorySum, PoolCost } from '@exchequer/model';
import type { BreakEven, DateRange, PoolReport, Workspace } from '@exchequer/model/contract';
import type { AnalyticsEngine } from '@exchequer/store/analytics/engine';
import {
  type PoolDay,
  readFactorySums,
  rebuildFactoryDays,
  replacePoolDays,
} from '@exchequer/store/analytics/factory';
import {
  createPoolCosts,
  createTargets,
  type KeptTarget,
  type PoolCostDesk,
  type TargetDesk,
} from '@exchequer/store/factory';
import type { Sql } from 'postgres';
import { scrapeTarget, startFactoryJob } from './jobs/factory/index.ts';

export interface BreakEvenAsked {
  pool: string;
  range: DateRange;
  apiPerMillion: number | null;
  plan: Parameters<typeof compareWithApi>[0]['plan'];
}

/** Own inference: what is scraped, what pools cost, and what both add up to. */
export interface Factory {
  targets: TargetDesk;
  costs: PoolCostDesk;
  /** Scrapes one target now; false where it could not be read, which is noted on it. */
  scrape(target: KeptTarget): Promise<boolean>;
  report(workspace: Workspace, range: DateRange): Promise<PoolReport[]>;
  /** Null where nothing is stated of what the pool costs. */
  breakEven(workspace: Workspace, asked: BreakEvenAsked): Promise<BreakEven | null>;
  /** Makes what pools did and cost by day anew; metrics read it. */
  recount(workspace: string): Promise<void>;
  /** Cuts the days anew after the company’s time zone changed. */
  moveDays(timeZone: string): Promise<void>;
  close(): Promise<void>;
}

export interface FactoryParts {
  sql: Sql;
  engine: AnalyticsEngine;
  timeZone: () => string;
  now: () => Date;
  newId: (prefix: string) => string;
  log: (message: string, error?: unknown) => void;
}

type Sums = readonly (FactorySum & { pool: string })[];

export function openFactory({ sql, engine, timeZone, now, newId, log }: FactoryParts): Factory {
  const targets = createTargets({ sql, now, newId });
  const costs = createPoolCosts({ sql, now });
  const inTurn = turns();
  const scrape = (target: KeptTarget) => scrapeTarget({ sql, engine, targets, now, inTurn }, target);
  const elapsed = (): Elapsed => {
    const day = localDate(now().getTime(), timeZone());
    return { day, seconds: (now().getTime() - startOfLocalDay(day, timeZone()).getTime()) / 1000 };
  };
  const read = (workspace: string, { from, to }: Pick<DateRange, 'from' | 'to'>) =>
    Promise.all([readFactorySums(engine, { workspace, from, to }), costs.list(workspace)]);
  const recount = async (workspace: string) => {
    const until = elapsed();
    const to = addDays(until.day, 1);
    const [sums, stated] = await read(workspace, { from: addDays(to, -daysKept), to });
    await inTurn(() => replacePoolDays(engine, workspace, poolDays(sums, stated, until)));
  };
  const recountAll = async () => {
    const workspaces = await sql<{ workspace: string }[]>`
      select workspace from pool_cost union select workspace from scrape_target`;
    for (const { workspace } of workspaces) await recount(workspace);
  };
  const job = startFactoryJob({ targets, scrape, recount: recountAll, now, log });
  return {
    targets,
    costs,
    scrape,
    recount,
    report: async (workspace, range) => {
      const [sums, stated] = await read(workspace, range);
      const days = daysOf(range.from, range.to);
      return poolsOf(sums, stated).map((pool) =>
        poolReport({ pool, days, ...ofPool(pool, sums, stated), elapsed: elapsed() }),
      );
    },
    breakEven: async (workspace, { pool, range, apiPerMillion, plan }) => {
      const [sums, stated] = await read(workspace, range);
      const own = ofPool(pool, sums, stated);
      const cost = costOn(own.costs, addDays(range.to, -1)) ?? own.costs.at(-1);
      if (!cost) return null;
      const watched = new Set(own.sums.map(({ day }) => day)).size;
      return compareWithApi({ cost, usage: usageOf(own.sums), days: watched, apiPerMillion, plan });
    },
    moveDays: (zone) => inTurn(() => rebuildFactoryDays(engine, { timeZone: zone, cluster: engine.cluster })),
    close: job.close,
  };
}

/** Runs work one after the other. */
function turns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const done = last.then(work);
    last = done.catch(() => {});
    return done;
  };
}

/** The longest past of which days of pools are kept. */
const daysKept = 3 * 366;

function daysOf(from: string, to: string): string[] {
  const days: string[] = [];
  for (let day = from; day < to; day = addDays(day, 1)) days.push(day);
  return days;
}

const poolsOf = (sums: Sums, stated: readonly PoolCost[]): string[] =>
  [...new Set([...stated, ...sums].map(({ pool }) => pool))].sort();

const ofPool = (pool: string, sums: Sums, stated: readonly PoolCost[]) => ({
  sums: sums.filter((sum) => sum.pool === pool),
  costs: stated.filter((cost) => cost.pool === pool),
});

/** Every pool on every day since it was first scraped or its cost stated. */
function poolDays(sums: Sums, stated: readonly PoolCost[], elapsed: Elapsed): PoolDay[] {
  const today = elapsed.day;
  return poolsOf(sums, stated).flatMap((pool) => {
    const own = ofPool(pool, sums, stated);
    const known = [...own.sums.map(({ day }) => day), ...own.costs.map(({ validFrom }) => validFrom)];
    const first = [known.sort()[0] ?? today, addDays(today, 1 - daysKept)].sort()[1] ?? today;
    const byDay = new Map<string, Sums[number][]>();
    for (const sum of own.sums) byDay.set(sum.day, [...(byDay.get(sum.day) ?? []), sum]);
    return daysOf(first, addDays(today, 1)).map((day) =>
      poolDay(pool, day, byDay.get(day) ?? [], own.costs, elapsed),
    );
  });
}

function poolDay(
  pool: string,
  day: string,
  sums: Sums,
  costs: readonly PoolCost[],
  elapsed: Elapsed,
): PoolDay {
  const report = poolReport({ pool, days: [day], sums, costs, elapsed });
  const usage = usageOf(sums);
  return {
    ...{ day, pool, tokens: usage.promptTokens + usage.generatedTokens },
    cost: report.cost.total,
    energy: report.joules === null ? null : thousandths(report.joules),
    ...{ busyGpuSeconds: usage.busyGpuSeconds, gpuSeconds: usage.gpuSeconds },
    idleWattsLoss: report.idle_watts_loss,
  };
}

/** Joules with at most three decimals, in millijoules. */
function thousandths(joules: string): bigint {
  const [whole = '0', fraction = ''] = joules.split('.');
  return BigInt(`${whole}${fraction.padEnd(3, '0')}`);
}
