import { type Bridge, type BridgeCell, bridge, type CannotTell, cannotTell } from '@exchequer/core/analysis';
import { compareRange } from '@exchequer/core/metric';
import {
  type DateRange,
  type ExplainedBy,
  type ExplainedCost,
  otherKey,
  type UsageFilter,
} from '@exchequer/model/contract';
import { type Guard, guardReading } from '../query/index.ts';
import type { ExplainFacts } from './facts.ts';
import { readSpend, type Spend } from './spend.ts';

export interface BridgeAsked {
  readonly range: DateRange;
  readonly compare: 'previous' | 'year';
  readonly by: ExplainedBy;
  readonly cost: ExplainedCost;
  /** How many levels of mix are told: 1 to 3. */
  readonly depth: number;
  readonly filters: readonly UsageFilter[];
}

export interface Unpriced {
  readonly tokensBefore: bigint;
  readonly tokensAfter: bigint;
  readonly suspenseBefore: bigint;
  readonly suspenseAfter: bigint;
}

export interface BridgeRead {
  readonly compareRange: DateRange;
  readonly told: Bridge | CannotTell;
  readonly unpriced: Unpriced;
}

const nothing: Unpriced = { tokensBefore: 0n, tokensAfter: 0n, suspenseBefore: 0n, suspenseAfter: 0n };

/**
 * The bridge between a range and the one it is compared with. Parts of the company in which too few
 * persons would be told apart, in either range, are summed as others.
 */
export async function readBridge(facts: ExplainFacts, asked: BridgeAsked): Promise<BridgeRead> {
  const { range, by, cost, filters } = asked;
  const before = compareRange(range, asked.compare);
  if (!before) throw new RangeError('a bridge compares with an earlier range');
  const group_by = [by, 'model'] satisfies [ExplainedBy, 'model'];
  const guard = await guardReading(facts, { range, filters: [...filters], group_by }, 'total');
  const earlier = await guardReading(facts, { range: before, filters: [...filters], group_by }, 'total');
  const refused = guard.refused ?? earlier.refused;
  if (refused) return { compareRange: before, told: cannotTell('missing', refused), unpriced: nothing };
  const read = (of: DateRange) => readSpend(facts, { range: of, filters, by, cost, daily: false });
  const [now, then] = [await read(range), await read(before)];
  const cells = cellsOf(then, now, { guards: [guard, earlier], depth: asked.depth });
  return { compareRange: before, told: bridge(cells), unpriced: unpricedOf(then, now) };
}

interface Mutable {
  path: string[];
  q0: bigint;
  q1: bigint;
  c0: bigint;
  c1: bigint;
  counterfactual?: bigint;
  folded?: boolean;
}

/** Cells of both ranges; what is new is priced as its model was elsewhere before, else at list. */
function cellsOf(
  then: readonly Spend[],
  now: readonly Spend[],
  { guards, depth }: { guards: readonly Guard[]; depth: number },
): BridgeCell[] {
  const cells = new Map<string, Mutable>();
  const cellAt = (path: string[]): Mutable => {
    const key = path.join('\n');
    const fresh = { path, q0: 0n, q1: 0n, c0: 0n, c1: 0n, counterfactual: 0n };
    const cell = cells.get(key) ?? { ...fresh, folded: path[0] === otherKey };
    cells.set(key, cell);
    return cell;
  };
  const hides = ({ by, model }: Spend) => guards.some((guard) => guard.hidesGroup([by, model]));
  const pathOf = (row: Spend, tokenClass: string) =>
    [...(hides(row) ? [otherKey, otherKey] : [row.by, row.model]), tokenClass].slice(0, depth);
  const elsewhere = new Map<string, { q: bigint; c: bigint }>();
  for (const row of then) {
    for (const { tokenClass, tokens, cost } of row.classes) {
      const cell = cellAt(pathOf(row, tokenClass));
      cell.q0 += tokens;
      cell.c0 += cost;
      const key = `${row.model}\n${tokenClass}`;
      const sum = elsewhere.get(key) ?? { q: 0n, c: 0n };
      elsewhere.set(key, { q: sum.q + tokens, c: sum.c + cost });
    }
    if (row.beside !== 0n) cellAt(['\u0000beside', row.model, ''].slice(0, depth)).c0 += row.beside;
  }
  for (const row of now) {
    const cost = row.classes.reduce((sum, one) => sum + one.cost, 0n);
    for (const { tokenClass, tokens, cost: own } of row.classes) {
      const cell = cellAt(pathOf(row, tokenClass));
      cell.q1 += tokens;
      cell.c1 += own;
      const known = elsewhere.get(`${row.model}\n${tokenClass}`);
      const atList = cost > 0n ? (own * row.list) / cost : own;
      const then = known && known.q > 0n ? (tokens * known.c) / known.q : atList;
      cell.counterfactual = (cell.counterfactual ?? 0n) + then;
    }
    if (row.beside !== 0n) cellAt(['\u0000beside', row.model, ''].slice(0, depth)).c1 += row.beside;
  }
  return [...cells.values()];
}

function unpricedOf(then: readonly Spend[], now: readonly Spend[]): Unpriced {
  const total = (rows: readonly Spend[], of: (row: Spend) => bigint) =>
    rows.reduce((sum, row) => sum + of(row), 0n);
  return {
    tokensBefore: total(then, (row) => row.unpricedTokens),
    tokensAfter: total(now, (row) => row.unpricedTokens),
    suspenseBefore: total(then, (row) => row.suspense),
    suspenseAfter: total(now, (row) => row.suspense),
  };
}
