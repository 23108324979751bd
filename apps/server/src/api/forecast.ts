import {
  bestAmount,
  bestTier,
  costCurve,
  drawnDemand,
  isCannotTell,
  runwayOf,
  sumOf,
} from '@exchequer/core/analysis';
import { addDays } from '@exchequer/core/envelope';
import { formatUsd, parseUsd } from '@exchequer/model';
import type { CommitmentAnswer, RunwayView, Workspace } from '@exchequer/model/contract';
import type { EnvelopeBurn } from '@exchequer/store/envelope';
import { reading } from './base.ts';
import { viewerOf } from './budget-answer.ts';
import type { ApiContext } from './context.ts';
import { dollars, outcomeView, spendView } from './forecast-view.ts';
import { refusal } from './problem.ts';

const spend = reading.forecast.spend.handler(async ({ input, context }) => {
  const { workspace, scope, id, cost, horizon } = input;
  if (scope !== 'company' && id === '')
    throw refusal(
      422,
      'scope-incomplete',
      `it is not said which ${scope}`,
      `Name one: id=… of the ${scope}.`,
    );
  const { forecasts, settings } = context.services;
  const asked = { workspace, scope, id, cost, asker: context.actor.id };
  const [told, budget] = await Promise.all([
    forecasts.ofPeriod(asked, horizon),
    input.budget ?? (scope === 'company' ? budgetOf(context, workspace, horizon) : null),
  ]);
  const timeZone = settings.current().time_zone;
  return spendView(told, { scope, id, horizon, timeZone, budget });
});

/** What the envelopes at the top allow in a period of the kind; null where none keeps that calendar in dollars. */
async function budgetOf(
  { services }: ApiContext,
  workspace: Workspace,
  kind: 'month' | 'quarter',
): Promise<string | null> {
  const { envelopes } = await services.budgets.envelopes.list(workspace, {}, nobody);
  const roots = envelopes.filter(
    ({ parent_id, period, currency, balance }) =>
      parent_id === null && period === kind && currency === 'USD' && balance !== null,
  );
  const sum = roots.reduce((total, { balance }) => total + parseUsd(balance?.limit ?? '0'), 0n);
  return roots.length > 0 ? formatUsd(sum) : null;
}

/** Sees no envelope of a person, so that a sum over the roots holds none. */
const nobody = { admin: false, pay: false, workerId: null };

/** The furthest a runway is followed. */
const runwayDays = 92;

const runway = reading.forecast.runway.handler(async ({ input, context }) => {
  const { envelopes } = context.services.budgets;
  const { today, burns } = await envelopes.burns(input.workspace, viewerOf(context.actor));
  const asked = burns.filter(({ envelope }) => input.id === undefined || envelope.id === input.id);
  return {
    as_of: addDays(today, -1),
    envelopes: asked.map((burn) => context.services.runways(today, burn, () => runwayView(burn))),
  };
});

const tenth = (days: number | null): number | null => days && Math.floor(days * 10) / 10;

function runwayView({ envelope, spend: burnt, daysToReset }: EnvelopeBurn): RunwayView {
  const left = Number(envelope.balance?.free ?? 0);
  const spent = burnt.map((amount) => Number(amount) / 1e12);
  const horizon = runwayDays;
  const found = runwayOf(left, spent, { horizon, seed: envelope.id, within: daysToReset });
  return {
    ...{ envelope_id: envelope.id, name: envelope.name, currency: envelope.currency },
    ...{ left: envelope.balance?.free ?? '0', daily_spend: envelope.balance?.daily_spend ?? '0' },
    ...{ days: tenth(found.days), low: tenth(found.low), high: tenth(found.high) },
    out_before_reset: found.label === null ? Number(found.out.toFixed(3)) : null,
    ...{ days_to_reset: daysToReset, horizon_days: horizon, label: found.label },
  };
}

const termDays = { month: 30, quarter: 91 } as const;
type Terms = { discount: number | null; tiers: { amount: number; discount: number }[] };

const commitments = reading.forecast.commitments.handler(async ({ input, context }) => {
  const { workspace, provider, type, term } = input;
  const days = termDays[term];
  const asked = { workspace, scope: 'provider' as const, id: provider, cost: 'list' as const };
  const told = await context.services.forecasts.ofDays({ ...asked, asker: context.actor.id }, days);
  const wished: Terms = {
    discount: input.discount ?? null,
    tiers: input.tiers.map(({ amount, discount }) => ({ amount: Number(amount), discount })),
  };
  const isAsked = type === 'tiers' || wished.discount !== null;
  const terms = isAsked ? wished : { ...wished, discount: await recordedDiscount(context, provider) };
  const head = { provider, type, term_days: days };
  const nothing = { terms_from: null, demand: null, best: null, cost_without: null, curve: [] };
  if ('needs' in told) return { ...head, ...nothing, as_of: addDays(told.today, -1), needs: told.needs };
  const { asOf, forecast } = told;
  if (isCannotTell(forecast)) return { ...head, ...nothing, as_of: asOf, needs: forecast.needs };
  const missing = type === 'tiers' ? terms.tiers.length === 0 : terms.discount === null;
  if (missing) return { ...head, ...nothing, as_of: asOf, needs: termsNeeded[type] };
  const sums = forecast.paths.map((path) => sumOf(path, days));
  const from = isAsked ? ('asked' as const) : ('recorded' as const);
  return { ...head, as_of: asOf, needs: null, terms_from: from, ...answerOf(type, sums, terms) };
});

const termsNeeded = {
  amount: 'the discount, asked or entered in the price book for all of the provider',
  tiers: 'the tiers that are offered, each with its amount and discount',
};

function answerOf(
  type: 'amount' | 'tiers',
  sums: readonly number[],
  { discount, tiers }: Terms,
): Pick<CommitmentAnswer, 'demand' | 'best' | 'cost_without' | 'curve'> {
  const demand = drawnDemand(sums);
  const found = bestTier(demand, tiers);
  const best = type === 'amount' ? bestAmount(demand, discount ?? 0) : found.outcomes[found.best ?? -1];
  const curve = type === 'amount' ? costCurve(demand, discount ?? 0) : found.outcomes;
  return {
    demand: {
      ...{ mean: dollars(demand.mean), low80: dollars(demand.quantile(0.1)) },
      high80: dollars(demand.quantile(0.9)),
    },
    best: best ? outcomeView(best) : null,
    cost_without: dollars(demand.mean),
    curve: curve.map(outcomeView),
  };
}

/** The discount on everything of the provider that is in force today, by the price book. */
async function recordedDiscount({ services, now }: ApiContext, provider: string): Promise<number | null> {
  const { discounts } = await services.prices.book.facts();
  const today = now().toISOString();
  const entry = discounts
    .filter((one) => one.provider === provider && one.model === '' && one.priced_class === '')
    .filter(
      ({ validFrom, validTo }) =>
        (validFrom === null || validFrom <= today) && (validTo === null || today < validTo),
    )
    .sort((a, b) => (a.recordedAt < b.recordedAt ? 1 : -1))[0];
  if (!entry) return null;
  const discount = 1 - Number(entry.pays.of) / Number(entry.pays.over);
  return discount > 0 && discount < 1 ? discount : null;
}

export const forecastRouter = { spend, runway, commitments };
