import { type Drafting, draftDeed, spoilt } from './draft.ts';
import { bodyOf, type Operation } from './operation.ts';
import { between, type Chance, dayAt, type World } from './world.ts';

/** Makes the operations of a seed, round by round; the same seed makes the same ones. */
export interface Plan {
  /** The next operations, in the order in which they are sent. Some come before what they rely on. */
  round(operations: number): { operations: Operation[]; now: Date };
}

/** Near the end of a month, so that short runs close one too. */
const firstDay = 27;

export function makePlan(chance: Chance, world: World): Plan {
  const drafting: Drafting = {
    chance,
    world,
    day: dayAt(firstDay),
    dayCount: firstDay,
    now: morning(firstDay),
    holds: [],
    made: [],
  };
  return {
    round: (count) => {
      const first = drafting.made.length;
      while (drafting.made.length < first + count) drafting.made.push(nextOperation(drafting));
      const { now } = drafting;
      drafting.dayCount += between(chance, 3, 12);
      drafting.day = dayAt(drafting.dayCount);
      drafting.now = morning(drafting.dayCount);
      return { operations: disorder(chance, drafting.made.slice(first)), now };
    },
  };
}

const morning = (dayCount: number): Date => new Date(Date.UTC(2026, 0, 1 + dayCount, 8));

/** A new command, one sent before, or another one under a key that is taken. */
function nextOperation(drafting: Drafting): Operation {
  const { chance, made } = drafting;
  const index = made.length;
  const repeated = chance() < 0.08 ? earlier(drafting, 4_000) : undefined;
  if (repeated) return { ...repeated, index };
  const deed = spoilt(chance, draftDeed(drafting));
  const late = chance() < 0.03 ? between(chance, 5, 45) : 0;
  const day = dayAt(Math.max(0, drafting.dayCount - late));
  const taken = chance() < 0.02 ? earlier(drafting, 2_000) : undefined;
  return { index, key: taken?.key ?? `op:${index}`, body: bodyOf(deed), deed, day };
}

/** An operation from before, most likely a recent one. */
function earlier({ chance, made }: Drafting, reach: number): Operation | undefined {
  return made[made.length - 1 - Math.floor(chance() ** 3 * Math.min(reach, made.length))];
}

/** Sends some operations earlier than what they rely on, and some much later. */
function disorder(chance: Chance, operations: readonly Operation[]): Operation[] {
  return operations
    .map((operation, at) => ({
      operation,
      at: at + (chance() < 0.1 ? (chance() - 0.5) * 800 : chance() * 8),
    }))
    .sort((a, b) => a.at - b.at)
    .map(({ operation }) => operation);
}
