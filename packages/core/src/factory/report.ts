import { type FactorySum, formatUsd, type PoolCost, parseUsd } from '@exchequer/model';
import type { PoolReport } from '@exchequer/model/contract';
import { decimalText, ratioText } from '../metric/index.ts';
import { divide, type Elapsed, type PoolCostSum, poolCostOver, secondsOver } from './cost.ts';
import { type PoolUsage, usageOf } from './usage.ts';

export interface PoolQuestion {
  readonly pool: string;
  /** Company days of the range. */
  readonly days: readonly string[];
  readonly sums: readonly FactorySum[];
  readonly costs: readonly PoolCost[];
  readonly elapsed: Elapsed;
}

const places = 12;
const million = 1_000_000n;

/** One pool over a range. What was not measured or not stated is null, and `needs` says what it waits for. */
export function poolReport(question: PoolQuestion): PoolReport {
  const { pool, days, sums, costs, elapsed } = question;
  const usage = usageOf(sums);
  const cost = poolCostOver(days, costs, usage.energy ?? new Map(), elapsed);
  const seconds = days.reduce((sum, day) => sum + secondsOver(day, elapsed), 0n);
  const tokens = usage.promptTokens + usage.generatedTokens;
  const total = totalOf(usage, cost);
  return {
    pool,
    boundary: cost.last?.boundary ?? 'gpu',
    pue: (cost.last?.puePermille ?? 1000) / 1000,
    prompt_tokens: usage.promptTokens.toString(),
    generated_tokens: usage.generatedTokens.toString(),
    cached_tokens: usage.cachedTokens.toString(),
    requests: usage.requests.toString(),
    ...energyFigures(usage, cost, tokens),
    utilisation: over(usage.busyGpuSeconds, usage.gpuSeconds),
    cost: costFigures(usage, cost, total),
    cost_per_million: total === null || tokens === 0n ? null : formatUsd(divide(total * million, tokens)),
    cost_per_million_at_full_use: fullUse(usage, cost, tokens),
    idle_watts_loss: idleLoss(question, usage, cost, tokens),
    lower_bound: usage.restarts > 0n,
    restarts: Number(usage.restarts),
    scraped_share: over(usage.scrapedSeconds, BigInt(usage.targets) * seconds) ?? '0',
    needs: needsOf(usage, cost, tokens),
  };
}

const over = (of: bigint, by: bigint): string | null => (by > 0n ? ratioText(of, by, places) : null);

/** Joules with PUE, as the boundary that is paid for; and what they give per token. */
function energyFigures(usage: PoolUsage, { energy }: PoolCostSum, tokens: bigint) {
  const known = usage.energy !== null;
  return {
    measured_joules: usage.energy && decimalText(sumOf(usage.energy), 3),
    joules: known ? decimalText(energy, 3) : null,
    joules_per_token: known ? over(energy, tokens * 1000n) : null,
    joules_per_generated_token: known ? over(energy, usage.generatedTokens * 1000n) : null,
    // Tokens per second and watt are the same figure: seconds cancel out.
    tokens_per_joule: known ? over(tokens * 1000n, energy) : null,
    // 1 kWh is 3,600,000 J.
    kwh_per_million: known ? over(energy * million, tokens * 3_600_000_000n) : null,
    mean_watts: usage.watts === null ? null : usage.watts.toFixed(3),
  };
}

const sumOf = (byDay: ReadonlyMap<string, bigint>): bigint => [...byDay.values()].reduce((a, b) => a + b, 0n);

/** Null where no cost is stated, or power is paid for and not measured. */
function totalOf(usage: PoolUsage, cost: PoolCostSum): bigint | null {
  if (!cost.last || (usage.energy === null && paysForPower(cost.last))) return null;
  return cost.depreciation + cost.rent + cost.power + cost.ops;
}

const paysForPower = ({ powerPerKwh }: PoolCost): boolean => parseUsd(powerPerKwh) > 0n;

function costFigures(usage: PoolUsage, cost: PoolCostSum, total: bigint | null): PoolReport['cost'] {
  const hardware = cost.depreciation + cost.rent;
  const idle =
    usage.gpuSeconds > 0n && cost.last
      ? divide(
          hardware * (usage.gpuSeconds - least(usage.busyGpuSeconds, usage.gpuSeconds)),
          usage.gpuSeconds,
        )
      : null;
  return {
    depreciation: formatUsd(cost.depreciation),
    rent: formatUsd(cost.rent),
    power: usage.energy === null && cost.last && paysForPower(cost.last) ? null : formatUsd(cost.power),
    ops: formatUsd(cost.ops),
    idle: idle === null ? null : formatUsd(idle),
    total: total === null ? null : formatUsd(total),
  };
}

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/** What a million would cost if the GPUs were never idle: hardware by the share that worked, the rest as it is. */
function fullUse(usage: PoolUsage, cost: PoolCostSum, tokens: bigint): string | null {
  const total = totalOf(usage, cost);
  if (total === null || tokens === 0n || usage.gpuSeconds === 0n) return null;
  const hardware = cost.depreciation + cost.rent;
  const working = divide(hardware * least(usage.busyGpuSeconds, usage.gpuSeconds), usage.gpuSeconds);
  return formatUsd(divide((total - hardware + working) * million, tokens));
}

/**
 * Σ max(0, cap − used watts) · seconds · tokens per joule · price · sellable share, by day: what idle
 * power could have earned, or saved where the price is that of an API. Over the seconds that were watched.
 */
function idleLoss(
  question: PoolQuestion,
  usage: PoolUsage,
  cost: PoolCostSum,
  tokens: bigint,
): string | null {
  const { last, energy } = cost;
  if (!last || last.capWatts === 0 || last.sellablePermille === 0 || usage.energy === null) return null;
  if (energy === 0n || tokens === 0n) return null;
  let idle = 0n;
  for (const day of question.days) {
    const seconds = watchedOn(question.sums, day);
    const spare = BigInt(last.capWatts) * seconds * 1000n - (usage.energy.get(day) ?? 0n);
    if (spare > 0n) idle += spare;
  }
  const sellable = idle * tokens * BigInt(last.sellablePermille) * parseUsd(last.pricePerMillion);
  return formatUsd(divide(sellable, sumOf(usage.energy) * 1000n * million));
}

/** Seconds of a day over which power is known: of the device that was watched longest. */
function watchedOn(sums: readonly FactorySum[], day: string): bigint {
  let most = 0n;
  const byDevice = new Map<string, bigint>();
  for (const one of sums) {
    if (one.day !== day || one.measure !== 'energy_seconds') continue;
    const key = `${one.targetId} ${one.model}`;
    const seconds = (byDevice.get(key) ?? 0n) + one.amount;
    byDevice.set(key, seconds);
    if (seconds > most) most = seconds;
  }
  return most;
}

function needsOf(usage: PoolUsage, cost: PoolCostSum, tokens: bigint): string[] {
  const needs: string[] = [];
  if (tokens === 0n)
    needs.push('scrapes of an inference server of this pool (vLLM, SGLang, TGI or llama.cpp)');
  if (usage.energy === null) needs.push('scrapes of power (DCGM or Kepler) of this pool');
  if (usage.gpuSeconds === 0n) needs.push('GPU utilisation from DCGM');
  if (!cost.last) needs.push('what the pool costs');
  else if (cost.unstatedDays > 0) needs.push(`what the pool cost on ${cost.unstatedDays} days of the range`);
  if (cost.last && (cost.last.capWatts === 0 || cost.last.sellablePermille === 0)) {
    needs.push('the most watts the pool may draw, and the share of idle capacity that could be sold');
  }
  return needs;
}
