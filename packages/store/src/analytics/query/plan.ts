import { type Combination, instantsOf, type Measure } from '@exchequer/core/metric';
import type { DateRange, Grain, UsageFilter } from '@exchequer/model/contract';
import { dimensionColumn, isStored, type StoredDimension } from './dimension.ts';
import { chooseTable, journal, type ReadTable } from './table.ts';

/** Which groups are told apart; the rest is summed as one. */
export type Kept =
  | { kind: 'top'; limit: number; rank: Combination; except?: readonly (readonly string[])[] }
  | { kind: 'keys'; keys: readonly (readonly string[])[] }
  | { kind: 'all' };

/** One statement over usage, before it is text. Plans are values: printing one has no effect. */
export interface UsagePlan {
  readonly table: ReadTable;
  readonly workspace: string;
  readonly range: DateRange;
  readonly grain: Grain;
  readonly groupBy: readonly StoredDimension[];
  readonly filters: readonly UsageFilter[];
  readonly measures: readonly Measure[];
  readonly kept: Kept;
}

/** What a plan is made from. */
export interface PlanRequest {
  workspace: string;
  range: DateRange;
  grain: Grain;
  groupBy: readonly StoredDimension[];
  filters: readonly UsageFilter[];
  measures: readonly Measure[];
  kept: Kept;
  companyTimeZone: string;
  /** Columns that the statement needs besides groups and filters. */
  extraColumns?: readonly string[];
  /** True reads the journal itself, to prove or to replace the rollups. */
  fromJournal?: boolean;
}

/** Chooses the table and fixes the statement. */
export function planUsage(request: PlanRequest): UsagePlan {
  const { workspace, range, grain, groupBy, filters, measures, kept } = request;
  const stored = filters.flatMap(({ dimension }) => (isStored(dimension) ? [dimension] : []));
  const columns = [...groupBy, ...stored].map((dimension) => dimensionColumn[dimension]);
  const table = request.fromJournal
    ? journal
    : chooseTable({
        columns: [...columns, ...(request.extraColumns ?? [])],
        grain,
        timeZone: range.time_zone,
        companyTimeZone: request.companyTimeZone,
      });
  return { table, workspace, range, grain, groupBy, filters, measures, kept };
}

/** Condition that keeps the range, and its parameters. */
export function rangeCondition(
  table: ReadTable,
  range: DateRange,
): { condition: string; params: Record<string, unknown> } {
  const { time } = table;
  if (time === 'day') {
    return {
      condition: 'j.day >= {from:Date} AND j.day < {to:Date}',
      params: { from: range.from, to: range.to },
    };
  }
  const { from, to } = instantsOf(range);
  return {
    condition: `j.${time} >= toDateTime({from:UInt32}, 'UTC') AND j.${time} < toDateTime({to:UInt32}, 'UTC')`,
    params: { from: from.getTime() / 1000, to: to.getTime() / 1000 },
  };
}
