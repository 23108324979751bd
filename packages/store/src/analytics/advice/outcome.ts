import { parseUsd } from '@exchequer/model';
import type { AdviceAsked } from './asked.ts';

/** What came of work in each half of the days, over the company: counts alone, no persons. */
export interface OutcomeHalves {
  readonly before: OutcomeHalf;
  readonly after: OutcomeHalf;
}

export interface OutcomeHalf {
  readonly merged: number;
  readonly incidents: number;
  readonly handledByAi: number;
  readonly escalated: number;
  readonly reopened: number;
  /** Of merged changes that say how long they waited: how many, their mean in hours and its variance. */
  readonly waits: { readonly count: number; readonly mean: number; readonly variance: number };
}

const names = ['merged', 'incidents', 'handled', 'escalated', 'reopened', 'waited'] as const;
type Row = Record<(typeof names)[number] | 'half', string> & { mean: number | null; variance: number | null };

const statement = `SELECT if(day < {middle:Date}, 'before', 'after') AS half,
  toString(sumIf(n, kind = 'pull_request.merged')) AS merged,
  toString(sumIf(n, kind = 'incident.opened')) AS incidents,
  toString(sumIf(n, kind = 'ticket.resolved' AND handled_by IN ('ai', 'both'))) AS handled,
  toString(sumIf(n, kind = 'ticket.escalated')) AS escalated,
  toString(sumIf(n, kind = 'ticket.reopened')) AS reopened,
  toString(countIf(kind = 'pull_request.merged' AND wait > 0)) AS waited,
  avgIf(wait / 3600, kind = 'pull_request.merged' AND wait > 0) AS mean,
  varSampIf(wait / 3600, kind = 'pull_request.merged' AND wait > 0) AS variance
FROM (
  SELECT toString(j.kind) AS kind, any(toString(j.handled_by)) AS handled_by, toDate(any(j.occurred_at), {zone:String}) AS day,
    sum(j.outcomes) AS n, sum(j.wait_seconds) AS wait
  FROM outcome_journal AS j
  WHERE j.workspace = {workspace:String} AND j.counted = 1
    AND j.occurred_at >= toDateTime64({from:String}, 3, {zone:String}) AND j.occurred_at < toDateTime64({to:String}, 3, {zone:String})
  GROUP BY j.event_key, kind HAVING n > 0
) GROUP BY half`;

const finite = (value: number | null | undefined): number =>
  Number.isFinite(Number(value)) ? Number(value ?? 0) : 0;

const halfOf = (row: Row | undefined): OutcomeHalf => ({
  merged: Number(row?.merged ?? 0),
  incidents: Number(row?.incidents ?? 0),
  handledByAi: Number(row?.handled ?? 0),
  escalated: Number(row?.escalated ?? 0),
  reopened: Number(row?.reopened ?? 0),
  waits: { count: Number(row?.waited ?? 0), mean: finite(row?.mean), variance: finite(row?.variance) },
});

export async function readOutcomeHalves(
  { engine, workspace, from, to }: AdviceAsked,
  more: { middle: string; zone: string },
): Promise<OutcomeHalves> {
  const rows = await engine.query<Row>(statement, { workspace, from, to, ...more });
  const of = (half: string) => halfOf(rows.find((row) => row.half === half));
  return { before: of('before'), after: of('after') };
}

const ticketCost = `SELECT toString(sumIf(j.cost_contracted, j.day < {middle:Date})) AS before,
  toString(sumIf(j.cost_contracted, j.day >= {middle:Date})) AS after
FROM usage_session AS j
WHERE j.workspace = {workspace:String} AND j.day >= {from:Date} AND j.day < {to:Date}
  AND j.workflow IN (SELECT DISTINCT workflow FROM outcome_journal
    WHERE workspace = {workspace:String} AND kind = 'ticket.resolved' AND workflow != '')`;

/** What the workflows that resolve tickets cost in each half; null where no outcome names a workflow. */
export async function readTicketCost(
  { engine, workspace, from, to }: AdviceAsked,
  middle: string,
): Promise<{ before: bigint; after: bigint } | null> {
  const [row] = await engine.query<{ before: string; after: string }>(ticketCost, {
    workspace,
    from,
    to,
    middle,
  });
  const cost = { before: parseUsd(row?.before ?? '0'), after: parseUsd(row?.after ?? '0') };
  return cost.before > 0n && cost.after > 0n ? cost : null;
}
