import { addDays, daysBetween } from '@exchequer/core/envelope';
import { localDate } from '@exchequer/core/metric';
import { parseUsd } from '@exchequer/model';
import type { UsageFilter } from '@exchequer/model/contract';
import type { UsageReports } from '../query/index.ts';

export interface DailySpendAsked {
  workspace: string;
  /** Key of the metric of spend, such as `spend_contracted`. */
  metric: string;
  filters: readonly UsageFilter[];
  today: string;
  timeZone: string;
  /** Who is shown it: what may be told depends on it. */
  asker: string;
}

export interface DailySpendRead {
  /** Day of the first amount. */
  from: string;
  /** The last whole day that is known. */
  asOf: string;
  /** Exact amounts of every day, both ends included. */
  spend: readonly bigint[];
}

/** A past that still resembles the present, and a year and a month for its holidays. */
const historyDays = 400;
/** A source may send a day late; one that is silent for longer has stopped. */
const mostLag = 3;

/** Spend per company day up to the last whole day; a phrase that follows “Needs” where it may not be told. */
export async function readDailySpend(
  reports: Pick<UsageReports, 'metrics'>,
  { workspace, metric, filters, today, timeZone, asker }: DailySpendAsked,
): Promise<DailySpendRead | { needs: string }> {
  const from = addDays(today, -historyDays);
  const result = await reports.metrics(
    workspace,
    {
      metrics: [metric],
      range: { from, to: today, time_zone: timeZone },
      grain: 'day',
      group_by: [],
      filters: [...filters],
      compare: 'none',
      limit: 1,
    },
    asker,
  );
  const [total] = result.totals;
  if (!total || total.value === null) return { needs: total?.needs ?? 'usage' };
  const byDay = new Map(result.series.map(({ bucket, values }) => [bucket.slice(0, 10), values[0] ?? null]));
  if ([...byDay.values()].includes(null)) return { needs: 'days on which at least five persons spent' };
  const newest = result.provenance.newest_event_at;
  const asOf = lastDay(addDays(today, -1), newest && localDate(Date.parse(newest), timeZone), workspace);
  const days = Math.max(0, daysBetween(from, asOf) + 1);
  const spend = Array.from({ length: days }, (_, t) => parseUsd(byDay.get(addDays(from, t)) ?? '0'));
  return { from, asOf, spend };
}

/** The simulated company ends when it was made; a real one that stays silent has stopped spending. */
function lastDay(yesterday: string, newest: string | null, workspace: string): string {
  if (newest === null || newest >= yesterday) return yesterday;
  return workspace === 'sample' || daysBetween(newest, yesterday) <= mostLag ? newest : yesterday;
}
