import { type PoolCost, parseUsd } from '@exchequer/model';
import type { BreakEven } from '@exchequer/model/contract';
import {
  breakEvenDecline,
  breakEvenMillions,
  gpusFor,
  type Investment,
  netPresentValue,
  ownPerMonth,
  type SelfHost,
} from './break-even.ts';
import type { PoolUsage } from './usage.ts';

export interface BreakEvenQuestion {
  readonly cost: PoolCost;
  readonly usage: PoolUsage;
  /** Days over which the usage was counted. */
  readonly days: number;
  /** Dollars per million tokens of the API it would replace, caching included; null where nothing is known of it. */
  readonly apiPerMillion: number | null;
  readonly plan: Pick<
    Investment,
    'months' | 'apiDeclinePerYear' | 'discountPerYear' | 'taxRate' | 'salvageShare'
  >;
}

const daysPerMonth = 365.25 / 12;
const hoursPerMonth = daysPerMonth * 24;
const dollars = (text: string): number => Number(parseUsd(text)) / 1e12;
const text = (value: number): string => value.toFixed(6).replace(/\.?0+$/, '');

/** Own GPUs against the API at the load that was measured, or what keeps it from being told. */
export function compareWithApi(question: BreakEvenQuestion): BreakEven {
  const { cost, usage, days, plan } = question;
  const host = hostOf(question);
  const tokens = Number(usage.promptTokens + usage.generatedTokens);
  const now = days > 0 ? ((tokens / days) * daysPerMonth) / 1e6 : 0;
  const api = question.apiPerMillion;
  const missing = missingOf(question, host);
  if (missing || !host || api === null) {
    return { ...nothing(cost, api, now), verdict: 'cannot-tell', reason: missing ?? '' };
  }
  const from = breakEvenMillions(host, api);
  const investment = investmentOf(question, host, now, api);
  return {
    pool: cost.pool,
    api_price_per_million: text(api),
    own_variable_per_million: text(host.variablePerMillion),
    fixed_per_month: text(gpusFor(host, now) * host.gpuPerMonth + host.opsPerMonth),
    tokens_per_month: from === null ? null : Math.ceil(from * 1e6).toString(),
    now_per_month: Math.round(now * 1e6).toString(),
    gpus: gpusFor(host, now),
    ...verdictOf(cost, now, from),
    capex: text(investment.capex),
    opex_per_month: text(investment.opexPerMonth),
    npv: text(netPresentValue({ ...investment, ...plan })),
    break_even_decline: nullOr(breakEvenDecline({ ...investment, ...plan })),
    curve: curveOf(host, api, Math.max(now, from ?? 0, host.millionsPerGpu)),
  };
}

const nullOr = (value: number | null): string | null => (value === null ? null : text(value));

/** A GPU of the pool as it was measured: what it serves in a second in which it works, never idle. */
function hostOf({ cost, usage }: BreakEvenQuestion): SelfHost | null {
  const tokens = Number(usage.promptTokens + usage.generatedTokens);
  const busy = Number(usage.busyGpuSeconds);
  if (tokens === 0 || busy === 0) return null;
  const measured = usage.energy ? [...usage.energy.values()].reduce((sum, mj) => sum + Number(mj), 0) : 0;
  const kwh = ((measured / 1000) * (cost.puePermille / 1000)) / 3_600_000;
  return {
    gpuPerMonth: dollars(cost.gpuPrice) / cost.depreciationMonths + dollars(cost.gpuHour) * hoursPerMonth,
    opsPerMonth: dollars(cost.opsPerMonth),
    variablePerMillion: ((kwh * dollars(cost.powerPerKwh)) / tokens) * 1e6,
    millionsPerGpu: ((tokens / busy) * hoursPerMonth * 3600) / 1e6,
  };
}

function missingOf({ cost, usage, apiPerMillion }: BreakEvenQuestion, host: SelfHost | null): string | null {
  if (!host) {
    return 'Needs: scrapes of tokens and of GPU utilisation of this pool, to know what one GPU can serve.';
  }
  if (usage.energy === null && dollars(cost.powerPerKwh) > 0) {
    return 'Needs: scrapes of power (DCGM or Kepler), since this pool pays for power.';
  }
  if (apiPerMillion === null) return 'Needs: usage of an API to compare with, or the price of one.';
  return null;
}

/** An answer that is worse is not the same good: its price is not compared at all. */
function verdictOf(
  { qualityParity }: PoolCost,
  now: number,
  from: number | null,
): Pick<BreakEven, 'verdict' | 'reason'> {
  if (qualityParity === 'worse') {
    return { verdict: 'api', reason: 'Its answers were found worse than those of the API.' };
  }
  if (from === null) {
    return {
      verdict: 'api',
      reason: 'Even a GPU that is never idle costs more than the API for what it serves.',
    };
  }
  if (now < from) {
    return { verdict: 'api', reason: 'The pool serves less than it takes to pay for whole GPUs.' };
  }
  if (qualityParity === 'unknown') {
    const reason = 'It serves enough to pay, but nobody has said whether its answers are as good.';
    return { verdict: 'cannot-tell', reason };
  }
  return { verdict: 'self-host', reason: 'It serves enough to pay, and its answers were found as good.' };
}

/** Bought GPUs are the capital; rent, power and operations are what is paid month by month. */
function investmentOf({ cost }: BreakEvenQuestion, host: SelfHost, now: number, api: number) {
  const gpus = gpusFor(host, now);
  return {
    capex: gpus * dollars(cost.gpuPrice),
    apiPerMonth: now * api,
    opexPerMonth:
      gpus * dollars(cost.gpuHour) * hoursPerMonth + host.opsPerMonth + now * host.variablePerMillion,
    depreciationMonths: cost.depreciationMonths,
  };
}

function curveOf(host: SelfHost, api: number, upTo: number): BreakEven['curve'] {
  return Array.from({ length: 25 }, (_, step) => {
    const millions = (upTo * 1.5 * step) / 24;
    return {
      tokens_per_month: Math.round(millions * 1e6).toString(),
      gpus: gpusFor(host, millions),
      own: text(ownPerMonth(host, millions)),
      api: text(millions * api),
    };
  });
}

function nothing(cost: PoolCost, api: number | null, now: number): Omit<BreakEven, 'verdict' | 'reason'> {
  return {
    pool: cost.pool,
    api_price_per_million: api === null ? null : text(api),
    own_variable_per_million: null,
    fixed_per_month: text(
      cost.gpus * (dollars(cost.gpuPrice) / cost.depreciationMonths + dollars(cost.gpuHour) * hoursPerMonth) +
        dollars(cost.opsPerMonth),
    ),
    tokens_per_month: null,
    now_per_month: Math.round(now * 1e6).toString(),
    gpus: cost.gpus,
    ...{ capex: text(cost.gpus * dollars(cost.gpuPrice)), opex_per_month: null },
    ...{ npv: null, break_even_decline: null, curve: [] },
  };
}
