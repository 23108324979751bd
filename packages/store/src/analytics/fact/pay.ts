import { daysOfSlice, sliceColumns, slicesByDay, staffSlices } from './slice.ts';
import type { FactAsked, FactTable } from './table.ts';

/** Dollars for one unit of the currency on the day: the last rate that began by then; 0 where none did. */
const rate = `if(t.currency = 'USD', toDecimal128(1, 12), t.rate_usd[arrayLastIndex(from -> from <= at, t.rate_from)])`;

/**
 * A day's part of annual pay: a 365th, or a 366th in a leap year, cut to a pico; in dollars where a rate
 * holds that day, else in its own currency.
 */
const ofDay = (pay: string): string =>
  `sum(multiplyDecimal(divideDecimal(t.${pay}, toDecimal64(toDayOfYear(toDate32(concat(toString(toYear(at)), '-12-31'))), 0), 12),
  if(${rate} = 0, toDecimal128(1, 12), ${rate}), 12))`;

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
  fill: `SELECT toDate(${daysOfSlice} AS at) AS day, t.team_id, t.role,
  if(${rate} = 0, t.currency, 'USD') AS paid_in, sum(t.persons),
  ${['base', 'bonus', 'equity'].map(ofDay).join(', ')}
FROM ${slicesByDay} GROUP BY at, t.team_id, t.role, paid_in`,
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
