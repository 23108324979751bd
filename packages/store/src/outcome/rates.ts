import type { Sql } from 'postgres';
import type { RateAnswer, RateQuestion } from '../analytics/outcome/index.ts';

/** Dollars per unit on each day asked for; a day without a rate takes the last one before it. */
export async function currencyRates(
  sql: Sql,
  workspace: string,
  questions: readonly RateQuestion[],
): Promise<RateAnswer[]> {
  return sql<RateAnswer[]>`
    select q.currency, q.day, r.usd::text as usd
    from jsonb_to_recordset(${sql.json(questions.map(({ currency, day }) => ({ currency, day })))}) as q (currency text, day text)
    cross join lateral (
      select usd from currency_rate
      where workspace = ${workspace} and currency = q.currency and day <= q.day::date
      order by day desc limit 1) r`;
}

/** One rate of a file. */
export interface CurrencyRate {
  currency: string;
  /** ISO date. */
  day: string;
  usd: string;
  /** Who says so. */
  source: string;
}

/** Keeps rates, all or none; one of the same currency and day replaces the one before. */
export async function keepCurrencyRates(
  sql: Sql,
  workspace: string,
  rates: readonly CurrencyRate[],
): Promise<void> {
  if (rates.length === 0) return;
  await sql`
    insert into currency_rate (workspace, currency, day, usd, source)
    select ${workspace}, currency, day::date, usd::numeric, source
    from jsonb_to_recordset(${sql.json(rates.map((rate) => ({ ...rate })))})
      as r (currency text, day text, usd text, source text)
    on conflict (workspace, currency, day) do update set usd = excluded.usd, source = excluded.source`;
}

/** The rate of a currency that holds now, and how far back there are any. */
export interface StandingRate {
  currency: string;
  usd: string;
  day: string;
  source: string;
  first_day: string;
  days: number;
}

/** Every currency with a rate, by the newest one. */
export const standingRates = (sql: Sql, workspace: string): Promise<StandingRate[]> =>
  sql<StandingRate[]>`
    select distinct on (currency) currency, trim_scale(usd)::text as usd, day::text as day, source,
      (min(day) over (partition by currency))::text as first_day,
      (count(*) over (partition by currency))::int as days
    from currency_rate where workspace = ${workspace} order by currency, day desc`;
