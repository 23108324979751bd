import { daysOfSlice, sliceColumns, slicesByDay, staffSlices } from './slice.ts';
import type { FactTable } from './table.ts';

/** A day's part of annual pay: a 365th, or a 366th in a leap year, cut to a pico of the currency. */
const ofDay = (pay: string): string =>
  `sum(divideDecimal(t.${pay}, toDecimal64(toDayOfYear(toDate32(concat(toString(toYear(at)), '-12-31'))), 0), 12))`;

/** Pay as it accrues by day, for persons whose pay is on record, in the currency it is kept in. */
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
  told: sliceColumns,
  rows: async (asked) => (await staffSlices(asked)).filter(({ currency }) => currency !== ''),
  fill: `SELECT toDate(${daysOfSlice} AS at) AS day, t.team_id, t.role, t.currency, sum(t.persons),
  ${['base', 'bonus', 'equity'].map(ofDay).join(', ')}
FROM ${slicesByDay} GROUP BY at, t.team_id, t.role, t.currency`,
};
