import { factsIn, metricOf } from '@exchequer/core/metric';
import { refusedCell, safeRuns, suppressGrid, suppressGroups } from '@exchequer/core/privacy';
import { aggregateRule } from '@exchequer/model';
import type { DateRange, Grain, MetricQuery, UsageFilter } from '@exchequer/model/contract';
import type { Cell } from './cell.ts';
import { isStored, type StoredDimension } from './dimension.ts';
import type { ReadingFacts } from './facts.ts';
import { type GuardCell, readGuardCells } from './guard-cell.ts';
import { type GroupSlots, type ShownNow, type Slots, shownBefore, spanOf } from './guard-shown.ts';
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
  const shown = shownBefore(facts, question, outcomes);
  if (await refusedSlots(read, query.range, await shown.slots(query.range))) {
    return nothing('a range that differs from those looked at before by at least 5 persons');
  }
  const covering = coverOf(facts, question, query.group_by);
  const slots = await shown.groupSlots(query.range, query.group_by);
  const judged = await judge(read, query, grain, { slots, covering: await covering.known() });
  await shown.note(judged.shown, query.group_by);
  await covering.note(judged.covering);
  return judged.guard;
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
  for (const [at, filter] of filters.entries()) {
    const { dimension, values } = filter;
    if (!isStored(dimension)) continue;
    const others = filters.filter((_, place) => place !== at);
    if (await leavesMany(read, filter, others)) continue;
    const cells = await read({ filters: others, groupBy: [dimension], only: values });
    if (cells.some(unsafe))
      return `a filter by ${dimension.replaceAll('_', ' ')} with ${tooFew} on either side`;
  }
  return null;
}

/**
 * Whether one value, which is itself known to be safe, leaves so many others that nobody needs to look who
 * they are: persons of the rest are at least those of all less those of the value, and the largest of them
 * is at most the largest of all. Twice as strict as the rule, for amounts that were taken back later. What
 * all persons make up is asked again and again, so that its answer is mostly known.
 */
async function leavesMany(
  read: Reader,
  { op, values }: UsageFilter,
  others: readonly UsageFilter[],
): Promise<boolean> {
  if (op !== 'is' || values.length !== 1) return false;
  const [[all], [own]] = await Promise.all([read({ filters: others }), read({})]);
  if (!all || !own || all.persons - own.persons < 2 * aggregateRule.fewestPersons) return false;
  return all.figures.every(({ total, largest }, place) => {
    const rest = total - (own.figures[place]?.total ?? 0n);
    return largest * 200n <= rest * BigInt(aggregateRule.largestSharePercent);
  });
}

const sorted = (filters: readonly UsageFilter[]): string[] =>
  filters
    .map(({ dimension, op, values }) => JSON.stringify([dimension, op === 'is_not', [...values].sort()]))
    .sort();

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
  shown: ShownNow;
  /** Groups that could be shown but for those that they cover. */
  covering: readonly string[];
}

/** What the caller was shown before, by groups. */
interface Before {
  slots: readonly GroupSlots[];
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
  const grouped = groupBy.length > 0 && !personal;
  const cells = grouped ? await cellsOf(read, query.range, slots, groupBy) : [];
  const folded = new Set([...covering, ...fold(groupBy, cells)]);
  const all = { groupBy, personal, cells, folded };
  if (grain !== 'total') return judgeSeries(read, query, grain, { ...all, slots });
  const { from, to } = query.range;
  const shown = { days: [from, to], groups: grouped ? { days: [from, to], single: [] } : null };
  return { guard: guardOf(all, new Set(), new Set()), shown, covering: coveringOf(cells, folded) };
}

/**
 * Cells of the groups between the days of each kind, told apart by their slots: whole, and what is left of
 * them without the days that the caller was shown by themselves.
 */
async function cellsOf(
  read: Reader,
  range: DateRange,
  slots: readonly GroupSlots[],
  groupBy: readonly StoredDimension[],
): Promise<GuardCell[]> {
  const named = (name: string, cells: readonly GuardCell[]) =>
    cells.map((cell) => ({ ...cell, slot: `${name} ${cell.slot}` }));
  const parts = slots.flatMap(({ days, single, outcomes }) => {
    const asked = { range: spanOf(range, days), days, groupBy, outcomes };
    const kind = outcomes ? 'outcomes' : 'usage';
    const whole = read(asked).then((cells) => named(kind, cells));
    const rests = single.map(async (without, at) =>
      without.length === 0 ? [] : named(`${kind}, rest ${at}`, await read({ ...asked, without })),
    );
    return [whole, ...rests];
  });
  return (await Promise.all(parts)).flat();
}

const fold = (groupBy: readonly StoredDimension[], cells: readonly GuardCell[]): Set<string> =>
  groupBy.length === 2 ? foldPairs(cells) : foldGroups(cells);

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
async function judgeSeries(
  read: Reader,
  query: Guarded,
  grain: Grain,
  { slots, ...groups }: Groups & Pick<Before, 'slots'>,
): Promise<Judged> {
  const totals = await read({ grain });
  const runs = runsOf(totals, grain);
  const hidden = new Set(runs.filter((run) => run.length > 1).flat());
  const shown = runs.filter((run) => run.length === 1).flat();
  const { from, to } = query.range;
  const days = [from, to, ...(grain === 'hour' ? [] : boundaries(runs, query.range))];
  if (groups.groupBy.length === 0 || groups.personal) {
    const guard = guardOf(groups, hidden, new Set());
    return { guard, shown: { days, groups: null }, covering: coveringOf(groups.cells, groups.folded) };
  }
  const buckets = await read({ grain, groupBy: groups.groupBy });
  const { thin, folded } = foldSeries(groups, buckets, { hidden, shown });
  const single = grain === 'day' ? shown.filter((day) => !thin.has(day)) : [];
  const bounds = grain === 'day' || grain === 'hour' ? [from, to] : days;
  // What is left of each range without the days that are now shown by themselves.
  const left = slots.map((one) => ({
    ...one,
    days: [...new Set([...one.days, ...bounds])].sort(),
    single: one.single.map((before) => [...new Set([...before, ...single])]),
  }));
  const rest = await cellsOf(read, query.range, left, groups.groupBy);
  const further = fold(
    groups.groupBy,
    rest.filter(({ key }) => !folded.has(idOf(key))),
  );
  const isPair = groups.groupBy.length === 2;
  const all = { ...groups, folded: new Set([...folded, ...further]) };
  const away = isPair && further.size > 0 ? new Set([...hidden, ...shown]) : thin;
  return {
    guard: guardOf(all, isPair ? new Set([...hidden, ...away]) : hidden, away),
    shown: { days, groups: { days: bounds, single } },
    covering: coveringOf([...groups.cells, ...buckets, ...rest], all.folded),
  };
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
  { groupBy, folded }: Groups,
  buckets: readonly GuardCell[],
  { hidden, shown }: { hidden: ReadonlySet<string>; shown: readonly string[] },
): { thin: ReadonlySet<string>; folded: ReadonlySet<string> } {
  const cells = buckets.filter(({ key }) => !folded.has(idOf(key)));
  if (groupBy.length === 2) {
    const all = cells.some(unsafe) || hidden.size > 0 || folded.size > 0;
    return { thin: all ? new Set([...hidden, ...shown]) : hidden, folded };
  }
  const thin = new Set(
    shown.filter((bucket) => {
      const there = cells.filter(({ slot }) => slot === bucket);
      return there.filter(unsafe).length * 2 > there.length;
    }),
  );
  const apart = cells.filter(({ slot }) => !hidden.has(slot) && !thin.has(slot));
  return { thin, folded: new Set([...folded, ...foldGroups(apart)]) };
}
