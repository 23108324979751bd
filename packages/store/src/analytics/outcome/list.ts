import { outcomeMeasureColumns } from '@exchequer/model';
import type { AnalyticsEngine } from '../engine/index.ts';

/** Which outcomes are listed, newest first. */
export interface OutcomesAsked {
  workspace: string;
  /** Days of the company; both included. */
  from: string;
  to: string;
  timeZone: string;
  kind?: string | undefined;
  workKey?: string | undefined;
  cursor?: string | undefined;
  limit: number;
}

/** An outcome as it stands; who did it is not among what is listed. */
export interface ListedOutcome {
  id: string;
  occurred_at: string;
  recorded_at: string;
  source: string;
  kind: string;
  work_key: string;
  team_id: string;
  handled_by: string;
  counted: number;
  reversed: number;
  currency: string;
  value: string;
  quality_points: string;
  quality_count: string;
  /** 1 where usage reached its work item. */
  linked: number;
}

const measures = outcomeMeasureColumns.map((name) => `sum(o.${name}) AS sum_${name}`).join(', ');
const instant = (column: string) =>
  `concat(substring(formatDateTime(${column}, '%Y-%m-%dT%H:%i:%S.%f', 'UTC'), 1, 23), 'Z')`;

/** One page of outcomes, newest first. */
export async function listOutcomes(
  engine: Pick<AnalyticsEngine, 'query'>,
  asked: OutcomesAsked,
): Promise<{ outcomes: ListedOutcome[]; nextCursor: string | null }> {
  const [at, key] = asked.cursor?.split(' ') ?? [];
  const conditions = [
    'workspace = {workspace:String}',
    'toDate(occurred_at, {timeZone:String}) BETWEEN {from:Date} AND {to:Date}',
    ...(asked.kind ? ['kind = {kind:String}'] : []),
    ...(asked.workKey ? ['work_key = {workKey:String}'] : []),
    ...(at && key
      ? [
          "(occurred_at, event_key) < (parseDateTime64BestEffort({at:String}, 3, 'UTC'), toUInt128({key:String}))",
        ]
      : []),
  ];
  const rows = await engine.query<ListedOutcome & { key: string }>(
    `SELECT toString(event_key) AS key, lower(hex(event_key)) AS id, ${instant('occurred_at')} AS occurred_at,
      ${instant('recorded')} AS recorded_at, toString(source) AS source, toString(kind) AS kind, work_key,
      toString(team_id) AS team_id, toString(handled_by) AS handled_by, counted, reversed, toString(currency) AS currency,
      toString(sum_value) AS value, toString(sum_quality_points) AS quality_points, toString(sum_quality_count) AS quality_count,
      toUInt8(work_key IN (SELECT work_key FROM usage_work WHERE workspace = {workspace:String})) AS linked
    FROM (
      SELECT event_key, occurred_at, source, kind, work_key, team_id, handled_by, counted, reversed, currency,
        max(o.recorded_at) AS recorded, ${measures}
      FROM outcome_journal AS o WHERE ${conditions.join(' AND ')}
      GROUP BY event_key, occurred_at, source, kind, work_key, team_id, handled_by, counted, reversed, currency
      HAVING sum_outcomes != 0
      ORDER BY occurred_at DESC, event_key DESC LIMIT {limit:UInt32}
    )`,
    {
      workspace: asked.workspace,
      timeZone: asked.timeZone,
      from: asked.from,
      to: asked.to,
      kind: asked.kind ?? '',
      workKey: asked.workKey ?? '',
      at: at ?? '',
      key: key ?? '',
      limit: asked.limit + 1,
    },
  );
  const page = rows.slice(0, asked.limit);
  const last = page.at(-1);
  return {
    outcomes: page.map(({ key: _key, ...outcome }) => outcome),
    nextCursor: rows.length > asked.limit && last ? `${last.occurred_at} ${last.key}` : null,
  };
}
