import { type AppliedSeries, type Finding, fewestDaysBefore, measureRealised } from '@exchequer/core/advice';
import { localDate } from '@exchequer/core/metric';
import { parseUsd } from '@exchequer/model';
import type { DimensionKey, MetricResult, Workspace } from '@exchequer/model/contract';
import {
  type AppliedAction,
  keepRealised,
  lastMeasured,
  loadRecommendation,
  standingActions,
} from '@exchequer/store/advice';
import type { UsageReports } from '@exchequer/store/analytics/query';
import type { Sql } from 'postgres';

export interface MeasureParts {
  sql: Sql;
  reports: Pick<UsageReports, 'metrics'>;
  now: () => Date;
  timeZone: () => string;
}

const dayMs = 86_400_000;
const daysBetween = 7;
/** Days of a course that are read: more say little of what would have been. */
const daysRead = 150;
/** What was applied longer ago is settled: its last measurement stands. */
const daysFollowed = 120;
/** Beside the one that was changed, so many others of its kind are looked at. */
const mostOthers = 40;

/** By which dimension the spend of a subject is read, where there is one. */
const dimensionOf: Partial<Record<Finding['subject']['kind'], DimensionKey>> = {
  agent: 'agent',
  workflow: 'workflow',
  model: 'model',
  provider: 'provider',
  team: 'team',
  repo: 'repo',
  tool: 'tool',
};

/** Measures every applied action that was not measured for a week. Returns how many it measured. */
export async function measureApplied(parts: MeasureParts, workspace: Workspace): Promise<number> {
  const { sql, now } = parts;
  const at = now();
  const [standing, measured] = [await standingActions(sql, workspace), await lastMeasured(sql, workspace)];
  const due = standing.filter(({ id, appliedAt }) => {
    const last = measured.get(id) ?? appliedAt ?? at;
    const isFollowed = appliedAt !== null && at.getTime() - appliedAt.getTime() <= daysFollowed * dayMs;
    return isFollowed && at.getTime() - last.getTime() >= daysBetween * dayMs;
  });
  if (due.length === 0) return 0;
  const treated = await treatedIn(parts, workspace, standing);
  for (const action of due) await measureOne(parts, workspace, action, treated);
  return due.length;
}

async function measureOne(
  parts: MeasureParts,
  workspace: Workspace,
  action: AppliedAction,
  treated: ReadonlySet<string>,
): Promise<void> {
  const found = await loadRecommendation(parts.sql, workspace, action.recommendationId);
  if (!found || !action.appliedAt) return;
  const { finding } = found;
  const dimension = dimensionOf[finding.subject.kind];
  const series = dimension
    ? await seriesOf(parts, workspace, { finding, dimension, appliedAt: action.appliedAt, treated })
    : null;
  const measured = series
    ? measureRealised(series, finding.gain.per)
    : {
        ...{ method: 'cannot-tell' as const, span: null, verdict: 'cannot-tell' as const },
        says: `Spend is not kept by ${finding.subject.kind.replaceAll('_', ' ')} and day, so that there is nothing to compare.`,
      };
  await keepRealised(parts.sql, workspace, {
    ...{ recommendationId: found.id, appliedId: action.id, rule: finding.rule, asOf: parts.now() },
    promised: finding.gain,
    measured,
  });
}

/** Subjects on which something stands: they are no comparison for others. */
async function treatedIn(parts: MeasureParts, workspace: Workspace, standing: readonly AppliedAction[]) {
  const names = new Set<string>();
  for (const { recommendationId } of standing) {
    const found = await loadRecommendation(parts.sql, workspace, recommendationId);
    if (found) for (const name of namesOf(found.finding)) names.add(name);
  }
  return names;
}

/** What the subject may be called in readings. */
const namesOf = ({ subject: { id, name } }: Finding): string[] => [id, name, id.slice(id.indexOf('/') + 1)];

interface Asked {
  finding: Finding;
  dimension: DimensionKey;
  appliedAt: Date;
  treated: ReadonlySet<string>;
}

async function seriesOf(
  { reports, now, timeZone }: MeasureParts,
  workspace: Workspace,
  { finding, dimension, appliedAt, treated }: Asked,
): Promise<AppliedSeries | null> {
  const zone = timeZone();
  const today = localDate(now().getTime(), zone);
  const applied = localDate(appliedAt.getTime(), zone);
  const earliest = Math.max(Date.parse(today) - daysRead * dayMs, Date.parse(applied) - 84 * dayMs);
  const from = dayText(earliest);
  // Today is not over.
  const result = await reports.metrics(workspace, {
    metrics: ['spend_list'],
    range: { from, to: today, time_zone: zone },
    grain: 'day',
    group_by: [dimension],
    filters: [],
    compare: 'none',
    limit: mostOthers,
  });
  const days = daysFrom(from, today);
  const courses = coursesOf(result, days);
  const own = namesOf(finding).find((name) => courses.has(name));
  const spend = own === undefined ? undefined : courses.get(own);
  if (!spend) return null;
  const all = leadingNothing([...courses.values()]);
  const since = Math.min(all, Math.max(0, days.indexOf(applied) - fewestDaysBefore));
  return {
    weekday: new Date(Date.parse(days[since] ?? from)).getUTCDay(),
    spend: spend.slice(since),
    appliedAt: days.indexOf(applied) - since,
    others: [...courses].flatMap(([name, course]) => (treated.has(name) ? [] : [course.slice(since)])),
  };
}

const dayText = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

const daysFrom = (from: string, to: string): string[] =>
  Array.from({ length: Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / dayMs)) }, (_, at) =>
    dayText(Date.parse(from) + at * dayMs),
  );

/** Daily spend by group; days without usage are nothing. */
function coursesOf({ series }: MetricResult, days: readonly string[]): Map<string, bigint[]> {
  const place = new Map(days.map((day, at) => [day, at]));
  const courses = new Map<string, bigint[]>();
  for (const { bucket, key, values } of series) {
    const name = key[0] ?? '';
    const at = place.get(bucket.slice(0, 10));
    if (name === '' || at === undefined) continue;
    const course = courses.get(name) ?? days.map(() => 0n);
    course[at] = parseUsd(values[0] ?? '0');
    courses.set(name, course);
  }
  return courses;
}

/** Days at the start of which nobody knew anything: before the company was metered. */
const leadingNothing = (courses: readonly bigint[][]): number => {
  const first = courses.map((course) => course.findIndex((amount) => amount !== 0n)).filter((at) => at >= 0);
  return first.length === 0 ? 0 : Math.min(...first);
};
