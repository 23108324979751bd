import { entryDraft } from './draft-entry.ts';
import type { Deed, Operation, Path } from './operation.ts';
import { between, type Chance, dayAt, endOfMonthBefore, type Node, pick, type World } from './world.ts';

/** What the plan knows while it drafts. It does not know what has come of anything. */
export interface Drafting {
  chance: Chance;
  world: World;
  /** The company day that it has come to, also as a number of days, and a moment of it. */
  day: string;
  dayCount: number;
  now: Date;
  /** Holds that were asked for and not yet ended. */
  holds: { hold: string; amount: bigint; path: Path }[];
  made: Operation[];
}

type Draft = (drafting: Drafting) => Deed;

/** A share of an amount, down to odd units of 10⁻¹². */
function share(chance: Chance, of: bigint, upTo: number): bigint {
  const amount = (of * BigInt(Math.floor(chance() * upTo * 1e9))) / 1_000_000_000n;
  return amount + BigInt(between(chance, 1, 999));
}

/** Where work is booked. One in three is the same leaf: the hot envelope is what breaks ledgers. */
function someNode({ chance, world }: Drafting): Node {
  if (chance() < 0.3) return world.leaves[0] as Node;
  return pick(chance, chance() < 0.9 ? world.leaves : world.nodes);
}

const pathOf = ({ world, day }: Drafting, node: Node): Path => world.path(node, day);

/** A hold of the plan, mostly a recent one. */
function someHold({ chance, holds }: Drafting, end: boolean): Drafting['holds'][number] {
  const back = Math.floor(chance() ** 2 * Math.min(holds.length, 600));
  const at = holds.length - 1 - back;
  const found = holds[at];
  if (!found || chance() < 0.005)
    return { hold: 'hold_unknown', amount: 1_000_000_000n, path: found?.path ?? [] };
  // Some are ended twice.
  if (end && chance() < 0.9) holds.splice(at, 1);
  return found;
}

const appropriate: Draft = ({ chance, world, day }) => {
  const node = pick(chance, chance() < 0.3 ? world.nodes.slice(0, 3) : world.nodes);
  return { kind: 'appropriate', at: world.period(node, day), amount: share(chance, node.limit, 0.5) };
};

const withdraw: Draft = ({ chance, world, day }) => {
  const node = pick(chance, world.nodes);
  const short = chance() < 0.5 ? 'refuse' : 'take-available';
  return { kind: 'withdraw', at: world.period(node, day), amount: share(chance, node.limit, 0.1), short };
};

const transfer: Draft = ({ chance, world, day }) => {
  const [from, to] = [pick(chance, world.nodes), pick(chance, world.nodes)];
  const amount = share(chance, from.limit, 0.2);
  return { kind: 'transfer', from: world.period(from, day), to: world.period(to, day), amount };
};

const lease: Draft = (drafting) => {
  const { chance } = drafting;
  const node = someNode(drafting);
  const kind = chance() < 0.55 ? 'lease' : 'unlease';
  const amount = share(chance, node.limit, kind === 'lease' ? 0.06 : 0.03);
  return { kind, lease: `lease_${between(chance, 1, 40)}`, path: pathOf(drafting, node), amount };
};

const reserve: Draft = (drafting) => {
  const { chance, holds, made, now } = drafting;
  const node = someNode(drafting);
  const path = pathOf(drafting, node);
  const amount = share(chance, node.limit, chance() < 0.08 ? 0.6 : 0.04);
  const hold = chance() < 0.01 ? someHold(drafting, false).hold : `hold_${made.length}`;
  if (hold !== 'hold_unknown') holds.push({ hold, amount, path });
  const expiresAt = new Date(now.getTime() + between(chance, -1, 60) * 3_600_000);
  return { kind: 'reserve', hold, path, amount, expiresAt };
};

const extend: Draft = (drafting) => {
  const { chance, now } = drafting;
  const { hold, amount, path } = someHold(drafting, false);
  const expiresAt = new Date(now.getTime() + between(chance, 1, 90) * 3_600_000);
  const other = chance() < 0.02 ? pathOf(drafting, someNode(drafting)) : path;
  return { kind: 'extend', hold, path: other, amount: share(chance, amount, 0.8), expiresAt };
};

const settle: Draft = (drafting) => {
  const { chance } = drafting;
  const final = chance() < 0.7;
  const { hold, amount } = someHold(drafting, final);
  // Mostly below what is held; sometimes above, since an estimate is no bound.
  const used = chance() < 0.03 ? 0n : share(chance, amount, final ? 1.3 : 0.6);
  return { kind: 'settle', hold, amount: used, final };
};

const release: Draft = (drafting) => ({ kind: 'release', hold: someHold(drafting, true).hold });

const lapse: Draft = (drafting) => {
  const policy = drafting.chance() < 0.7 ? 'release' : 'in_doubt';
  return { kind: 'lapse', hold: someHold(drafting, policy === 'release').hold, policy };
};

const end: Draft = ({ chance, world, day, dayCount }) => {
  const node = pick(chance, world.nodes);
  const from = world.period(node, dayAt(Math.max(0, dayCount - between(chance, 0, 40))));
  const next = world.period(chance() < 0.95 ? node : pick(chance, world.nodes), day);
  if (chance() < 0.5 || next === from) return { kind: 'end', from, to: null };
  const cap = chance() < 0.5 ? null : share(chance, node.limit, 0.1);
  return { kind: 'end', from, to: { period: next, percent: between(chance, 0, 100), cap } };
};

const usage: Draft = (drafting) => {
  const { chance, world, day, dayCount } = drafting;
  const days = Array.from({ length: chance() < 0.2 ? 2 : 1 }, () => {
    // Usage that is learned of late happened in the envelopes of its own day.
    const late = chance() < 0.15 ? dayAt(Math.max(0, dayCount - between(chance, 1, 40))) : day;
    const uses = Array.from({ length: between(chance, 1, 3) }, () => {
      const node = someNode(drafting);
      const amount = share(chance, node.limit, 0.02);
      return { path: world.path(node, late), amount: chance() < 0.15 ? -amount / 2n - 1n : amount };
    });
    return { day: late, uses };
  });
  return { kind: 'usage', days };
};

const entry: Draft = (drafting) => ({ kind: 'entry', entries: entryDraft(drafting) });

const reverse: Draft = (drafting) => {
  const { chance, made } = drafting;
  const reach = made.slice(-1_500).filter(({ deed }) => deed.kind === 'entry' || deed.kind === 'reverse');
  return { kind: 'reverse', of: reach.length > 0 ? pick(chance, reach).key : 'op:unknown' };
};

const close: Draft = ({ chance, day }) => {
  const book = chance() < 0.5 ? 'budget' : 'financial';
  return { kind: 'close', book, through: endOfMonthBefore(day) };
};

/** How often each is asked for, in a thousand. */
const mix: readonly (readonly [number, Draft])[] = [
  [120, appropriate],
  [20, withdraw],
  [35, transfer],
  [50, lease],
  [265, reserve],
  [60, extend],
  [190, settle],
  [45, release],
  [25, lapse],
  [10, end],
  [100, usage],
  [60, entry],
  [18, reverse],
  [6, close],
];
const weights = mix.reduce((sum, [weight]) => sum + weight, 0);

export function draftDeed(drafting: Drafting): Deed {
  let left = drafting.chance() * weights;
  for (const [weight, draft] of mix) {
    left -= weight;
    if (left < 0) return draft(drafting);
  }
  return appropriate(drafting);
}

/** Now and then what no caller may send: nothing, less than nothing, two currencies, no path, one envelope twice. */
export function spoilt(chance: Chance, deed: Deed): Deed {
  if (chance() > 0.02) return deed;
  if ('path' in deed && chance() < 0.4)
    return { ...deed, path: pick(chance, [[], [...deed.path, ...deed.path.slice(-1)]]) };
  if (!('amount' in deed)) return deed;
  return { ...deed, amount: chance() < 0.5 ? 0n : -5_000n };
}
