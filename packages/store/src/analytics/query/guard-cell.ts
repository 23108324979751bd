import { type PersonCell, parseUsd } from '@exchequer/model';
import type { DateRange, Grain, UsageFilter } from '@exchequer/model/contract';
import { toCells, type UsageRow } from './cell.ts';
import { dimensionText, type StoredDimension } from './dimension.ts';
import type { ReadingFacts } from './facts.ts';
import { planUsage } from './plan.ts';
import { bucketColumns, printWhere, sumText } from './print.ts';

/** Persons of one group in one slot of time. */
export interface GuardCell extends Pick<PersonCell, 'persons' | 'figures'> {
  /** Place among the days asked, or the label of the bucket; '' for the whole range. */
  slot: string;
  key: readonly string[];
}

export interface CellsAsked {
  range: DateRange;
  filters: readonly UsageFilter[];
  groupBy: readonly StoredDimension[];
  /** Days at which slots begin; left out, slots are the buckets of the grain. */
  days?: readonly string[];
  grain?: Grain;
  /** Values of the one grouping that are told apart; the rest is one group, named by `restKey`. */
  only?: readonly string[];
}

/** The group of all values that are not named. */
export const restKey = '\u2026rest';

/**
 * Counts the persons of each group in each slot and how much the largest of them makes up. The only
 * reading that looks who is in a cell, and it does not say.
 */
export async function readGuardCells(
  facts: ReadingFacts,
  persons: readonly string[],
  asked: CellsAsked,
): Promise<GuardCell[]> {
  const { range, groupBy, days, grain = 'total' } = asked;
  const plan = planUsage({
    workspace: facts.workspace,
    range,
    grain,
    groupBy,
    filters: asked.filters,
    measures: [],
    kept: { kind: 'all' },
    companyTimeZone: facts.companyTimeZone,
    extraColumns: ['worker_id'],
    ...(facts.fromJournal && { fromJournal: true }),
  });
  const { table } = plan;
  const isJournal = table.time === 'occurred_at';
  const day = table.time === 'day' ? 'j.day' : `toDate(j.${table.time}, {zone:String})`;
  const keyText = (dimension: StoredDimension) => {
    const text = `toString(${dimensionText(dimension, isJournal)})`;
    return asked.only ? `if(${text} IN {only:Array(String)}, ${text}, {rest:String})` : text;
  };
  const labels = [
    ...bucketColumns(plan),
    ...(days
      ? [{ text: `arrayCount(d -> toDate(d) <= ${day}, {days:Array(String)}) - 1`, name: 'slot' }]
      : []),
    ...groupBy.map((dimension, at) => ({ text: keyText(dimension), name: `key_${at + 1}` })),
  ];
  const names = labels.map(({ name }) => name);
  const { where, params } = printWhere(plan);
  const rows = await facts.engine.query<UsageRow>(
    `SELECT ${[...names, 'count() AS persons', 'sum(t) AS tokens', 'max(t) AS most_tokens', 'sum(c) AS cost', 'max(c) AS most_cost'].join(', ')}
FROM (
  SELECT ${[...labels.map(({ text, name }) => `${text} AS ${name}`), 'toString(j.worker_id) AS worker'].join(', ')},
    greatest(${sumText('tokens', isJournal)}, 0) AS t, greatest(${sumText('cost_contracted', isJournal)}, 0) AS c
  FROM ${table.name} AS j WHERE ${where} AND j.worker_id IN {persons:Array(String)}
  GROUP BY ${[...names, 'worker'].join(', ')} HAVING t != 0 OR c != 0
)${names.length > 0 ? ` GROUP BY ${names.join(', ')}` : ' HAVING count() > 0'}`,
    { ...params, persons, days: days ?? [], only: asked.only ?? [], rest: restKey },
  );
  const cells = toCells({ grain, groupBy, measures: [] }, rows);
  return rows.map((row, at) => ({
    slot: days ? String(row.slot) : (cells[at]?.bucket ?? ''),
    key: cells[at]?.key ?? [],
    persons: Number(row.persons),
    figures: [
      { total: BigInt(String(row.tokens)), largest: BigInt(String(row.most_tokens)) },
      { total: parseUsd(String(row.cost)), largest: parseUsd(String(row.most_cost)) },
    ],
  }));
}
