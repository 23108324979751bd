import type { AnalyticsEngine } from '../engine/index.ts';

/** A currency that something is in, and the first day on which no rate of it holds. */
export interface Unconverted {
  currency: string;
  day: string;
  about: 'revenue' | 'pay';
}

/** Days of one question; without them all days. Both included, as company days. */
export interface UnconvertedAsked {
  workspace: string;
  from?: string;
  to?: string;
}

const within = `workspace = {workspace:String} AND day BETWEEN {from:Date} AND {to:Date}`;
const everFrom = '1970-01-01';
const everTo = '2149-06-06';

/**
 * What could not be converted, by currency. Of pay only the month is told in which it begins, since one
 * person’s first day could be read from it.
 */
export async function unconverted(
  engine: Pick<AnalyticsEngine, 'query'>,
  { workspace, from = everFrom, to = everTo }: UnconvertedAsked,
): Promise<Unconverted[]> {
  const params = { workspace, from, to };
  const revenue = await engine.query<Unconverted>(
    `SELECT toString(currency) AS currency, toString(min(at)) AS day, 'revenue' AS about FROM (
      SELECT currency, day AS at FROM outcome_day AS o WHERE ${within} AND counted = 1
        AND kind IN ('revenue.booked', 'revenue.refunded')
      GROUP BY currency, at HAVING sum(o.unconverted) != 0
    ) GROUP BY currency ORDER BY currency`,
    params,
  );
  const pay = await engine.query<Unconverted>(
    `SELECT paid_in AS currency, toString(greatest(toStartOfMonth(first), {from:Date})) AS day, 'pay' AS about FROM (
      SELECT toString(p.currency) AS paid_in, min(p.day) AS first FROM pay_day AS p
      WHERE ${within} AND p.currency != 'USD' GROUP BY paid_in
    ) ORDER BY currency`,
    params,
  );
  return [...revenue, ...pay];
}
