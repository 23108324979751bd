import {
  addSums,
  type Combination,
  combine,
  type FactKey,
  factOf,
  type Measure,
  type Metric,
  measuresIn,
  metricsOf,
  type Sums,
  sumOf,
} from '@exchequer/core/metric';
import { tokenClasses } from '@exchequer/model';
import type { DateRange, Grain, MetricQuery } from '@exchequer/model/contract';
import { type Cell, readsClasses, selectedClasses, splitClasses, toCells, type UsageRow } from './cell.ts';
import { isStored } from './dimension.ts';
import { byFact, mergeCells, type Span, spanOf, sumOver, withDays } from './fact-sheet.ts';
import { factTable } from './fact-table.ts';
import type { ReadingFacts } from './facts.ts';
import { type Kept, type PlanRequest, planUsage, type UsagePlan } from './plan.ts';
import { printUsage } from './print.ts';

/** Sums of one group over the whole range. */
export interface Group {
  readonly key: readonly string[];
  readonly other: boolean;
  readonly sums: Sums;
}

/** What one scan of usage says. Total, groups and cells are sums of the same rows, so they agree. */
export interface Sheet {
  readonly total: Sums;
  readonly groups: readonly Group[];
  readonly cells: readonly Cell[];
}

/** Reads a query's cells over a range and gathers them, every fact by one statement of its own. */
export async function readSheet(facts: ReadingFacts, query: MetricQuery, over: Scope): Promise<Sheet> {
  const measures = neededMeasures(query);
  const span = spanOf(facts, over.range, over.grain);
  const grouped = byFact(measures);
  const isAlone = [...grouped.keys()].every((fact) => fact === 'usage');
  if (isAlone) return toSheet(query, await readUsage(facts, query, over), measures, span);
  // Facts rank groups differently: all groups are read, and folded once they are merged.
  const wide: Scope = over.kept.kind === 'top' ? { ...over, kept: { kind: 'all' } } : over;
  const read = await Promise.all(
    [...grouped].map(([fact, names]) =>
      fact === 'usage' ? readUsage(facts, query, wide) : readFact(facts, query, wide, { fact, names, span }),
    ),
  );
  return toSheet(query, folded(query, mergeCells(read.flat()), over.kept), measures, span);
}

interface Scope {
  range: DateRange;
  grain: Grain;
  kept: Kept;
}

async function readUsage(facts: ReadingFacts, query: MetricQuery, over: Scope): Promise<Cell[]> {
  const plan = planUsage(planRequest(facts, query, over));
  const { sql, params } = printUsage(plan);
  const read = toCells(plan, await facts.engine.query<UsageRow>(sql, params));
  return readsClasses(query.group_by, query.filters)
    ? splitClasses(read, query.group_by, selectedClasses(query.filters))
    : read;
}

async function readFact(
  facts: ReadingFacts,
  query: MetricQuery,
  { range, grain, kept }: Scope,
  { fact, names, span }: { fact: FactKey; names: readonly Measure[]; span: Span },
): Promise<Cell[]> {
  const table = factTable(fact, span.last, facts.companyTimeZone);
  if (!table) return [];
  const plan: UsagePlan = {
    ...{ table, range, grain, kept, measures: names },
    workspace: facts.workspace,
    groupBy: query.group_by.filter(isStored),
    filters: query.filters,
  };
  const { sql, params } = printUsage(plan);
  return toCells(plan, await facts.engine.query<UsageRow>(sql, params));
}

function toSheet(query: MetricQuery, read: readonly Cell[], measures: readonly Measure[], span: Span): Sheet {
  const cells = withDays(read, measures, span);
  return {
    total: sumOver(cells, measures, span),
    groups: gather(query, cells, (same) => sumOver(same, measures, span)),
    cells,
  };
}

/** Groups beyond the limit become the rest, as they do in the statement where usage is read alone. */
function folded(query: MetricQuery, cells: Cell[], kept: Kept): Cell[] {
  if (kept.kind !== 'top') return cells;
  const except = new Set(kept.except?.map((key) => JSON.stringify(key)));
  const groups = gather(query, cells, (same) => addSums(same.map((cell) => cell.sums))).filter(
    ({ key }) => !except.has(JSON.stringify(key)),
  );
  if (except.size === 0 && groups.length <= kept.limit) return cells;
  const shown = new Set(groups.slice(0, kept.limit).map(groupId));
  return mergeCells(
    cells.map((cell) =>
      shown.has(groupId(cell)) ? cell : { ...cell, key: cell.key.map(() => ''), other: true },
    ),
  );
}

/** The plan of a query, as planning wants it. */
export function planRequest(
  facts: ReadingFacts,
  query: MetricQuery,
  { range, grain, kept }: { range: DateRange; grain: Grain; kept: Kept },
): PlanRequest {
  return {
    workspace: facts.workspace,
    range,
    grain,
    groupBy: query.group_by.filter(isStored),
    filters: query.filters,
    measures: neededMeasures(query).filter((name) => factOf(name) === 'usage'),
    kept,
    companyTimeZone: facts.companyTimeZone,
    ...(facts.fromJournal && { fromJournal: true }),
  };
}

/** The groups of most weight, as many as the query keeps. */
export const topGroups = (query: MetricQuery): Kept => ({
  kind: 'top',
  limit: query.limit,
  rank: rankOf(query),
});

/** Groups found before, for comparing them with another range. Token classes are never folded. */
export function sameGroups(query: MetricQuery, groups: readonly Group[]): Kept {
  const stored = query.group_by.map((dimension) => isStored(dimension));
  const keys = groups.filter((group) => !group.other).map((group) => group.key.filter((_, at) => stored[at]));
  return { kind: 'keys', keys };
}

/** By what groups are ranked: the first metric, or what a ratio or statistic of it stands on. */
function rankOf(query: MetricQuery): Combination {
  const computation = metricsOf(query)[0]?.computation;
  if (readsClasses(query.group_by, query.filters)) return sumOf(...selectedClasses(query.filters));
  if (computation?.kind === 'sum' || computation?.kind === 'scaled') return computation.of;
  return computation?.kind === 'ratio' ? computation.over : sumOf('tokens');
}

function neededMeasures(query: MetricQuery): Measure[] {
  const classes = readsClasses(query.group_by, query.filters) ? tokenClasses : [];
  const ranked = rankOf(query).map(({ measure }) => measure);
  return [...new Set(['tokens', ...metricsOf(query).flatMap(measuresOf), ...ranked, ...classes])];
}

function measuresOf({ computation, requires, unless, counts = [] }: Metric): Measure[] {
  const priced = requires.includes('price') ? ['unpriced_tokens', 'cost_list'] : [];
  const behind = [...counts.map(({ measure }) => measure), ...(unless ? [unless.measure] : [])];
  return [...measuresIn(computation), ...priced, ...behind];
}

function gather(query: MetricQuery, cells: readonly Cell[], sum: (same: readonly Cell[]) => Sums): Group[] {
  if (query.group_by.length === 0) return [];
  const byKey = new Map<string, Cell[]>();
  for (const cell of cells) {
    const id = groupId(cell);
    const same = byKey.get(id);
    if (same) same.push(cell);
    else byKey.set(id, [cell]);
  }
  const groups = [...byKey.values()].map((same) => ({
    key: same[0]?.key ?? [],
    other: same[0]?.other ?? false,
    sums: sum(same),
  }));
  return groups.sort((a, b) => compareGroups(query, a, b));
}

/** One text per group, for maps. */
export const groupId = ({ key, other }: Pick<Group, 'key' | 'other'>): string =>
  JSON.stringify([other, ...key]);

/** Heaviest first, the folded rest last; ties by tokens and then by name, so that the order is one. */
function compareGroups(query: MetricQuery, a: Group, b: Group): number {
  if (a.other !== b.other) return a.other ? 1 : -1;
  const rank = rankOf(query);
  return (
    descending(combine(rank, a.sums), combine(rank, b.sums)) ||
    descending(a.sums.tokens ?? 0n, b.sums.tokens ?? 0n) ||
    (a.key.join('\n') < b.key.join('\n') ? -1 : 1)
  );
}

const descending = (a: bigint, b: bigint): number => (a === b ? 0 : a > b ? -1 : 1);
