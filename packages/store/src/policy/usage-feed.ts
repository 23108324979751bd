import type { SimulatedUsage } from '@exchequer/core/policy';
import { invariant } from '@exchequer/model';
import type { AnalyticsEngine } from '../analytics/engine/index.ts';

/** A range of instants, half-open, of one workspace. */
export interface FeedRange {
  workspace: string;
  from: Date;
  to: Date;
}

/** What usage of one group has in common. */
export interface FeedGroup {
  worker_id: string;
  team_id: string;
  project: string;
  repo: string;
  agent: string;
  workflow: string;
}

export interface UsageFeed {
  granularity: 'call' | 'minute';
  groups: readonly FeedGroup[];
  unpricedCalls: number;
  /** Usage in the order of time, in batches that fit into memory. */
  batches(): AsyncIterable<SimulatedUsage[]>;
}

/** Up to this many journal rows every call is decided on its own. */
const mostCalls = 2_000_000;
/** Rows of one batch, as far as an hour does not have more: few enough that other calls are answered between. */
const batchRows = 50_000;

const groupColumns = 'worker_id, team_id, project, repo, agent, workflow';
const groupKey = `cityHash64(${groupColumns})`;
const inRange = `workspace = {workspace:String} AND metered = 1
  AND occurred_at >= {from:DateTime64(3, 'UTC')} AND occurred_at < {to:DateTime64(3, 'UTC')}`;
/** Seats are paid for as a whole: a call inside one costs nothing more. In 10⁻¹² USD. */
const cost = `toInt128(sumIf(cost_contracted, billing_mode != 'subscription') * toDecimal128(1000000000000, 0))`;

/** Finds out what there is to feed, and how finely it can be fed. */
export async function openFeed(
  engine: AnalyticsEngine,
  range: FeedRange,
  { callsUpTo = mostCalls } = {},
): Promise<UsageFeed> {
  const params = paramsOf(range);
  const [hours, groups] = await Promise.all([
    engine.query<{ hour: string; journal_rows: string; unpriced: string }>(
      `SELECT toStartOfHour(occurred_at) AS hour, count() AS journal_rows, sum(unpriced_requests) AS unpriced
       FROM usage_journal WHERE ${inRange} GROUP BY hour ORDER BY hour`,
      params,
    ),
    engine.query<FeedGroup & { key: string }>(
      `SELECT ${groupColumns}, ${groupKey} AS key FROM usage_journal WHERE ${inRange} GROUP BY ${groupColumns}`,
      params,
    ),
  ]);
  const indexOf = new Map(groups.map(({ key }, index) => [key, index]));
  invariant(indexOf.size === groups.length, 'no two groups of usage share their hash');
  const rows = hours.reduce((sum, hour) => sum + Number(hour.journal_rows), 0);
  const granularity = rows > callsUpTo ? 'minute' : 'call';
  return {
    granularity,
    groups: groups.map(({ key: _key, ...group }) => group),
    unpricedCalls: hours.reduce((sum, { unpriced }) => sum + Number(unpriced), 0),
    batches: () => readBatches(engine, range, hours, granularity, indexOf),
  };
}

const instantText = (at: Date): string => at.toISOString().replace('T', ' ').replace('Z', '');
const paramsOf = ({ workspace, from, to }: FeedRange) => ({
  workspace,
  from: instantText(from),
  to: instantText(to),
});

async function* readBatches(
  engine: AnalyticsEngine,
  range: FeedRange,
  hours: readonly { hour: string; journal_rows: string }[],
  granularity: UsageFeed['granularity'],
  indexOf: ReadonlyMap<string, number>,
): AsyncIterable<SimulatedUsage[]> {
  const select = granularity === 'call' ? selectCalls : selectMinutes;
  for (const slice of slicesOf(hours, range)) {
    const rows = await engine.query<{ at: number; key: string; cost: string; calls: string }>(
      select,
      paramsOf({ workspace: range.workspace, ...slice }),
    );
    yield rows
      .map(({ at, key, cost: picos, calls }) => {
        const group = indexOf.get(key);
        // Usage that came in since the groups were read is of a later moment than this simulation.
        return { atMs: at, group: group ?? -1, cost: BigInt(picos), calls: Number(calls) };
      })
      .filter(({ group }) => group >= 0);
  }
}

/** Netted per event: amendments and reversals of one event come to what it is now. */
const selectCalls = `
  SELECT toFloat64(toUnixTimestamp64Milli(occurred_at)) AS at, ${groupKey} AS key, ${cost} AS cost,
    greatest(sum(requests), 1) AS calls
  FROM usage_journal WHERE ${inRange}
  GROUP BY occurred_at, event_key, key
  HAVING sum(requests) != 0 OR cost != 0
  ORDER BY at, event_key, key`;

const selectMinutes = `
  SELECT toFloat64(toUnixTimestamp(toStartOfMinute(occurred_at))) * 1000 AS at, ${groupKey} AS key,
    ${cost} AS cost, greatest(sum(requests), 1) AS calls
  FROM usage_journal WHERE ${inRange}
  GROUP BY at, key
  HAVING sum(requests) != 0 OR cost != 0
  ORDER BY at, key`;

/** Ranges of whole hours with few enough rows each; the first and last end where the range does. */
function slicesOf(
  hours: readonly { hour: string; journal_rows: string }[],
  { from, to }: FeedRange,
): { from: Date; to: Date }[] {
  const cuts: Date[] = [from];
  let gathered = 0;
  for (const { hour, journal_rows } of hours) {
    const rows = Number(journal_rows);
    const at = new Date(hour.endsWith('Z') ? hour : `${hour}Z`);
    if (gathered > 0 && gathered + rows > batchRows && at > from) {
      cuts.push(at);
      gathered = 0;
    }
    gathered += rows;
  }
  return cuts.map((cut, i) => ({ from: cut, to: cuts[i + 1] ?? to }));
}
