import { type PersonCell, parseUsd } from '@exchequer/model';
import type { DateRange, Grain, UsageFilter } from '@exchequer/model/contract';
import { toCells, type UsageRow } from './cell.ts';
import { dimensionText, type StoredDimension } from './dimension.ts';
import type { ReadingFacts } from './facts.ts';
import { planUsage, type UsagePlan } from './plan.ts';
import { bucketColumns, printWhere, sumText } from './print.ts';

/** Persons of one group in one slot of time. */
export interface GuardCell extends Pick<PersonCell, 'persons' | 'figures'> {
  /** Number of the day asked at which it begins, or the label of the bucket; '' for the whole range. */
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
  /** Days that are left out. */
  without?: readonly string[];
  /** Whether the reading tells of outcomes as well. */
  outcomes?: boolean;
  /** Values of the one grouping that are told apart; the rest is one group, named by `restKey`. */
  only?: readonly string[];
}

/** The group of all values that are not named. */
export const restKey = '\u2026rest';

/** What persons of a cell are counted by. */
interface Source {
  plan: UsagePlan;
  /** Sums of a person. */
  sums: readonly { text: string; money: boolean }[];
}

/**
 * Counts the persons of each group in each slot and how much the largest of them makes up: of usage, and
 * where the reading is of outcomes, of those too. The only reading that looks who is in a cell, and it
 * does not say.
 */
export async function readGuardCells(
  facts: ReadingFacts,
  persons: readonly string[],
  asked: CellsAsked,
): Promise<GuardCell[]> {
  const read = (source: Source | null) => (source ? readSource(facts, persons, asked, source) : []);
  const [used, done] = await Promise.all([
    read(usageSource(facts, asked)),
    read(asked.outcomes ? outcomeSource(facts, asked) : null),
  ]);
  return asked.outcomes ? merged(used, done) : used;
}

function usageSource(facts: ReadingFacts, asked: CellsAsked): Source {
  const plan = planUsage({
    ...{ workspace: facts.workspace, range: asked.range, grain: asked.grain ?? 'total' },
    ...{ groupBy: asked.groupBy, filters: asked.filters, measures: [], kept: { kind: 'all' as const } },
    companyTimeZone: facts.companyTimeZone,
    extraColumns: ['worker_id'],
    ...(facts.fromJournal && { fromJournal: true }),
  });
  const isJournal = plan.table.time === 'occurred_at';
  return {
    plan,
    sums: [
      { text: sumText('tokens', isJournal), money: false },
      { text: sumText('cost_contracted', isJournal), money: true },
    ],
  };
}

const outcomeDimensions: readonly StoredDimension[] = ['team', 'repo', 'workflow', 'service'];

/** Outcomes by who brought them about; null for dimensions that outcomes do not have. */
function outcomeSource(facts: ReadingFacts, asked: CellsAsked): Source | null {
  const dimensions = [...asked.groupBy, ...asked.filters.map(({ dimension }) => dimension)];
  if (!dimensions.every((one) => (outcomeDimensions as readonly string[]).includes(one))) return null;
  const plan: UsagePlan = {
    ...{ workspace: facts.workspace, range: asked.range, grain: asked.grain ?? 'total' },
    ...{ groupBy: asked.groupBy, filters: asked.filters, measures: [], kept: { kind: 'all' } },
    table: { name: 'outcome_journal', time: 'occurred_at' },
  };
  return { plan, sums: [{ text: 'sum(j.outcomes)', money: false }] };
}

async function readSource(
  facts: ReadingFacts,
  persons: readonly string[],
  { groupBy, days, only, without = [], grain = 'total' }: CellsAsked,
  { plan, sums }: Source,
): Promise<GuardCell[]> {
  const { table } = plan;
  const day = table.time === 'day' ? 'j.day' : `toDate(j.${table.time}, {zone:String})`;
  const keyText = (dimension: StoredDimension) => {
    const text = `toString(${dimensionText(dimension, table.time === 'occurred_at')})`;
    return only ? `if(${text} IN {only:Array(String)}, ${text}, {rest:String})` : text;
  };
  // One search in a sorted list per row: comparing with each of a year of days would cost a hundredfold.
  const slot = `roundDown(toUInt16(${day}), {days:Array(UInt16)})`;
  const labels = [
    ...bucketColumns(plan),
    ...(days ? [{ text: slot, name: 'slot' }] : []),
    ...groupBy.map((dimension, at) => ({ text: keyText(dimension), name: `key_${at + 1}` })),
  ];
  const names = labels.map(({ name }) => name);
  const { where, params } = printWhere(plan);
  const own = sums.map((_, at) => `s${at + 1}`);
  const rows = await facts.engine.query<UsageRow>(
    `SELECT ${[...names, 'count() AS persons', ...own.map((s) => `sum(${s}) AS total_${s}, max(${s}) AS most_${s}`)].join(', ')}
FROM (
  SELECT ${[
    ...labels.map(({ text, name }) => `${text} AS ${name}`),
    'toString(j.worker_id) AS worker',
    ...sums.map(({ text }, at) => `greatest(${text}, 0) AS ${own[at]}`),
  ].join(', ')}
  FROM ${table.name} AS j WHERE ${table.name === 'outcome_journal' ? where.replace(' AND j.metered = 1', '') : where}
    AND j.worker_id IN {persons:Array(String)}${without.length > 0 ? ` AND toUInt16(${day}) NOT IN {without:Array(UInt16)}` : ''}
  GROUP BY ${[...names, 'worker'].join(', ')} HAVING ${own.map((s) => `${s} != 0`).join(' OR ')}
)${names.length > 0 ? ` GROUP BY ${names.join(', ')}` : ' HAVING count() > 0'}`,
    {
      ...{ ...params, persons, only: only ?? [], rest: restKey },
      ...{ days: (days ?? []).map(dayNumber).sort((a, b) => a - b), without: without.map(dayNumber) },
    },
  );
  const cells = toCells({ grain, groupBy, measures: [] }, rows);
  const exact = (row: UsageRow, name: string, money: boolean) =>
    money ? parseUsd(String(row[name])) : BigInt(String(row[name]));
  return rows.map((row, at) => ({
    slot: days ? String(row.slot) : (cells[at]?.bucket ?? ''),
    key: cells[at]?.key ?? [],
    persons: Number(row.persons),
    figures: sums.map(({ money }, place) => ({
      total: exact(row, `total_${own[place]}`, money),
      largest: exact(row, `most_${own[place]}`, money),
    })),
  }));
}

/** Days since 1970, as the engine counts them. */
const dayNumber = (day: string): number => Math.floor(Date.parse(`${day}T00:00:00Z`) / 86_400_000);

const nothing = { total: 0n, largest: 0n };

/** Cells of both: of as few persons as the fewer of them, since a figure is made of either. */
function merged(used: readonly GuardCell[], done: readonly GuardCell[]): GuardCell[] {
  const placeOf = ({ slot, key }: GuardCell) => JSON.stringify([slot, ...key]);
  const both = new Map<string, GuardCell>(
    used.map((cell) => [placeOf(cell), { ...cell, figures: [...cell.figures, nothing] }]),
  );
  for (const cell of done) {
    const known = both.get(placeOf(cell));
    const [tokens = nothing, cost = nothing] = known?.figures ?? [];
    both.set(placeOf(cell), {
      ...cell,
      persons: known ? Math.min(known.persons, cell.persons) : cell.persons,
      figures: [tokens, cost, ...cell.figures],
    });
  }
  return [...both.values()];
}
