import { type DimensionKey, dimensionKeys } from '@exchequer/model/contract';
import { usageError } from '../../output/index.ts';
import { type Report, reports } from './report.ts';

/** Flags of `usage` as commander hands them over. */
export interface UsageFlags {
  since?: string;
  until?: string;
  timezone?: string;
  order: 'asc' | 'desc';
  breakdown?: boolean;
  groupBy?: string;
  metric?: string[];
  /** `list`, `contracted` or `marginal`; false for --no-cost. */
  cost: string | false;
  compact?: boolean;
  instances?: boolean;
  project?: string;
  last?: string;
}

/** What the reader asked for, checked. */
export interface UsageRequest {
  report: Report;
  since: string | null;
  /** Inclusive, as people say it. */
  until: string | null;
  timeZone: string;
  order: 'asc' | 'desc';
  /** Dimension by which each row is split, or null. */
  split: DimensionKey | null;
  /** Metrics that replace the usual columns, or null. */
  metrics: string[] | null;
  cost: 'list' | 'contracted' | 'marginal' | null;
  compact: boolean;
  project: string | null;
  last: number | null;
}

/** Checks the flags; complains as a usage error with the fix. */
export function usageRequest(name: string | undefined, flags: UsageFlags, localZone: string): UsageRequest {
  const dimensions = groupings(flags.groupBy);
  const report = reportOf(name, dimensions);
  const rest = dimensions.filter((dimension) => dimension !== report.dimension);
  const split = rest[0] ?? (flags.instances ? 'project' : flags.breakdown ? 'model' : null);
  return {
    report,
    since: dateOf(flags.since, '--since'),
    until: dateOf(flags.until, '--until'),
    timeZone: zoneOf(flags.timezone ?? localZone),
    order: flags.order,
    split: split === report.dimension ? null : split,
    metrics: flags.metric?.flatMap((text) => text.split(',')).filter((key) => key !== '') ?? null,
    cost: costOf(flags.cost),
    compact: flags.compact === true,
    project: flags.project ?? null,
    last: lastOf(flags.last),
  };
}

function reportOf(name: string | undefined, dimensions: readonly DimensionKey[]): Report {
  const [first] = dimensions;
  if (name === undefined && first) {
    const known = reports.find((report) => report.dimension === first);
    return (
      known ?? { name: first, title: `Usage by ${first}`, heading: first, grain: 'total', dimension: first }
    );
  }
  const report = reports.find((one) => one.name === (name ?? 'daily'));
  if (report) return report;
  throw usageError(`there is no report ${name}`, `Reports: ${reports.map((one) => one.name).join(', ')}.`);
}

function groupings(text: string | undefined): DimensionKey[] {
  const named = (text ?? '').split(',').filter((key) => key !== '');
  const unknown = named.find((key) => !(dimensionKeys as readonly string[]).includes(key));
  if (unknown)
    throw usageError(`usage cannot be grouped by ${unknown}`, `Group by: ${dimensionKeys.join(', ')}.`);
  if (named.length > 2) throw usageError('at most two groupings are shown', 'Name one or two dimensions.');
  return named as DimensionKey[];
}

/** 20260210 (as ccusage) or 2026-02-10. */
function dateOf(text: string | undefined, flag: string): string | null {
  if (text === undefined) return null;
  const match = /^(\d{4})-?(\d{2})-?(\d{2})$/.exec(text);
  const date = match ? `${match[1]}-${match[2]}-${match[3]}` : '';
  const time = Date.parse(`${date}T00:00:00Z`);
  if (!Number.isNaN(time) && new Date(time).toISOString().startsWith(date) && date) return date;
  throw usageError(`${flag} ${text} is no date`, 'Write it as 20260210 or 2026-02-10.');
}

function zoneOf(name: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    throw usageError(
      `${name} is no time zone`,
      'Use a name of the IANA database, such as Europe/Warsaw or UTC.',
    );
  }
}

function costOf(text: string | false): UsageRequest['cost'] {
  if (text === false) return null;
  if (text === 'list' || text === 'contracted' || text === 'marginal') return text;
  throw usageError(`there is no cost called ${text}`, 'Costs: list, contracted, marginal.');
}

function lastOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const count = Number(text);
  if (Number.isInteger(count) && count > 0) return count;
  throw usageError(`--last ${text} is no count`, 'Write a whole number of periods, such as --last 7.');
}
