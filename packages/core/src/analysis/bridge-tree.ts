import type { BridgeCell } from './bridge-cell.ts';

/** A cell, or all cells under one path. */
export interface Node {
  readonly path: readonly string[];
  readonly q0: bigint;
  readonly q1: bigint;
  readonly c0: bigint;
  readonly c1: bigint;
  /** What `q1` would have cost at the node’s own average price before, rounded down to the unit. */
  readonly atOldPrice: bigint;
  readonly children: readonly Node[];
}

/** The tree over cells with one path length. Cells of one path are added up. */
export function branchOf(cells: readonly BridgeCell[], path: readonly string[] = []): Node {
  const depth = path.length;
  const isLeaf = cells.every((cell) => cell.path.length === depth);
  const groups = new Map<string, BridgeCell[]>();
  if (!isLeaf) {
    for (const cell of cells) {
      const key = cell.path[depth] ?? '';
      const same = groups.get(key);
      if (same) same.push(cell);
      else groups.set(key, [cell]);
    }
  }
  const children = [...groups].map(([key, same]) => branchOf(same, [...path, key]));
  const total = (of: (cell: BridgeCell) => bigint) => cells.reduce((sum, cell) => sum + of(cell), 0n);
  const own = {
    q0: total(({ q0 }) => q0),
    q1: total(({ q1 }) => q1),
    c0: total(({ c0 }) => c0),
    c1: total(({ c1 }) => c1),
  };
  const isFolded = isLeaf && cells.every((cell) => cell.folded === true);
  const atOldPrice =
    own.q0 > 0n && !isFolded ? atOwnPrice(own) : isLeaf ? total(counterfactual) : sumOf(children);
  return { path, ...own, atOldPrice, children };
}

/** What a node’s quantity now would have cost at its own average price before. */
const atOwnPrice = ({ q0, q1, c0 }: Pick<Node, 'q0' | 'q1' | 'c0'>): bigint => floored(q1 * c0, q0);

const sumOf = (nodes: readonly Node[]): bigint => nodes.reduce((sum, node) => sum + node.atOldPrice, 0n);

function counterfactual(cell: BridgeCell): bigint {
  if (cell.q1 === 0n) return 0n;
  if (cell.counterfactual !== undefined) return cell.counterfactual;
  throw new RangeError(`a new cell needs its counterfactual cost: ${cell.path.join(' / ')}`);
}

/**
 * Q₁·(s₁ − s₀)·(p₀ − P̄₀) of a child within its parent, rounded down to the unit. Nothing under a parent
 * that is new itself: its shares before are none, and the level above has its mix.
 */
export function positionOf(parent: Node, child: Node): bigint {
  if (parent.q0 === 0n) return 0n;
  if (child.q0 === 0n) return child.atOldPrice - floored(child.q1 * parent.c0, parent.q0);
  // (q₁ − Q₁·q₀/Q₀)·(c₀/q₀ − C₀/Q₀), on one denominator.
  const moved = child.q1 * parent.q0 - parent.q1 * child.q0;
  const dearer = child.c0 * parent.q0 - parent.c0 * child.q0;
  const position = floored(moved * dearer, parent.q0 * parent.q0 * child.q0);
  // What moved inside a cell that is not told apart is mix of this level as well.
  const inside = child.children.length === 0 ? child.atOldPrice - atOwnPrice(child) : 0n;
  return position + inside;
}

/** Division rounded towards less, so that the same change up and down is rounded alike everywhere. */
function floored(of: bigint, by: bigint): bigint {
  const whole = of / by;
  return of % by !== 0n && of < 0n !== by < 0n ? whole - 1n : whole;
}
