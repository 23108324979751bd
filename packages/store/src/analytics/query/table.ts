import type { FactKey } from '@exchequer/core/metric';
import type { Grain } from '@exchequer/model/contract';
import { type Rollup, rollups } from '../rollup/index.ts';

/** Where a reading is taken from: a rollup, or the journal itself. */
export interface ReadTable {
  readonly name: string;
  /** `occurred_at` of the journal, `bucket` of 15 minutes, or `day` of the company. */
  readonly time: 'occurred_at' | 'bucket' | 'day';
  /** Which fact besides usage it keeps. */
  readonly fact?: FactKey;
  /** Values that its statements bind besides those of the question. */
  readonly params?: Readonly<Record<string, string | readonly string[]>>;
}

export const journal: ReadTable = { name: 'usage_journal', time: 'occurred_at' };

/** What decides the table. */
export interface TableNeed {
  columns: readonly string[];
  grain: Grain;
  timeZone: string;
  companyTimeZone: string;
}

/** Rollups from the smallest to the largest; the first that can answer is read. */
const bySize = ['usage_day_brief', 'usage_day', 'usage_session', 'usage_quarter_brief', 'usage_quarter'];

const readable: readonly Rollup[] = bySize.flatMap(
  (name) => rollups.find((rollup) => rollup.name === name) ?? [],
);

/** The smallest table that has the columns and whose time is fine enough; the journal has them all. */
export function chooseTable(need: TableNeed): ReadTable {
  const companyDays = need.timeZone === need.companyTimeZone && need.grain !== 'hour';
  const rollup = readable.find(
    ({ grain, dimensions }) =>
      (grain === 'quarter' || companyDays) && need.columns.every((column) => dimensions.includes(column)),
  );
  if (!rollup) return journal;
  return { name: rollup.name, time: rollup.grain === 'quarter' ? 'bucket' : 'day' };
}

/** Where collapsed duplicates are counted. */
export const collapsedTable: ReadTable = { name: 'usage_collapsed', time: 'bucket' };
