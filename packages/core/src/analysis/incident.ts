import { daysBetween } from './calendar.ts';
import { type CannotTell, isCannotTell } from './cannot-tell.ts';
import { type DailySeries, findSpikes, type Spike, type SpikeOptions, spikesOrNone, unfit } from './spike.ts';

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
 * within two days of each other are one. Parts without an answer of their own are left out.
 */
export function findIncidents(
  total: DailySeries,
  slices: readonly Slice[],
  options: IncidentOptions,
  judgedFrom?: string,
): readonly Incident[] | CannotTell {
  const unable = unfit(total.values);
  if (unable) return unable;
  const whole = findSpikes(total, { shiftAlarm: wholeAlarm, ...options }, judgedFrom);
  if (isCannotTell(whole)) return whole;
  const floor = Math.max(options.floor, (options.shareFloor ?? usualShareFloor) * usualDay(total));
  const parts = slices.flatMap(({ dimension, value, series }) =>
    spikesOrNone(
      findSpikes(series, { floor, z: Math.max(options.z ?? 0, sliceZ), shiftAlarm: sliceAlarm }, judgedFrom),
    ).map((spike): SliceSpike => ({ dimension, value, spike })),
  );
  return gathered(whole, parts);
}

/** Mean of the last eight weeks: what a floor in shares is a share of. */
function usualDay({ values }: DailySeries): number {
  const recent = values.slice(-56).filter((value) => value !== null);
  return recent.reduce((sum, value) => sum + value, 0) / Math.max(1, recent.length);
}

function gathered(whole: readonly Spike[], parts: readonly SliceSpike[]): Incident[] {
  const seen = [
    ...whole.map((spike) => ({ spike, part: null })),
    ...parts.map((part) => ({ spike: part.spike, part })),
  ].sort((a, b) => (a.spike.from < b.spike.from ? -1 : a.spike.from > b.spike.from ? 1 : 0));
  const groups: { from: string; to: string; members: typeof seen }[] = [];
  for (const one of seen) {
    const last = groups.at(-1);
    const { from, to } = one.spike;
    if (last && (from <= last.to || daysBetween(last.from, from) <= sameDays)) {
      last.members.push(one);
      if (to > last.to) last.to = to;
    } else groups.push({ from, to, members: [one] });
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
