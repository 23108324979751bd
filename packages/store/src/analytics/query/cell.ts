import { hourLabels, isMoney, type Measure, type Sums } from '@exchequer/core/metric';
import { parseUsd, type TokenClass, tokenClasses } from '@exchequer/model';
import type { DimensionKey, UsageFilter } from '@exchequer/model/contract';
import type { UsagePlan } from './plan.ts';

/** Sums of one group in one bucket. */
export interface Cell {
  /** Label of the bucket; empty when the query asks for totals alone. */
  readonly bucket: string;
  /** One value per grouping; empty for the folded rest. */
  readonly key: readonly string[];
  readonly other: boolean;
  readonly sums: Sums;
}

/** A row as the engine returns it: wide integers and decimals as strings. */
export type UsageRow = Record<string, string | number | boolean>;

/** Cells of a plan's rows. */
export function toCells(
  plan: Pick<UsagePlan, 'grain' | 'groupBy' | 'measures'>,
  rows: readonly UsageRow[],
): Cell[] {
  const labels = bucketLabels(plan.grain, rows);
  return rows.map((row, at) => ({
    bucket: labels[at] ?? '',
    key: plan.groupBy.map((_, index) => String(row[`key_${index + 1}`])),
    other: Boolean(Number(row.other ?? 0)),
    sums: toSums(plan.measures, row),
  }));
}

export function toSums(measures: readonly Measure[], row: UsageRow): Sums {
  return Object.fromEntries(measures.map((name) => [name, exact(name, row[name])]));
}

function exact(name: Measure, value: string | number | boolean | undefined): bigint {
  const text = String(value ?? 0);
  return isMoney(name) ? parseUsd(text) : BigInt(text);
}

function bucketLabels(grain: UsagePlan['grain'], rows: readonly UsageRow[]): string[] {
  if (grain === 'total') return [];
  if (grain !== 'hour') return rows.map((row) => String(row.at));
  return hourLabels(rows.map((row) => ({ hour: Number(row.at), offset: Number(row.utc_offset) })));
}

/** Token classes that the filters leave. */
export function selectedClasses(filters: readonly UsageFilter[]): readonly TokenClass[] {
  const about = filters.filter((filter) => filter.dimension === 'token_class');
  return tokenClasses.filter((name) =>
    about.every(({ op, values }) => values.includes(name) === (op !== 'is_not')),
  );
}

/** True where token classes are told apart or left out, so that tokens must be read class by class. */
export const readsClasses = (groupBy: readonly DimensionKey[], filters: readonly UsageFilter[]): boolean =>
  groupBy.includes('token_class') || filters.some((filter) => filter.dimension === 'token_class');

/**
 * Cells with token classes as a dimension: one per class where they are a grouping, else the sum
 * over the classes that the filters leave. Classes without tokens give no cell.
 */
export function splitClasses(
  cells: readonly Cell[],
  groupBy: readonly DimensionKey[],
  classes: readonly TokenClass[],
): Cell[] {
  const place = groupBy.indexOf('token_class');
  if (place < 0) return cells.map((cell) => ({ ...cell, sums: onlyClasses(cell.sums, classes) }));
  return cells.flatMap((cell) =>
    classes
      .filter((name) => cell.sums[name])
      .map((name) => ({
        ...cell,
        key: [...cell.key.slice(0, place), name, ...cell.key.slice(place)],
        sums: onlyClasses(cell.sums, [name]),
      })),
  );
}

function onlyClasses(sums: Sums, classes: readonly TokenClass[]): Sums {
  const kept = Object.fromEntries(
    tokenClasses.map((name) => [name, classes.includes(name) ? (sums[name] ?? 0n) : 0n]),
  );
  return { ...kept, tokens: classes.reduce((total, name) => total + (sums[name] ?? 0n), 0n) };
}
