import type { AnalyticsEngine } from '../engine/index.ts';

/** What one kind of source has told of so far. */
export interface OutcomeFeed {
  source: string;
  /** Outcomes that stand, amendments settled. */
  outcomes: string;
  /** When the newest of them happened, and when the newest was learned of. */
  newest_at: string;
  recorded_at: string;
}

const instant = (column: string) =>
  `concat(substring(formatDateTime(max(${column}), '%Y-%m-%dT%H:%i:%S.%f', 'UTC'), 1, 23), 'Z')`;

/** Every kind of source that has told of outcomes, whichever way it did. */
export const outcomeFeeds = (
  engine: Pick<AnalyticsEngine, 'query'>,
  workspace: string,
): Promise<OutcomeFeed[]> =>
  engine.query<OutcomeFeed>(
    `SELECT toString(source) AS source, toString(sum(d.outcomes)) AS outcomes,
      ${instant('d.newest_event_at')} AS newest_at, ${instant('d.newest_recorded_at')} AS recorded_at
    FROM outcome_day AS d WHERE workspace = {workspace:String} GROUP BY source ORDER BY source`,
    { workspace },
  );
