import { atOnce, type InSteps } from '../statistics/index.ts';
import { daysBetween } from './calendar.ts';
import { type CannotTell, isCannotTell } from './cannot-tell.ts';
import {
  type DailySeries,
  type Spike,
  type SpikeOptions,
  spikesInSteps,
  spikesOrNone,
  unfit,
} from './spike.ts';

/** Daily cost of one value of a dimension. */
export interface Slice {
  readonly dimension: string;
  readonly value: string;
  readonly series: DailySeries;
}

/** A spike of one part of the company. */
export interface SliceSpike {
  readonly dimension: string;
  readonly value: string;
  readonly spike: Spike;
}

/** One thing that happened, however many series show it. */
export interface Incident {
  readonly from: string;
  readonly to: string;
  /** The day on which the first of the series told it. */
  readonly noticed: string;
  /** The company’s own series where that shows it, else the part that shows it most. */
  readonly spike: Spike;
  /** Null where the company’s total shows it. */
  readonly seenIn: { readonly dimension: string; readonly value: string } | null;
  readonly parts: readonly SliceSpike[];
}

export interface IncidentOptions extends SpikeOptions {
  /** Dollars that an excess must pass to matter. */
  readonly floor: number;
  /** Share of what the company costs on a usual day that a part’s excess must pass. */
  readonly shareFloor?: number;
}

/** Many parts are watched, so that each must be surer than the whole. */
const sliceZ = 4.5;
/** Sums of deviations at which a slow rise of the whole, and of a part, is told. */
const wholeAlarm = 5;
const sliceAlarm = 8;
const usualShareFloor = 0.1;
/** Spikes that begin so close to each other are one thing. */
const sameDays = 2;

/**
 * Spikes of the total and of its parts, told as the things that happened: spikes that overlap or begin
 * within two days of each other are one, unless a later one is larger than all that goes on. Parts without an
 * answer of their own are left out.
 */
export const findIncidents = (
  total: DailySeries,
  slices: readonly Slice[],
  options: IncidentOptions,
  judgedFrom?: string,
): readonly Incident[] | CannotTell => atOnce(incidentsInSteps(total, slices, options, judgedFrom));

/** The same, a few days of a series at a time. */
export function* incidentsInSteps(
  total: DailySeries,
  slices: readonly Slice[],
  options: IncidentOptions,
  judgedFrom?: string,
): InSteps<readonly Incident[] | CannotTell> {
  const unable = unfit(total.values);
  if (unable) return unable;
  const whole = yield* spikesInSteps(total, { shiftAlarm: wholeAlarm, ...options }, judgedFrom);
  if (isCannotTell(whole)) return whole;
  const ofPart = {
    floor: partFloor(total, options),
    z: Math.max(options.z ?? 0, sliceZ),
    shiftAlarm: sliceAlarm,
  };
  const parts: SliceSpike[] = [];
  for (const { dimension, value, series } of slices) {
    const found = spikesOrNone(yield* spikesInSteps(series, ofPart, judgedFrom));
    parts.push(...found.map((spike) => ({ dimension, value, spike })));
  }
  return gathered(whole, parts);
}

const usualDays = 56;

/**
 * What a part’s excess must pass on a day: a share of the mean of the eight weeks before it. A company that
 * has grown since must not hide what was much to it then.
 */
function partFloor({ from, values }: DailySeries, options: IncidentOptions): (day: string) => number {
  const share = options.shareFloor ?? usualShareFloor;
  const sums = [0];
  const counts = [0];
  for (const value of values) {
    sums.push((sums.at(-1) ?? 0) + (value ?? 0));
    counts.push((counts.at(-1) ?? 0) + (value === null ? 0 : 1));
  }
  return (day) => {
    const at = Math.min(values.length, Math.max(0, daysBetween(from, day)));
    const first = Math.max(0, at - usualDays);
    const [sum, days] = [sums, counts].map((of) => (of[at] ?? 0) - (of[first] ?? 0));
    return Math.max(options.floor, (share * (sum ?? 0)) / Math.max(1, days ?? 0));
  };
}

interface Seen {
  readonly spike: Spike;
  /** Null for the company’s own series. */
  readonly part: SliceSpike | null;
}

interface Group {
  readonly from: string;
  to: string;
  readonly members: Seen[];
}

const perDay = ({ excess, days }: Spike): number => excess / Math.max(1, days.length);

/**
 * Whether a spike is of the same thing as those that began before it. One that is larger than all that goes on
 * is another thing: it would else be told as something that began days before it.
 */
function isOf({ from, to, members }: Group, { spike }: Seen): boolean {
  if (daysBetween(from, spike.from) <= sameDays) return true;
  return spike.from <= to && perDay(spike) <= Math.max(...members.map((one) => perDay(one.spike)));
}

function gathered(whole: readonly Spike[], parts: readonly SliceSpike[]): Incident[] {
  const seen: Seen[] = [
    ...whole.map((spike) => ({ spike, part: null })),
    ...parts.map((part) => ({ spike: part.spike, part })),
  ].sort((a, b) => (a.spike.from < b.spike.from ? -1 : a.spike.from > b.spike.from ? 1 : 0));
  const groups: Group[] = [];
  for (const one of seen) {
    const group = groups.findLast((known) => isOf(known, one));
    const { from, to } = one.spike;
    if (!group) groups.push({ from, to, members: [one] });
    else {
      group.members.push(one);
      if (to > group.to) group.to = to;
    }
  }
  return groups.map(({ from, to, members }) => {
    const ofWhole = members.filter(({ part }) => part === null).map(({ spike }) => spike);
    const inParts = members.flatMap(({ part }) => part ?? []).sort((a, b) => b.spike.excess - a.spike.excess);
    const [first] = inParts;
    const spike = largest(ofWhole) ?? first?.spike ?? members[0]?.spike;
    if (!spike) throw new Error('an incident without a spike cannot be gathered');
    const seenIn = ofWhole.length > 0 || !first ? null : { dimension: first.dimension, value: first.value };
    const [noticed = from] = members.map((one) => one.spike.noticed).sort();
    return { from, to, noticed, spike, seenIn, parts: inParts };
  });
}

const largest = (spikes: readonly Spike[]): Spike | undefined =>
  [...spikes].sort((a, b) => b.excess - a.excess)[0];
