import type { DateRange } from '@exchequer/model/contract';
import type { ReadingFacts } from './facts.ts';

/** Days at which the caller can tell apart what figures of one kind are made of. */
export interface Slots {
  days: readonly string[];
  /** Whether the figures are of outcomes as well as of usage. */
  outcomes: boolean;
}

/** The same of figures by group, which the caller may also have been shown for single days. */
export interface GroupSlots extends Slots {
  /**
   * Days of which groups were shown by themselves: what is left of a slot follows by subtraction. Of two
   * groupings also those of each alone, to which their cells add up.
   */
  single: readonly (readonly string[])[];
}

/** What a caller is shown now, to be known the next time. */
export interface ShownNow {
  /** Days at which ranges and buckets begin and end. */
  days: readonly string[];
  /** The same for figures by group, and the days that are shown by themselves; null without groups. */
  groups: { days: readonly string[]; single: readonly string[] } | null;
}

const singleMark = (grouping: readonly string[]) => `${[...grouping].sort().join(', ')} on `;
const isSingle = (item: string) => item.includes(' on ');

/** A grouping of two, and each of it alone. */
const withParts = (grouping: readonly string[]): (readonly string[])[] =>
  grouping.length > 1 ? [grouping, ...grouping.map((one) => [one])] : [grouping];

/**
 * What the caller was shown before under the same filters. Outcomes are kept by themselves: tokens of each
 * day tell nothing of what came of one of them. So are groups: the total of each day tells nothing of one
 * group. What is shown of outcomes may tell usage, and what is shown by groups adds up to totals, so
 * those are noted for both.
 */
export function shownBefore({ people, workspace }: ReadingFacts, question: string, outcomes: boolean) {
  const kinds = outcomes ? [false, true] : [false];
  const nameOf = (kind: boolean, groups: boolean) =>
    `${question}${kind ? ' with outcomes' : ''}${groups ? ' in groups' : ''}`;
  const known = async (kind: boolean, groups: boolean) =>
    (await people?.shown(workspace, nameOf(kind, groups))) ?? [];
  return {
    slots: (range: DateRange): Promise<Slots[]> =>
      Promise.all(
        kinds.map(async (kind) => ({ days: slotsOf(range, await known(kind, false)), outcomes: kind })),
      ),
    groupSlots: (range: DateRange, grouping: readonly string[]): Promise<GroupSlots[]> =>
      Promise.all(
        kinds.map(async (kind) => {
          const items = await known(kind, true);
          const daysOf = (mark: string) =>
            items.filter((item) => item.startsWith(mark)).map((item) => item.slice(mark.length));
          const days = slotsOf(
            range,
            items.filter((item) => !isSingle(item)),
          );
          const single = withParts(grouping).map((part) => daysOf(singleMark(part)));
          return { days, single, outcomes: kind };
        }),
      ),
    note: async ({ days, groups }: ShownNow, grouping: readonly string[]) => {
      for (const kind of kinds) {
        await people?.note(workspace, nameOf(kind, false), days);
        if (!groups) continue;
        const single = withParts(grouping).flatMap((part) =>
          groups.single.map((day) => `${singleMark(part)}${day}`),
        );
        await people?.note(workspace, nameOf(kind, true), [...groups.days, ...single]);
      }
    },
  };
}

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

/** From the first to the last day at which slots begin or end. */
export const spanOf = (range: DateRange, days: readonly string[]): DateRange => ({
  ...range,
  from: days[0] ?? range.from,
  to: days.at(-1) ?? range.to,
});
