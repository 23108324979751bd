import { factsIn, metricOf } from '@exchequer/core/metric';
import { refusedCell, safeRuns, suppressGrid, suppressGroups, together } from '@exchequer/core/privacy';
import { aggregateRule } from '@exchequer/model';
import type { DateRange, Grain, MetricQuery, UsageFilter } from '@exchequer/model/contract';
import type { Cell } from './cell.ts';
import { isStored, type StoredDimension } from './dimension.ts';
import type { ReadingFacts } from './facts.ts';
import { type GuardCell, readGuardCells } from './guard-cell.ts';
import type { Kept } from './plan.ts';

/** What of a reading may be shown. */
export interface Guard {
  /** Why nothing may be; a short phrase that follows “Needs”. Null where the total may be shown. */
  readonly refused: string | null;
  /** How many groups are folded into the rest because they are too small. */
  readonly folded: number;
  /** The groups to keep, less those that are folded. */
  keep(kept: Kept): Kept;
  /** Whether a point of the series is left out. */
  hidesPoint(place: Pick<Cell, 'bucket' | 'key' | 'other'>): boolean;
  /** Whether a group of this key may be shown by itself. */
  hidesGroup(key: readonly string[]): boolean;
}

/** What is asked; a metric query, or a list that is a reading of one group. */
export type Guarded = Pick<MetricQuery, 'range' | 'filters' | 'group_by'> & { metrics?: readonly string[] };

/** Whether any of the metrics is made of outcomes, which have persons of their own. */
const tellsOutcomes = ({ metrics = [] }: Guarded): boolean =>
  metrics.some((key) => {
    const metric = metricOf(key);
    return metric !== undefined && factsIn(metric.computation).includes('outcome');
  });

/** In a workspace of fewer persons there is nobody to be lost among. */
const everything: Guard = {
  refused: null,
  folded: 0,
  keep: (kept) => kept,
  hidesPoint: () => false,
  hidesGroup: () => false,
};

const tooFew = `at least ${aggregateRule.fewestPersons} persons, none of whom makes up more than ${aggregateRule.largestSharePercent} % of it`;
const nothing = (needs: string): Guard => ({
  ...everything,
  refused: needs,
  hidesPoint: () => true,
  hidesGroup: () => true,
});

/** A session is one person's, and so is a thread: nothing by them is about persons together. */
const ofOnePerson: readonly StoredDimension[] = ['session', 'thread'];

/** Whether enough persons are known for the rule to be in force. */
export const isInForce = async (facts: ReadingFacts): Promise<boolean> =>
  ((await facts.people?.persons(facts.workspace)) ?? []).length >= aggregateRule.fewestPersons;

/**
 * Judges a reading before it is read. In force once five persons are known.
 * @param grain of the series; `total` for none
 */
export async function guardReading(facts: ReadingFacts, query: Guarded, grain: Grain): Promise<Guard> {
  const persons = (await facts.people?.persons(facts.workspace)) ?? [];
  if (persons.length < aggregateRule.fewestPersons) return everything;
  const { range, filters } = query;
  const outcomes = tellsOutcomes(query);
  if (range.time_zone !== facts.companyTimeZone) {
    return nothing(`a range in the time zone of the company, ${facts.companyTimeZone}`);
  }
  const read: Reader = (asked) =>
    readGuardCells(facts, persons, { range, filters, groupBy: [], outcomes, ...asked });
  const refused = (await refusedWhole(read)) ?? (await refusedFilter(read, query.filters));
  if (refused) return nothing(refused);
  const question = JSON.stringify(sorted(query.filters));
  const shown = shownOf(facts, question, outcomes);
  const slots = await shown.slots(query.range);
  if (await refusedSlots(read, query.range, slots)) {
    return nothing('a range that differs from those looked at before by at least 5 persons');
  }
  const covering = coverOf(facts, question, query.group_by);
  const judged = await judge(read, query, grain, { slots, covering: await covering.known() });
  await shown.note([query.range.from, query.range.to, ...judged.days]);
  await covering.note(judged.covering);
  return judged.guard;
}

/** Days at which the caller can tell apart what figures of one kind are made of. */
interface Slots {
  days: readonly string[];
  /** Whether the figures are of outcomes as well as of usage. */
  outcomes: boolean;
}

/**
 * Days that the caller was shown before. Those of outcomes are kept by themselves: tokens of each day
 * tell nothing of what came of one of them. What is shown of outcomes may tell usage, so it is noted for both.
 */
function shownOf(facts: ReadingFacts, question: string, outcomes: boolean) {
  const kinds = outcomes ? [false, true] : [false];
  const nameOf = (kind: boolean) => (kind ? `${question} with outcomes` : question);
  return {
    slots: async (range: DateRange): Promise<Slots[]> => {
      const known = kinds.map(async (kind) => {
        const days = (await facts.people?.shown(facts.workspace, nameOf(kind))) ?? [];
        return { days: slotsOf(range, days), outcomes: kind };
      });
      return Promise.all(known);
    },
    note: async (days: readonly string[]) => {
      for (const kind of kinds) await facts.people?.note(facts.workspace, nameOf(kind), days);
    },
  };
}

/**
 * Groups that cover others by being hidden with them stay hidden for the caller: shown the next time, when
 * others cover, they would tell what they covered.
 */
function coverOf(facts: ReadingFacts, question: string, groupBy: readonly string[]) {
  const place = `${question} by ${[...groupBy].sort().join(', ')}`;
  return {
    known: async () => (await facts.people?.shown(facts.workspace, place)) ?? [],
    note: async (ids: readonly string[]) => {
      if (ids.length > 0) await facts.people?.note(facts.workspace, place, ids);
    },
  };
}

type Asked = Partial<Parameters<typeof readGuardCells>[2]>;
type Reader = (asked: Asked) => Promise<GuardCell[]>;

const unsafe = (cell: GuardCell): boolean => refusedCell(cell) !== null;

async function refusedWhole(read: Reader): Promise<string | null> {
  return (await read({})).some(unsafe) ? tooFew : null;
}

/**
 * Every value that a filter names, and all that it leaves out, must itself be safe under the other
 * filters: the same question without the filter would tell the one as their difference.
 */
async function refusedFilter(read: Reader, filters: readonly UsageFilter[]): Promise<string | null> {
  for (const [at, { dimension, values }] of filters.entries()) {
    if (!isStored(dimension)) continue;
    const others = filters.filter((_, place) => place !== at);
    const cells = await read({ filters: others, groupBy: [dimension], only: values });
    if (cells.some(unsafe))
      return `a filter by ${dimension.replaceAll('_', ' ')} with ${tooFew} on either side`;
  }
  return null;
}

const sorted = (filters: readonly UsageFilter[]): string[] =>
  filters
    .map(({ dimension, op, values }) => JSON.stringify([dimension, op === 'is_not', [...values].sort()]))
    .sort();

/** The days at which slots begin and the last one ends: the range, what it contains, and its neighbours. */
function slotsOf({ from, to }: DateRange, known: readonly string[]): string[] {
  const before = known
    .filter((day) => day < from)
    .sort()
    .at(-1);
  const after = known.filter((day) => day > to).sort()[0];
  const inside = known.filter((day) => day > from && day < to);
  return [...new Set([from, to, ...inside, before ?? from, after ?? to])].sort();
}

const spanOf = (range: DateRange, slots: readonly string[]): DateRange => ({
  ...range,
  from: slots[0] ?? range.from,
  to: slots.at(-1) ?? range.to,
});

/** Whether what lies between two days that the caller knows of would tell too few persons. */
async function refusedSlots(read: Reader, range: DateRange, slots: readonly Slots[]): Promise<boolean> {
  for (const { days, outcomes } of slots) {
    if (days.length < 3) continue;
    if ((await read({ range: spanOf(range, days), days, outcomes })).some(unsafe)) return true;
  }
  return false;
}

interface Judged {
  guard: Guard;
  /** Further days that the series tells apart. */
  days: readonly string[];
  /** Groups that could be shown but for those that they cover. */
  covering: readonly string[];
}

/** What the caller was shown before. */
interface Before {
  slots: readonly Slots[];
  covering: readonly string[];
}

async function judge(
  read: Reader,
  query: Guarded,
  grain: Grain,
  { slots, covering }: Before,
): Promise<Judged> {
  const groupBy = query.group_by.filter(isStored);
  const personal = groupBy.some((dimension) => ofOnePerson.includes(dimension));
  const cells = groupBy.length === 0 || personal ? [] : await cellsOf(read, query.range, slots, groupBy);
  const folded = new Set([...covering, ...(groupBy.length === 2 ? foldPairs(cells) : foldGroups(cells))]);
  const all = { groupBy, personal, cells, folded };
  if (grain !== 'total') return judgeSeries(read, query, grain, all);
  return { guard: guardOf(all, new Set(), new Set()), days: [], covering: coveringOf(cells, folded) };
}

/** Cells of the groups between the days of each kind, told apart by their slots. */
async function cellsOf(
  read: Reader,
  range: DateRange,
  slots: readonly Slots[],
  groupBy: readonly StoredDimension[],
): Promise<GuardCell[]> {
  const kinds = slots.map(async ({ days, outcomes }) => {
    const cells = await read({ range: spanOf(range, days), days, groupBy, outcomes });
    return cells.map((cell) => ({ ...cell, slot: `${outcomes ? 'outcomes' : 'usage'} ${cell.slot}` }));
  });
  return (await Promise.all(kinds)).flat();
}

interface Groups {
  groupBy: readonly StoredDimension[];
  /** Every group is one person's. */
  personal: boolean;
  cells: readonly GuardCell[];
  folded: ReadonlySet<string>;
}

const coveringOf = (cells: readonly GuardCell[], folded: ReadonlySet<string>): string[] => {
  const alone = new Set(cells.filter(unsafe).map(({ key }) => idOf(key)));
  return [...folded].filter((id) => !alone.has(id));
};

const idOf = (key: readonly string[]): string => key.join('\n');

function foldGroups(cells: readonly GuardCell[]): Set<string> {
  const named = cells.map(({ key, slot, ...cell }) => ({ ...cell, key: idOf(key), parent: slot }));
  return new Set(suppressGroups(named).keys());
}

/** Of two groupings, blocks of rows and columns are folded: their own totals are shown elsewhere. */
function foldPairs(cells: readonly GuardCell[]): Set<string> {
  const folded = new Set<string>();
  for (const slot of new Set(cells.map((cell) => cell.slot))) {
    const table = cells
      .filter((cell) => cell.slot === slot)
      .map(({ key, ...cell }) => ({ ...cell, row: key[0] ?? '', column: key[1] ?? '' }));
    const { rows, columns } = suppressGrid(table);
    for (const { key } of cells) {
      if (rows.has(key[0] ?? '') && columns.has(key[1] ?? '')) folded.add(idOf(key));
    }
  }
  return folded;
}

function guardOf(
  { groupBy, personal, cells, folded }: Groups,
  hiddenBuckets: ReadonlySet<string>,
  hiddenForGroups: ReadonlySet<string>,
): Guard {
  const grouped = groupBy.length > 0;
  const away = [...new Set(cells.map(({ key }) => idOf(key)))].filter((id) => folded.has(id));
  return {
    refused: null,
    folded: personal ? 1 : away.length,
    keep: (kept) => {
      if (personal) return { kind: 'keys', keys: [] };
      if (away.length === 0 || kept.kind !== 'top') return kept;
      return { ...kept, except: away.map((id) => id.split('\n')) };
    },
    hidesPoint: ({ bucket }) => hiddenBuckets.has(bucket) || (grouped && hiddenForGroups.has(bucket)),
    hidesGroup: (key) => personal || folded.has(idOf(key)),
  };
}

/** Judges the buckets of a series: runs of them that are too small are hidden, for all groups alike. */
async function judgeSeries(read: Reader, query: Guarded, grain: Grain, groups: Groups): Promise<Judged> {
  const totals = await read({ grain });
  const runs = runsOf(totals, grain);
  const hidden = new Set(runs.filter((run) => run.length > 1).flat());
  const shown = runs.filter((run) => run.length === 1).flat();
  const days = grain === 'hour' ? [] : boundaries(runs, query.range);
  if (groups.groupBy.length === 0 || groups.personal) {
    return {
      guard: guardOf(groups, hidden, new Set()),
      days,
      covering: coveringOf(groups.cells, groups.folded),
    };
  }
  const cells = (await read({ grain, groupBy: groups.groupBy })).filter(
    ({ key }) => !groups.folded.has(idOf(key)),
  );
  if (groups.groupBy.length === 2) {
    const all =
      cells.some(unsafe) || hidden.size > 0 || groups.folded.size > 0
        ? new Set([...hidden, ...shown])
        : hidden;
    return { guard: guardOf(groups, all, all), days, covering: coveringOf(groups.cells, groups.folded) };
  }
  const { guard, folded } = foldSeries(groups, cells, { hidden, shown });
  return { guard, days, covering: coveringOf([...groups.cells, ...cells], folded) };
}

/** Buckets with persons in runs that may be told apart; hours are told apart within their day alone. */
function runsOf(totals: readonly GuardCell[], grain: Grain): string[][] {
  const ordered = [...totals].sort((a, b) => (a.slot < b.slot ? -1 : 1));
  const parts = new Map<string, GuardCell[]>();
  for (const cell of ordered) {
    const part = grain === 'hour' ? cell.slot.slice(0, 10) : '';
    parts.set(part, [...(parts.get(part) ?? []), cell]);
  }
  return [...parts.values()].flatMap((cells) => {
    const starts = safeRuns(cells);
    return starts.map((from, at) => cells.slice(from, starts[at + 1]).map(({ slot }) => slot));
  });
}

/** First days of runs: where the caller can tell what came before from what came after. */
const boundaries = (runs: readonly string[][], { from }: DateRange): string[] =>
  runs.flatMap(([first]) => (first && first > from ? [first] : []));

/** Folds groups that would be too small in a bucket; buckets in which most would be are left out. */
function foldSeries(
  groups: Groups,
  cells: readonly GuardCell[],
  { hidden, shown }: { hidden: ReadonlySet<string>; shown: readonly string[] },
): { guard: Guard; folded: ReadonlySet<string> } {
  const thin = new Set(
    shown.filter((bucket) => {
      const there = cells.filter(({ slot }) => slot === bucket);
      return there.filter(unsafe).length * 2 > there.length;
    }),
  );
  const away = (slot: string) => hidden.has(slot) || thin.has(slot);
  const apart = cells.filter(({ slot }) => !away(slot));
  const merged = [...new Set(cells.map(({ key }) => idOf(key)))].flatMap((id) => {
    const part = cells.filter(({ key, slot }) => idOf(key) === id && away(slot));
    if (part.length === 0) return [];
    return [
      {
        slot: 'away',
        key: id.split('\n'),
        ...together(part.map((cell) => ({ ...cell, key: '', parent: '' }))),
      },
    ];
  });
  const folded = new Set([...groups.folded, ...foldGroups([...apart, ...merged])]);
  return { guard: guardOf({ ...groups, folded }, hidden, thin), folded };
}
