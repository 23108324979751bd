import type { Holds } from './house.ts';
import type { AskKind } from './kind.ts';
import { askKinds } from './kinds.ts';
import type { Fate, Round } from './round.ts';

export interface PlanWish {
  kinds: readonly AskKind[];
  calls: readonly number[];
  gateways: readonly number[];
  holds: readonly string[];
  fates: readonly string[];
  /** Deals the kinds out over the numbers of gateways from so many calls on; below it each runs on all. */
  dealFrom: number;
}

/** Calls that this one process has under way at once; more would measure the simulation. */
const callsAtOnce = 4_000;

/** All kinds where none is named. */
export function kindsNamed(names: readonly string[]): readonly AskKind[] {
  const unknown = names.filter((name) => !askKinds.some((kind) => kind.name === name));
  if (unknown.length > 0)
    throw new Error(
      `there is no kind of call named ${unknown.join(', ')}; there are ${askKinds.map(({ name }) => name).join(', ')}`,
    );
  return names.length === 0 ? askKinds : askKinds.filter(({ name }) => names.includes(name));
}

/** Every kind in every combination; a gateway stays away once for each number of gateways and way to hold. */
export function planRounds({ kinds, calls, gateways, holds, fates, dealFrom }: PlanWish): Round[] {
  const rounds: Round[] = [];
  // The small ones first: where the time runs out, all of them are there.
  for (const many of calls)
    for (const held of holds as Holds[])
      for (const [at, count] of gateways.entries())
        for (const [nth, fate] of (fates as Fate[]).entries()) {
          if (fate === 'away' && many !== calls[0]) continue;
          const dealt = kinds.filter((_, kind) => many < dealFrom || (kind + nth) % gateways.length === at);
          rounds.push(...batches(dealt, many).map((some) => roundOf(held, count, many, fate, some)));
        }
  return rounds;
}

const roundOf = (
  holds: Holds,
  gateways: number,
  calls: number,
  fate: Fate,
  kinds: Round['kinds'],
): Round => ({
  ...{ holds, gateways, calls, fate, kinds },
});

/** As many kinds at a time as this one process can ask for. */
function batches(kinds: readonly AskKind[], calls: number): (readonly AskKind[])[] {
  const together = Math.max(1, Math.floor(callsAtOnce / calls));
  const found: (readonly AskKind[])[] = [];
  for (let from = 0; from < kinds.length; from += together) found.push(kinds.slice(from, from + together));
  return found;
}
