import { type CannotTell, cannotTell } from './cannot-tell.ts';

/** Spend of one workflow or team in one month, in pico-dollars; months as 2026-02. */
export interface MonthlySpend {
  readonly entity: string;
  readonly month: string;
  readonly cost: bigint;
}

/** What began in one month, and what became of its spend. */
export interface SpendCohort {
  /** First month of spend. */
  readonly month: string;
  readonly entities: number;
  /** Spend in the first, second… month since. */
  readonly spend: readonly bigint[];
  /** The same over the spend of the second month, which is the first whole one; null where that is nothing. */
  readonly retention: readonly (number | null)[];
}

/**
 * Spend cohorts: what began in the same month, followed month by month. Above 1 those who stay spend more
 * than those who leave take with them. The first month is rarely whole, so that the second is the base.
 * @param months all months of the range, in order; what began before the first is left out with it
 */
export function spendCohorts(
  rows: readonly MonthlySpend[],
  months: readonly string[],
): readonly SpendCohort[] | CannotTell {
  if (months.length < 3) return cannotTell('short', 'at least 3 months of spend');
  const first = new Map<string, string>();
  for (const { entity, month, cost } of rows) {
    const known = first.get(entity);
    if (cost > 0n && (known === undefined || month < known)) first.set(entity, month);
  }
  if (first.size === 0) return cannotTell('all-zero', 'priced usage');
  const begun = new Map<string, number>();
  for (const month of first.values()) begun.set(month, (begun.get(month) ?? 0) + 1);
  const sums = new Map<string, bigint>();
  for (const { entity, month, cost } of rows) {
    const place = `${first.get(entity)} ${month}`;
    sums.set(place, (sums.get(place) ?? 0n) + cost);
  }
  return months.flatMap((month, at) => {
    const entities = begun.get(month);
    if (!entities) return [];
    const spend = months.slice(at).map((later) => sums.get(`${month} ${later}`) ?? 0n);
    const base = spend[1] ?? 0n;
    const retention = spend.map((cost) =>
      base > 0n ? Number((cost * 1_000_000n) / base) / 1_000_000 : null,
    );
    return [{ month, entities, spend, retention }];
  });
}

/** What the pace of the last days comes to. Pico-dollars. */
export interface RunRate {
  readonly perDay: bigint;
  readonly perYear: bigint;
  /** Change against as many days before; null where nothing was spent then. */
  readonly growth: number | null;
}

const runRateDays = 28;

/**
 * Pace of the last four whole weeks, so that each weekday counts alike, by day and by year of 365 days.
 * Rounded down to the unit.
 * @param daily cost by day, the newest last, without holes
 */
export function runRate(daily: readonly bigint[]): RunRate | CannotTell {
  if (daily.length < runRateDays) return cannotTell('short', `at least ${runRateDays} days of cost`);
  const sum = (of: readonly bigint[]) => of.reduce((total, cost) => total + cost, 0n);
  const recent = sum(daily.slice(-runRateDays));
  const earlier = daily.length < 2 * runRateDays ? 0n : sum(daily.slice(-2 * runRateDays, -runRateDays));
  const days = BigInt(runRateDays);
  return {
    perDay: recent / days,
    perYear: (recent * 365n) / days,
    growth: earlier > 0n ? Number(((recent - earlier) * 1_000_000n) / earlier) / 1_000_000 : null,
  };
}
