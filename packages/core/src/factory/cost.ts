import { type PoolCost, parseUsd } from '@exchequer/model';

const daySeconds = 86_400n;
const millijoulesPerKwh = 3_600_000_000n;

/** The company day that runs, and how many of its seconds are over: what is to come costs nothing yet. */
export interface Elapsed {
  readonly day: string;
  readonly seconds: number;
}

/** What a pool cost over a range, in pico-dollars. */
export interface PoolCostSum {
  readonly depreciation: bigint;
  readonly rent: bigint;
  /** Of the measured energy with PUE. */
  readonly power: bigint;
  readonly ops: bigint;
  /** Measured millijoules times PUE. */
  readonly energy: bigint;
  /** Days of the range on which no cost is stated. */
  readonly unstatedDays: number;
  /** The statement in force at the end of the range. */
  readonly last: PoolCost | null;
}

/** The statement that holds on a day. */
export const costOn = (costs: readonly PoolCost[], day: string): PoolCost | null =>
  costs.reduce<PoolCost | null>(
    (best, cost) => (cost.validFrom <= day && (!best || cost.validFrom > best.validFrom) ? cost : best),
    null,
  );

/**
 * What a pool cost over days. GPUs that are owned or reserved cost the same whether they work or not:
 * nothing here is multiplied by utilisation. A month’s cost is spread evenly over its days.
 */
export function poolCostOver(
  days: readonly string[],
  costs: readonly PoolCost[],
  energy: ReadonlyMap<string, bigint>,
  elapsed: Elapsed,
): PoolCostSum {
  const spans = new Map<string, { cost: PoolCost; month: string; seconds: bigint; owned: bigint }>();
  let power = 0n;
  let withPue = 0n;
  let unstatedDays = 0;
  let last: PoolCost | null = null;
  for (const day of days) {
    const cost = costOn(costs, day);
    const seconds = secondsOver(day, elapsed);
    const used = energy.get(day) ?? 0n;
    if (!cost) {
      withPue += used;
      if (seconds > 0n) unstatedDays++;
      continue;
    }
    last = cost;
    const month = day.slice(0, 7);
    const span = spans.get(`${cost.validFrom} ${month}`) ?? { cost, month, seconds: 0n, owned: 0n };
    span.seconds += seconds;
    if (isDepreciating(costs, cost, day)) span.owned += seconds;
    spans.set(`${cost.validFrom} ${month}`, span);
    const drawn = divide(used * BigInt(cost.puePermille), 1000n);
    withPue += drawn;
    power += divide(drawn * parseUsd(cost.powerPerKwh), millijoulesPerKwh);
  }
  const sum = { depreciation: 0n, rent: 0n, ops: 0n };
  for (const { cost, month, seconds, owned } of spans.values()) {
    const gpus = BigInt(cost.gpus);
    const monthSeconds = BigInt(daysInMonth(month)) * daySeconds;
    const price = gpus * parseUsd(cost.gpuPrice);
    sum.depreciation += divide(price * owned, BigInt(cost.depreciationMonths) * monthSeconds);
    sum.rent += divide(gpus * parseUsd(cost.gpuHour) * seconds, 3600n);
    sum.ops += divide(parseUsd(cost.opsPerMonth) * seconds, monthSeconds);
  }
  return { ...sum, power, energy: withPue, unstatedDays, last };
}

/** What was bought counts from the day on which its price was first stated. */
function isDepreciating(costs: readonly PoolCost[], cost: PoolCost, day: string): boolean {
  const bought = costs
    .filter(({ gpuPrice, gpus }) => gpuPrice === cost.gpuPrice && gpus === cost.gpus)
    .map(({ validFrom }) => validFrom)
    .sort()[0];
  return monthsBetween(bought ?? cost.validFrom, day) < cost.depreciationMonths;
}

const monthsBetween = (from: string, to: string): number => {
  const [year = 0, month = 0, day = 0] = to.split('-').map(Number);
  const [fromYear = 0, fromMonth = 0, fromDay = 0] = from.split('-').map(Number);
  return (year - fromYear) * 12 + month - fromMonth - (day < fromDay ? 1 : 0);
};

const daysInMonth = (month: string): number => {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number, 0)).getUTCDate();
};

export function secondsOver(day: string, elapsed: Elapsed): bigint {
  if (day === elapsed.day) return BigInt(Math.min(86_400, Math.max(0, Math.floor(elapsed.seconds))));
  return day < elapsed.day ? daySeconds : 0n;
}

/** Quotient of whole numbers, rounded half up; neither may be negative. */
export const divide = (of: bigint, over: bigint): bigint => (of * 2n + over) / (over * 2n);
