import { dayAfter, daysBetween, weekday } from './calendar.ts';
import type { Calls, CauseCell } from './cause.ts';
import type { Incident } from './incident.ts';

/** What one class of one model’s tokens cost in one workflow on one day. Dollars. */
export interface UsageDay {
  readonly day: string;
  readonly workflow: string;
  readonly model: string;
  readonly tokenClass: string;
  readonly tokens: number;
  readonly cost: number;
}

/** Calls of a workflow on a day. */
export interface CallDay {
  readonly day: string;
  readonly workflow: string;
  readonly calls: number;
}

/** Days of a spike, and the days that say what they would have been, each with its weight. */
export interface Compared {
  readonly days: readonly string[];
  readonly before: ReadonlyMap<string, number>;
}

const weeksBefore = 4;
/** A spike’s cause shows within its first week. */
const longestSpike = 7;

/**
 * The days that a spike is compared with: the four weeks before it without the days of other spikes, and
 * none from before the last time the level changed. Weighted so that each weekday counts as often as the
 * spike has it. `before` is empty where no such day is left.
 */
export function comparedDays(
  { from, to }: Pick<Incident, 'from' | 'to'>,
  others: readonly Pick<Incident, 'from' | 'to' | 'spike'>[],
): Compared {
  const days = daysFrom(from, Math.min(longestSpike, daysBetween(from, to) + 1));
  const earlier = others.filter((one) => one.from < from);
  const newLevel = earlier
    .flatMap((one) => (one.spike.stays ? [one.from] : []))
    .sort()
    .at(-1);
  const inSpike = (day: string) =>
    earlier.some((one) => !one.spike.stays && day >= one.from && day <= one.to);
  const all = daysFrom(dayAfter(from, -7 * weeksBefore), 7 * weeksBefore).filter((day) => !inSpike(day));
  const sinceChange = newLevel === undefined ? all : all.filter((day) => day >= newLevel);
  return { days, before: weighted(days, sinceChange.length >= 7 ? sinceChange : all) };
}

const daysFrom = (from: string, count: number): string[] =>
  Array.from({ length: Math.max(0, count) }, (_, i) => dayAfter(from, i));

/** Each day of the spike by days of its weekday; where there is none, by any working day or day off. */
function weighted(days: readonly string[], candidates: readonly string[]): ReadonlyMap<string, number> {
  const weights = new Map<string, number>();
  for (const day of days) {
    const same = candidates.filter((one) => weekday(one) === weekday(day));
    const alike = candidates.filter((one) => weekday(one) >= 5 === weekday(day) >= 5);
    const by = same.length > 0 ? same : alike.length > 0 ? alike : candidates;
    for (const one of by) weights.set(one, (weights.get(one) ?? 0) + 1 / by.length);
  }
  return weights;
}

interface Sum {
  q0: number;
  c0: number;
  q1: number;
  c1: number;
}

const added = (into: Map<string, Sum>, key: string): Sum => {
  const sum = into.get(key) ?? { q0: 0, c0: 0, q1: 0, c1: 0 };
  into.set(key, sum);
  return sum;
};

/**
 * Cells of a spike against what was expected of them: the shares of the days before, scaled to what the
 * whole was expected to cost. What is new in a workflow is priced as the model was priced elsewhere before.
 * @param expected dollars that the days were expected to cost together; null takes the days before as they are
 */
export function causeCellsOf(
  usage: readonly UsageDay[],
  callDays: readonly CallDay[],
  { days, before }: Compared,
  expected: number | null,
): { readonly cells: readonly CauseCell[]; readonly calls: Calls } {
  const during = new Set(days);
  const plain = usage.reduce((sum, { day, cost }) => sum + cost * (before.get(day) ?? 0), 0);
  const scale = expected === null || plain <= 0 ? 1 : expected / plain;
  const sums = new Map<string, Sum>();
  const elsewhere = new Map<string, Sum>();
  for (const { day, workflow, model, tokenClass, tokens, cost } of usage) {
    const known = before.get(day);
    // Days that are neither compared nor compared with say nothing, and may be most of them.
    if (known === undefined && !during.has(day)) continue;
    const weight = scale * (known ?? 0);
    for (const sum of [
      added(sums, JSON.stringify([workflow, model, tokenClass])),
      added(elsewhere, JSON.stringify([model, tokenClass])),
    ]) {
      sum.q0 += weight * tokens;
      sum.c0 += weight * cost;
      if (!during.has(day)) continue;
      sum.q1 += tokens;
      sum.c1 += cost;
    }
  }
  const cells = [...sums].map(([key, sum]): CauseCell => {
    const [workflow, model, tokenClass] = JSON.parse(key) as [string, string, string];
    const known = elsewhere.get(JSON.stringify([model, tokenClass]));
    const price = known && known.q0 > 0 ? known.c0 / known.q0 : null;
    return {
      ...{ workflow, model, tokenClass, ...sum },
      ...(price !== null && { counterfactual: sum.q1 * price }),
    };
  });
  return { cells, calls: callsOf(callDays, { during, before, scale }) };
}

function callsOf(
  callDays: readonly CallDay[],
  { during, before, scale }: { during: ReadonlySet<string>; before: Compared['before']; scale: number },
): Calls {
  const calls = new Map<string, { before: number; now: number }>();
  for (const { day, workflow, calls: count } of callDays) {
    const sum = calls.get(workflow) ?? { before: 0, now: 0 };
    sum.before += scale * (before.get(day) ?? 0) * count;
    if (during.has(day)) sum.now += count;
    calls.set(workflow, sum);
  }
  return calls;
}
