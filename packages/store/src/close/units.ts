import { type Period, periodOf } from '@exchequer/core/close';
import { formatUsd } from '@exchequer/model';
import type { StatementView, UnitKind, UnitTotals } from '@exchequer/model/contract';
import type { CloseOptions } from './options.ts';
import { type UnitNames, unitNames } from './unit-names.ts';
import { type UnitSums, unitSums } from './unit-sums.ts';
import { closeMark, viewRange } from './view.ts';

/** Every unit of a kind with what it is charged. */
export interface UnitsOfPeriod {
  items: UnitTotals[];
  totals: { usage: string; shared: string; other: string; total: string };
}

export const totalOf = ({ usage, shared, other }: UnitSums): bigint => usage + shared + other;

const wire = (sums: UnitSums) => ({
  usage: formatUsd(sums.usage),
  shared: formatUsd(sums.shared),
  other: formatUsd(sums.other),
  total: formatUsd(totalOf(sums)),
});

/** Sums of a month by unit, in one view. */
export async function periodSums(
  { sql }: CloseOptions,
  workspace: string,
  kind: UnitKind,
  period: Period,
  view: StatementView,
): Promise<Map<string, UnitSums>> {
  const mark = await closeMark(sql, workspace, period.key);
  return unitSums(sql, workspace, kind, viewRange(period, view, mark));
}

/** The units of a month, dearest first, with those above them. */
export async function unitsOfPeriod(
  options: CloseOptions,
  workspace: string,
  asked: { kind: UnitKind; period: string; view: StatementView },
): Promise<UnitsOfPeriod> {
  const { kind, view } = asked;
  const [sums, names] = await Promise.all([
    periodSums(options, workspace, kind, periodOf(asked.period), view),
    unitNames(options.sql, workspace, kind),
  ]);
  const subtrees = subtreeTotals(sums, names);
  const none = { usage: 0n, shared: 0n, other: 0n };
  const items = [...subtrees]
    .sort(([a, left], [b, right]) => (left === right ? a.localeCompare(b) : left > right ? -1 : 1))
    .map(([key, subtree]) => ({
      kind,
      key,
      label: names.label(key),
      parent: names.parent(key),
      ...wire(sums.get(key) ?? none),
      subtree_total: formatUsd(subtree),
    }));
  return { items, totals: wire(added([...sums.values()])) };
}

const added = (all: readonly UnitSums[]): UnitSums =>
  all.reduce(
    (sum, one) => ({
      usage: sum.usage + one.usage,
      shared: sum.shared + one.shared,
      other: sum.other + one.other,
    }),
    { usage: 0n, shared: 0n, other: 0n },
  );

/** What each unit and everything under it comes to; units above a charged one are among them. */
export function subtreeTotals(sums: ReadonlyMap<string, UnitSums>, names: UnitNames): Map<string, bigint> {
  const totals = new Map<string, bigint>();
  for (const [key, unit] of sums) {
    const seen = new Set<string>();
    for (let at: string | null = key; at !== null && !seen.has(at); at = names.parent(at)) {
      seen.add(at);
      totals.set(at, (totals.get(at) ?? 0n) + totalOf(unit));
    }
  }
  return totals;
}
