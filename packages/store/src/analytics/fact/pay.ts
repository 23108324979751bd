import { daysOfSlice, sliceColumns, slicesByDay, staffSlices } from './slice.ts';
import type { FactAsked, FactTable } from './table.ts';

/** Dollars for one unit of the currency on the day: the last rate that began by then; 0 where none did. */
const rate = 't.rate_usd[arrayLastIndex(from -> from <= at, t.rate_from)]';

const pays = ['base', 'bonus', 'equity'] as const;

/** What a day of each slice is of annual pay: a 365th, or a 366th in a leap year, cut to a pico. Divided once. */
const partsOfYear = pays
  .flatMap((pay) =>
    [365, 366].map((days) => `divideDecimal(t.${pay}, toDecimal64(${days}, 0), 12) AS ${pay}_${days}`),
  )
  .join(', ');
const ofDay = (pay: string): string =>
  `if(toDayOfYear(toDate32(concat(toString(toYear(at)), '-12-31'))) = 366, t.${pay}_366, t.${pay}_365)`;

/** Every day of the slices that a condition finds, as paid in `currency`; multiplying is slow, so dollars are not. */
const daysPaid = (condition: string, currency: string, inCurrency: (amount: string) => string): string =>
  `SELECT ${daysOfSlice} AS at, t.team_id AS team, t.role AS held, ${currency} AS paid_in, t.persons AS n,
  ${pays.map((pay) => `${inCurrency(ofDay(pay))} AS ${pay}_paid`).join(', ')}
FROM ${slicesByDay.replace('told AS t', `(SELECT *, ${partsOfYear} FROM told AS t WHERE ${condition}) AS t`)}`;

/**
 * Pay as it accrues by day, for persons whose pay is on record: in dollars by the rate of the day, and
 * under its own currency on days without a rate, which no figure then takes for dollars.
 */
export const payDay: FactTable = {
  table: {
    name: 'pay_day',
    columns: [
      'workspace LowCardinality(String)',
      'day Date',
      'team_id LowCardinality(String)',
      'role LowCardinality(String)',
      'currency LowCardinality(String)',
      'persons Int64',
      'base Decimal(38, 12)',
      'bonus Decimal(38, 12)',
      'equity Decimal(38, 12)',
    ],
    engine: 'MergeTree',
    partitionBy: 'workspace',
    orderBy: 'workspace, day, team_id, role, currency',
    shardBy: 'cityHash64(day)',
  },
  told: [...sliceColumns, 'rate_from Array(Date32)', 'rate_usd Array(Decimal(38, 12))'],
  rows: async (asked) => {
    const rates = await ratesByCurrency(asked);
    return (await staffSlices(asked))
      .filter(({ currency }) => currency !== '')
      .map((slice) => ({ ...slice, ...rates.get(slice.currency) }));
  },
  fill: `SELECT toDate(at) AS day, team, held, paid_in, sum(n), ${pays.map((pay) => `sum(${pay}_paid)`).join(', ')}
FROM (
${daysPaid("t.currency = 'USD'", "'USD'", (amount) => amount)}
UNION ALL
${daysPaid(
  "t.currency != 'USD'",
  `if(${rate} = 0, t.currency, 'USD')`,
  (amount) => `multiplyDecimal(${amount}, if(${rate} = 0, toDecimal128(1, 12), ${rate}), 12)`,
)}
) GROUP BY at, team, held, paid_in`,
};

interface Rates {
  rate_from: string[];
  rate_usd: string[];
}

/** Every rate of the workspace, by currency, in the order of days. */
async function ratesByCurrency({ sql, workspace }: FactAsked): Promise<Map<string, Rates>> {
  const rows = await sql<(Rates & { currency: string })[]>`
    select currency, array_agg(day::text order by day) as rate_from, array_agg(usd::text order by day) as rate_usd
    from currency_rate where workspace = ${workspace} group by currency`;
  return new Map(rows.map(({ currency, ...rates }) => [currency, rates]));
}
