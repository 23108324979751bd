import type { PoolCost } from '@exchequer/model';
import type { DateRange, poolCostSchema, scrapeTargetSchema, Workspace } from '@exchequer/model/contract';
import type { KeptTarget } from '@exchequer/store/factory';
import type { z } from 'zod';
import { checkTargetUrl, look } from '../jobs/factory/index.ts';
import { administering, reading } from './base.ts';
import type { ApiContext } from './context.ts';
import { answerable, anything } from './metric.ts';
import { refusal } from './problem.ts';

const targets = reading.factory.targets.handler(async ({ input, context }) => {
  const kept = await context.services.factory.targets.list(input.workspace);
  return kept.map((target) => targetView(target, context.now()));
});

const addTarget = administering.factory.addTarget.handler(async ({ input, context }) => {
  const { workspace, every_seconds, ...wish } = input;
  refuseUrl(wish.url);
  const { factory } = context.services;
  const target = await factory.targets.add(
    workspace,
    { ...wish, everySeconds: every_seconds },
    context.actor,
  );
  return targetView(target, context.now());
});

const changeTarget = administering.factory.changeTarget.handler(async ({ input, context }) => {
  const { workspace, id, every_seconds, ...wish } = input;
  if (wish.url !== undefined) refuseUrl(wish.url);
  const change = { ...wish, ...(every_seconds !== undefined && { everySeconds: every_seconds }) };
  const changed = await context.services.factory.targets.change(workspace, id, change, context.actor);
  return targetView(found(changed, id), context.now());
});

const removeTarget = administering.factory.removeTarget.handler(async ({ input, context }) => {
  const { workspace, id } = input;
  const { factory } = context.services;
  const before = (await factory.targets.list(workspace)).find((target) => target.id === id);
  await factory.targets.change(workspace, id, { state: 'removed' }, context.actor);
  return targetView(found(before ?? null, id), context.now());
});

const testTarget = administering.factory.testTarget.handler(async ({ input }) => {
  const found = await look(input.kind, input.url);
  if ('error' in found) return { ok: false, found: [], ...found };
  return { ok: true, found: found.readings.map(inWords), error: null, fix: '' };
});

const inWords = ({ measure, series, value }: { measure: string; series: string; value: number }): string =>
  `${measure} ${series}: ${value}`;

function refuseUrl(url: string): void {
  const refused = checkTargetUrl(url);
  if (refused) throw refusal(422, 'address-invalid', refused.error, refused.fix);
}

function found(target: KeptTarget | null, id: string): KeptTarget {
  if (target) return target;
  throw refusal(404, 'target-unknown', `there is no target ${id}`, 'List them: exchequer factory list.');
}

/** Scrapes missed until a target counts as stale. */
const missed = 3;

function targetView(target: KeptTarget, now: Date): z.infer<typeof scrapeTargetSchema> {
  const { id, kind, name, url, pool, state, everySeconds, lastScrapedAt, lastError, restarts } = target;
  const isLate =
    lastScrapedAt !== null && now.getTime() - lastScrapedAt.getTime() > missed * everySeconds * 1000;
  const scraped = lastScrapedAt === null ? 'waiting' : isLate ? 'stale' : 'healthy';
  return {
    ...{ id, kind, name, url, pool, state, restarts, every_seconds: everySeconds },
    health: lastError === null ? scraped : 'failing',
    last_scraped_at: lastScrapedAt?.toISOString() ?? null,
    last_error: lastError,
  };
}

const costs = reading.factory.costs.handler(async ({ input, context }) =>
  (await context.services.factory.costs.list(input.workspace)).map(costView),
);

const setCost = administering.factory.setCost.handler(async ({ input, context }) => {
  const { workspace, ...wish } = input;
  const cost: PoolCost = {
    ...{ pool: wish.pool, validFrom: wish.valid_from, gpus: wish.gpus, gpuPrice: wish.gpu_price },
    ...{ depreciationMonths: wish.depreciation_months, gpuHour: wish.gpu_hour },
    ...{ powerPerKwh: wish.power_per_kwh, puePermille: Math.round(wish.pue * 1000) },
    ...{ opsPerMonth: wish.ops_per_month, capWatts: wish.cap_watts },
    ...{ sellablePermille: Math.round(wish.sellable_share * 1000), pricePerMillion: wish.price_per_million },
    ...{ boundary: wish.boundary, qualityParity: wish.quality_parity },
  };
  const amounts = [cost.gpuPrice, cost.gpuHour, cost.powerPerKwh, cost.opsPerMonth, cost.pricePerMillion];
  if (amounts.some((amount) => amount.startsWith('-'))) {
    throw refusal(422, 'amount-negative', 'a cost is below nothing', 'Give amounts of 0 or more, in USD.');
  }
  const { factory } = context.services;
  await factory.costs.set(workspace, cost, context.actor);
  await factory.recount(workspace);
  return costView(cost);
});

const costView = (cost: PoolCost): z.infer<typeof poolCostSchema> => ({
  pool: cost.pool,
  valid_from: cost.validFrom,
  gpus: cost.gpus,
  gpu_price: cost.gpuPrice,
  depreciation_months: cost.depreciationMonths,
  gpu_hour: cost.gpuHour,
  power_per_kwh: cost.powerPerKwh,
  pue: cost.puePermille / 1000,
  ops_per_month: cost.opsPerMonth,
  cap_watts: cost.capWatts,
  sellable_share: cost.sellablePermille / 1000,
  price_per_million: cost.pricePerMillion,
  boundary: cost.boundary,
  quality_parity: cost.qualityParity,
});

const report = reading.factory.report.handler(async ({ input, context }) => {
  const { workspace, range } = input;
  answerable({ ...anything, range });
  return context.services.factory.report(workspace, range);
});

const breakEven = reading.factory.breakEven.handler(async ({ input, context }) => {
  const { workspace, pool, range, api_price_per_million: told } = input;
  answerable({ ...anything, range });
  const apiPerMillion = told === undefined ? await apiPrice(context, workspace, range) : Number(told);
  const plan = {
    ...{ months: input.horizon_months, apiDeclinePerYear: input.api_decline_per_year },
    ...{ discountPerYear: input.discount_per_year, taxRate: input.tax_rate },
    salvageShare: input.salvage_share,
  };
  const asked = { pool, range, apiPerMillion, plan };
  const answer = await context.services.factory.breakEven(workspace, asked);
  if (answer) return answer;
  const fix = 'State it first: exchequer factory cost --pool NAME --gpus N ….';
  throw refusal(404, 'pool-unknown', `nothing is stated of what the pool ${pool} costs`, fix);
});

/** What a million tokens of metered usage cost in the range, caching included; null without any. */
async function apiPrice(context: ApiContext, workspace: Workspace, range: DateRange): Promise<number | null> {
  const query = { ...anything, range, metrics: ['cost_per_million_contracted'] };
  const { totals } = await context.services.reports.metrics(workspace, query);
  const value = totals[0]?.value ?? null;
  return value === null ? null : Number(value);
}

export const factoryRouter = {
  ...{ targets, addTarget, changeTarget, removeTarget, testTarget },
  ...{ costs, setCost, report, breakEven },
};
