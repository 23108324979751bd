import { compareRange, type Metric, metricsOf, readingOf, type Sums } from '@exchequer/core/metric';
import {
  type DimensionKey,
  type MetricQuery,
  type MetricResult,
  otherKey,
  type Reading,
} from '@exchequer/model/contract';
import type { Cell } from './cell.ts';
import type { ReadingFacts } from './facts.ts';
import { type Guard, guardReading } from './guard.ts';
import { type Known, readKnown } from './known.ts';
import { labelValues } from './label.ts';
import { isAboutPeople, type PeopleSheet, readPeople } from './people.ts';
import { readProvenance } from './provenance.ts';
import { missingFor } from './requirement.ts';
import { type Group, groupId, readSheet, type Sheet, sameGroups, topGroups } from './sheet.ts';
import { isStatistic, readStatistics, type Statistics } from './statistic.ts';

/** A sheet with the figures that no sum contains, and with what nobody tells of. */
interface Read {
  sheet: Sheet;
  people: PeopleSheet | null;
  statistics: Statistics;
  known: Known;
  guard: Guard;
}

/**
 * Answers a checked query (see `checkQuery`). The hero total, the rows of the table and the points
 * of the series are sums of the same cells, so they agree to the last unit.
 */
export async function readMetrics(facts: ReadingFacts, query: MetricQuery): Promise<MetricResult> {
  const metrics = metricsOf(query);
  const guard = await guardReading(facts, query, query.grain);
  if (guard.refused) return withheld(facts, query, guard.refused);
  const known = await readKnown(facts, metrics);
  const [now, provenance] = await Promise.all([
    readNow(facts, query, known, guard),
    readProvenance(facts, query),
  ]);
  const before = await readBefore(facts, query, now);
  return {
    query,
    compare_range: compareRange(query.range, query.compare),
    totals: await Promise.all(metrics.map((metric) => readTotal(facts, query, metric, now, before))),
    groups: await toGroups(facts, query, now, before),
    series: query.grain === 'total' ? [] : now.sheet.cells.map((cell) => toPoint(query, metrics, cell, now)),
    provenance,
  };
}

/** The answer where a reading would tell of too few persons: not even when the last of them was there. */
function withheld(facts: ReadingFacts, query: MetricQuery, needs: string): MetricResult {
  return {
    query,
    compare_range: compareRange(query.range, query.compare),
    totals: query.metrics.map((metric) => ({ metric, value: null, compare_value: null, needs })),
    groups: [],
    series: [],
    provenance: {
      kind: facts.workspace === 'sample' ? 'sample' : 'measured',
      newest_event_at: null,
      newest_recorded_at: null,
      snapshot_at: facts.now.toISOString(),
      priced_token_share: null,
      attributed_token_share: null,
      lower_bound: false,
      missing_output_tokens: '0',
      duplicates_collapsed: 0,
    },
  };
}

async function readNow(facts: ReadingFacts, query: MetricQuery, known: Known, guard: Guard): Promise<Read> {
  const { range, grain } = query;
  const sheet = await readSheet(facts, query, { range, grain, kept: guard.keep(topGroups(query)) });
  const [people, statistics] = await Promise.all([
    readPeople(facts, query, { range, grain, kept: sameGroups(query, sheet.groups) }),
    readStatistics(facts, query, range),
  ]);
  return { sheet: { ...sheet, cells: inOrder(sheet) }, people, statistics, known, guard };
}

/** The compared range, split into the groups of the range itself. */
async function readBefore(facts: ReadingFacts, query: MetricQuery, now: Read): Promise<Read | null> {
  const range = compareRange(query.range, query.compare);
  if (!range) return null;
  const scope = { range, grain: 'total' as const, kept: sameGroups(query, now.sheet.groups) };
  const guard = await guardReading(facts, { ...query, range }, 'total');
  if (guard.refused) return null;
  const [sheet, people, statistics] = await Promise.all([
    readSheet(facts, query, scope),
    readPeople(facts, query, scope),
    readStatistics(facts, query, range),
  ]);
  return { sheet, people, statistics, known: now.known, guard };
}

/** Buckets in order of time, and in each the groups in the order of the table. */
function inOrder({ cells, groups }: Sheet): Cell[] {
  const place = new Map(groups.map((group, at) => [groupId(group), at]));
  const placeOf = (cell: Cell) => place.get(groupId(cell)) ?? 0;
  return [...cells].sort((a, b) =>
    a.bucket === b.bucket ? placeOf(a) - placeOf(b) : a.bucket < b.bucket ? -1 : 1,
  );
}

const nowhere = { bucket: '', key: [], other: false };

function valueAt(
  metric: Metric,
  sums: Sums,
  { people, statistics, known }: Read,
  place = nowhere as Pick<Cell, 'bucket' | 'key' | 'other'>,
): string | null {
  if (known.missing(metric) || (metric.unless && sums[metric.unless.measure])) return null;
  if (isStatistic(metric)) return place === nowhere ? (statistics.get(metric.key) ?? null) : null;
  if (!isAboutPeople(metric)) return readingOf(metric, sums);
  return people?.known ? people.figure(metric, place) : null;
}

async function readTotal(
  facts: ReadingFacts,
  query: MetricQuery,
  metric: Metric,
  now: Read,
  before: Read | null,
): Promise<Reading> {
  const value = valueAt(metric, now.sheet.total, now);
  const asked = { total: now.sheet.total, people: now.people, missing: now.known.missing(metric) };
  return {
    metric: metric.key,
    value,
    compare_value: before && valueAt(metric, before.sheet.total, before),
    needs: value === null ? await missingFor(facts, query, metric, asked) : null,
  };
}

async function toGroups(
  facts: ReadingFacts,
  query: MetricQuery,
  now: Read,
  before: Read | null,
): Promise<MetricResult['groups']> {
  const { groups } = now.sheet;
  const nameOf = await Promise.all(
    query.group_by.map((dimension, at) => labelValues(facts, dimension, valuesAt(groups, at))),
  );
  const earlier = new Map(before?.sheet.groups.map((group) => [groupId(group), group.sums]));
  const metrics = metricsOf(query);
  const comparable = comparedGroups(query, groups, before);
  return groups.map((group) => ({
    key: shownKey(query.group_by, group),
    label: group.key.map((value, at) =>
      isFolded(query.group_by, group, at) ? restLabel(query, now) : (nameOf[at]?.(value) ?? value),
    ),
    other: group.other,
    values: metrics.map((metric) => valueAt(metric, group.sums, now, { ...group, bucket: '' })),
    compare_values: metrics.map((metric) =>
      before && comparable(group)
        ? valueAt(metric, earlier.get(groupId(group)) ?? {}, before, { ...group, bucket: '' })
        : null,
    ),
  }));
}

/** What the folded rest is called: groups beyond the limit, groups that are too small, or both. */
function restLabel({ limit, group_by }: MetricQuery, { sheet, guard }: Read): string {
  if (guard.folded === 0) return 'Other';
  const told = sheet.groups.filter(({ other }) => !other).length;
  return told < limit || group_by.length === 0
    ? 'Groups of fewer than 5'
    : 'Other, and groups of fewer than 5';
}

/** Groups whose compared value may be shown; the rest may be only where none of the others is left out. */
function comparedGroups(query: MetricQuery, groups: readonly Group[], before: Read | null) {
  const keyOf = ({ key }: Group) => key.filter((_, at) => query.group_by[at] !== 'token_class');
  const hidden = (group: Group) => !group.other && (before?.guard.hidesGroup(keyOf(group)) ?? true);
  const whole = !groups.some(hidden);
  return (group: Group): boolean => (group.other ? whole : !hidden(group));
}

const valuesAt = (groups: readonly Group[], at: number): string[] => [
  ...new Set(groups.flatMap((group) => (group.other ? [] : [group.key[at] ?? '']))),
];

/** Token classes are never folded into "Other". */
const isFolded = (groupBy: readonly DimensionKey[], { other }: Pick<Cell, 'other'>, at: number): boolean =>
  other && groupBy[at] !== 'token_class';

const shownKey = (groupBy: readonly DimensionKey[], cell: Pick<Cell, 'key' | 'other'>): string[] =>
  cell.key.map((value, at) => (isFolded(groupBy, cell, at) ? otherKey : value));

function toPoint(
  query: Pick<MetricQuery, 'group_by' | 'metrics'>,
  metrics: readonly Metric[],
  cell: Cell,
  read: Read,
): MetricResult['series'][number] {
  return {
    bucket: cell.bucket,
    key: shownKey(query.group_by, cell),
    values: metrics.map((metric) =>
      read.guard.hidesPoint(cell) ? null : valueAt(metric, cell.sums, read, cell),
    ),
  };
}
