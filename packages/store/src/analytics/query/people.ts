import { addDays } from '@exchequer/core/envelope';
import {
  activeWorkers,
  agentsPerEmployee,
  type Headcount,
  localDate,
  type Metric,
  metricsOf,
  tokensPerEmployee,
} from '@exchequer/core/metric';
import { parseUsd } from '@exchequer/model';
import type { DateRange, Grain, MetricQuery } from '@exchequer/model/contract';
import { type Cell, toCells, type UsageRow } from './cell.ts';
import { isStored } from './dimension.ts';
import type { Employment, ReadingFacts } from './facts.ts';
import { type Kept, planUsage, type UsagePlan } from './plan.ts';
import { printPerWorker, type Statement } from './print.ts';
import { groupId } from './sheet.ts';

/** Usage of the employees of one group, without saying whose. */
interface PeopleCell {
  /** Cost at base prices, in pico-dollars: normalised tokens before they are divided. */
  used: bigint[];
  /** Tokens of which none has a base price: then nothing can be said. */
  unknown: boolean;
  active: number;
  /** Active workers who are no employees. */
  agents: number;
}

/** Figures about persons, by bucket and group. Answers null where they may not be shown. */
export interface PeopleSheet {
  /** False when no person is known at all. */
  known: boolean;
  figure(metric: Metric, place: Pick<Cell, 'bucket' | 'key' | 'other'>): string | null;
}

interface Scope {
  range: DateRange;
  grain: Grain;
  kept: Kept;
}

export const isAboutPeople = ({ computation }: Metric): boolean =>
  computation.kind === 'per_employee' ||
  computation.kind === 'active_workers' ||
  computation.kind === 'agents_per_employee';

/**
 * Reads figures about persons, if the query asks for any. They are no sums, so total, groups and
 * buckets are each read for themselves. Sums per person never leave this function.
 */
export async function readPeople(
  facts: ReadingFacts,
  query: MetricQuery,
  scope: Scope,
): Promise<PeopleSheet | null> {
  if (!metricsOf(query).some(isAboutPeople)) return null;
  const { range, grain } = scope;
  const staff = await facts.directory.employments(facts.workspace, range.from, range.to);
  const today = localDate(facts.now.getTime(), facts.companyTimeZone);
  const employees = [...new Set(staff.map(({ workerId }) => workerId))];
  const levels: { grain: Grain; grouped: boolean }[] = [{ grain: 'total', grouped: false }];
  if (query.group_by.length > 0) levels.push({ grain: 'total', grouped: true });
  if (grain !== 'total') levels.push({ grain, grouped: query.group_by.length > 0 });
  const cells = new Map<string, PeopleCell>();
  for (const level of levels) {
    const groupBy = level.grouped ? query.group_by.filter(isStored) : [];
    const plan = planUsage({
      workspace: facts.workspace,
      range,
      grain: level.grain,
      groupBy,
      filters: query.filters,
      measures: ['tokens', 'cost_base'],
      kept: level.grouped ? scope.kept : { kind: 'all' },
      companyTimeZone: facts.companyTimeZone,
      extraColumns: ['worker_id'],
      ...(facts.fromJournal && { fromJournal: true }),
    });
    const { sql, params } = printPeople(plan, employees);
    const rows = await facts.engine.query<
      UsageRow & { used: string[]; tokens_used: string; active: string; agents: string }
    >(sql, params);
    toCells({ ...plan, measures: [] }, rows).forEach((cell, at) => {
      const row = rows[at];
      if (row) {
        const { used, tokens_used: tokens, active, agents } = row;
        const base = used.map(parseUsd);
        cells.set(placeId(cell), {
          used: base,
          unknown: tokens !== '0' && base.every((one) => one === 0n),
          active: Number(active),
          agents: Number(agents),
        });
      }
    });
  }
  return {
    known: staff.length > 0,
    figure: (metric, place) => {
      const cell = cells.get(placeId(place)) ?? { used: [], unknown: false, active: 0, agents: 0 };
      const { computation } = metric;
      if (computation.kind === 'active_workers') return activeWorkers(cell.active);
      const { there, days } = headcount(staff, scope, place, today);
      if (computation.kind === 'agents_per_employee') return agentsPerEmployee(cell.agents, there, days);
      if (computation.kind !== 'per_employee' || cell.unknown) return null;
      return tokensPerEmployee(computation.statistic, cell.used, there.persons);
    },
  };
}

const placeId = (place: Pick<Cell, 'bucket' | 'key' | 'other'>): string =>
  `${place.bucket}|${groupId(place)}`;

/** Usage per worker, gathered without names; `used` holds those of employees alone. */
function printPeople(plan: UsagePlan, employees: readonly string[]): Statement {
  const perWorker = printPerWorker(plan);
  const names = perWorker.labels.filter((name) => name !== 'worker');
  return {
    sql: [
      `SELECT ${[...names, 'groupArrayIf(toString(cost_base), worker IN {employees:Array(String)}) AS used', 'toString(sumIf(tokens, worker IN {employees:Array(String)})) AS tokens_used', 'countIf(tokens != 0) AS active', 'countIf(tokens != 0 AND worker NOT IN {employees:Array(String)}) AS agents'].join(', ')}`,
      `FROM (${perWorker.sql})`,
      "WHERE worker != ''",
      ...(names.length > 0 ? [`GROUP BY ${names.join(', ')}`] : []),
    ].join('\n'),
    params: { ...perWorker.params, employees },
  };
}

/** Employees of a group during a bucket, or during the whole range, with their days until today. */
function headcount(
  staff: readonly Employment[],
  { range, grain, kept }: Scope,
  { bucket, key, other }: Pick<Cell, 'bucket' | 'key' | 'other'>,
  today: string,
): { there: Headcount; days: number } {
  const from = bucket ? bucket.slice(0, 10) : range.from;
  const to = bucket ? endOfBucket(from, grain) : range.to;
  const shown = kept.kind === 'keys' ? new Set(kept.keys.map((k) => k[0])) : new Set<string>();
  const there = staff.filter(
    (one) =>
      (one.from ?? from) < to &&
      (one.to ?? to) > from &&
      (other ? !shown.has(one.teamId) : key.length === 0 || one.teamId === key[0]),
  );
  const [first, end] = [latest(range.from, from), earliest(to, range.to, addDays(today, 1))];
  const personDays = there.reduce(
    (sum, one) => sum + daysBetween(latest(one.from, first), earliest(one.to, end)),
    0,
  );
  const persons = new Set(there.map(({ workerId }) => workerId)).size;
  return { there: { persons, personDays }, days: daysBetween(first, end) };
}

const latest = (day: string | null, other: string): string => (day && day > other ? day : other);
const earliest = (...days: (string | null)[]): string =>
  days.reduce<string>((first, day) => (day && day < first ? day : first), '9999-12-31');
const daysBetween = (from: string, to: string): number =>
  Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000));

function endOfBucket(start: string, grain: Grain): string {
  const [year = 0, month = 0, day = 0] = start.split('-').map(Number);
  const end =
    grain === 'month'
      ? Date.UTC(year, month, 1)
      : Date.UTC(year, month - 1, day + (grain === 'week' ? 7 : 1));
  return new Date(end).toISOString().slice(0, 10);
}
