import type { BridgeCell } from './bridge-cell.ts';
import { branchOf, type Node, positionOf } from './bridge-tree.ts';
import { type CannotTell, cannotTell } from './cannot-tell.ts';

/** New: nothing of it before. Retired: nothing of it now. */
export type Presence = 'kept' | 'new' | 'retired';

export interface BridgeItem {
  readonly path: readonly string[];
  readonly amount: bigint;
  readonly presence: Presence;
  readonly before: bigint;
  readonly after: bigint;
}

/** What a shift of shares on one level did to cost. */
export interface MixLevel {
  readonly amount: bigint;
  /** Sum to the amount; the largest first. */
  readonly items: readonly BridgeItem[];
}

/**
 * Why cost changed: price, volume and mix, in pico-dollars. `volume`, the mixes of all levels, `price` and
 * `beside` sum to `after − before` exactly.
 */
export interface Bridge {
  readonly before: bigint;
  readonly after: bigint;
  /** More or less of everything, at the average price before. */
  readonly volume: bigint;
  /** From the widest level to the finest. */
  readonly mix: readonly MixLevel[];
  readonly price: MixLevel;
  /** Change of cost that has no quantity, such as charges per search: no price times volume explains it. */
  readonly beside: bigint;
}

/**
 * Price–volume–mix, nested: each level's mix is the shift of shares within its parent at the prices before.
 *
 * With P̄ the average price before of the parent, s shares within it and Q its quantity now:
 * volume = (Q₁ − Q₀)·P̄₀, mix = Q₁·(s₁ − s₀)·(p₀ − P̄₀), price = q₁·(p₁ − p₀). A cell that is new has its
 * counterfactual price as p₀; one that is retired is all mix.
 *
 * Costs at earlier prices are rounded down to the unit once per node, and every part is a difference of
 * such costs, so that the sum is exact. Items are rounded down as well; what is left over of a level goes
 * to its largest item, less than one unit for each item.
 *
 * @returns `CannotTell` without quantity before: there is no price to compare with
 * @throws RangeError for a new cell without a counterfactual
 */
export function bridge(cells: readonly BridgeCell[]): Bridge | CannotTell {
  const inside = cells.filter(hasQuantity);
  const top = branchOf(inside);
  if (top.q0 === 0n) return cannotTell('missing', 'priced usage in the range that is compared with');
  const depth = inside[0]?.path.length ?? 0;
  const volume = top.atOldPrice - top.c0;
  const mix = Array.from({ length: depth }, (_, level) => mixOf(top, level));
  const leaves = nodesAt(top, depth);
  const price = {
    amount: top.c1 - sum(leaves.map(({ atOldPrice }) => atOldPrice)),
    items: ordered(leaves.map((leaf) => itemOf(leaf, leaf.c1 - leaf.atOldPrice))),
  };
  const [before, after] = [sum(cells.map(({ c0 }) => c0)), sum(cells.map(({ c1 }) => c1))];
  return { before, after, volume, mix, price, beside: after - before - (top.c1 - top.c0) };
}

/** A cost without any quantity has no price, and less than nothing is a correction: both stand beside. */
const hasQuantity = ({ q0, q1, c0, c1 }: BridgeCell): boolean =>
  q0 >= 0n && q1 >= 0n && (q0 > 0n || c0 === 0n) && (q1 > 0n || c1 === 0n) && (q0 > 0n || q1 > 0n);

const sum = (of: readonly bigint[]): bigint => of.reduce((total, value) => total + value, 0n);
const absolute = (value: bigint): bigint => (value < 0n ? -value : value);

const nodesAt = (node: Node, depth: number): readonly Node[] =>
  depth === 0 ? [node] : node.children.flatMap((child) => nodesAt(child, depth - 1));

/** Mix among the children of every node of a level. */
function mixOf(top: Node, level: number): MixLevel {
  const parents = nodesAt(top, level);
  const children = parents.flatMap((parent) => parent.children);
  const amount =
    sum(children.map(({ atOldPrice }) => atOldPrice)) - sum(parents.map(({ atOldPrice }) => atOldPrice));
  const items = parents.flatMap((parent) =>
    parent.children.map((child) => itemOf(child, positionOf(parent, child))),
  );
  return { amount, items: withRest(ordered(items), amount) };
}

const itemOf = ({ path, q0, q1, c0, c1 }: Node, amount: bigint): BridgeItem => ({
  path,
  amount,
  presence: q0 === 0n ? 'new' : q1 === 0n ? 'retired' : 'kept',
  before: c0,
  after: c1,
});

const ordered = (items: readonly BridgeItem[]): BridgeItem[] =>
  [...items].sort((a, b) => {
    const by = absolute(b.amount) - absolute(a.amount);
    return by === 0n ? (a.path.join('\n') < b.path.join('\n') ? -1 : 1) : by > 0n ? 1 : -1;
  });

/** Gives the largest item what rounding left over, so that items sum to the amount. */
function withRest(items: readonly BridgeItem[], amount: bigint): BridgeItem[] {
  const rest = amount - sum(items.map((item) => item.amount));
  return items.map((item, at) => (at === 0 ? { ...item, amount: item.amount + rest } : item));
}
