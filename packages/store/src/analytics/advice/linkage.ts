import { parseUsd } from '@exchequer/model';
import { samePlace } from '../link/index.ts';
import { type AdviceAsked, boundTo, inDays, type PeopleRow, peopleColumns, safeRows } from './asked.ts';

/** Spend of a team, and the part of it that reached no accepted outcome. */
export interface TeamLinkage {
  /** '' is usage of no team. */
  readonly team: string;
  readonly cost: bigint;
  readonly unlinked: bigint;
}

const statement = `SELECT team, toString(sum(all_cost)) AS cost_all, toString(sum(all_unlinked)) AS unlinked, ${peopleColumns}
FROM (
  SELECT toString(j.team_id) AS team, toString(j.worker_id) AS worker, sum(j.cost_contracted) AS cost,
    cost AS all_cost, sumIf(j.cost_contracted, w.work_key = '') AS all_unlinked
  FROM usage_session AS j
  LEFT JOIN (SELECT * FROM usage_work WHERE workspace = {workspace:String} AND work_kind = 'accepted') AS w ON ${samePlace}
  WHERE ${inDays} GROUP BY team, worker
) GROUP BY team HAVING sum(all_cost) > 0 ORDER BY sum(all_cost) DESC`;

const outcomes = `SELECT toString(sum(j.outcomes)) AS accepted FROM outcome_journal AS j
WHERE j.workspace = {workspace:String} AND j.counted = 1 AND j.reversed = 0`;

type Row = PeopleRow & { team: string; cost_all: string; unlinked: string };

/** Linkage by team, where enough persons stand behind it; null where no source tells of any outcome. */
export async function readLinkage(asked: AdviceAsked): Promise<TeamLinkage[] | null> {
  const [rows, [told]] = await Promise.all([
    asked.engine.query<Row>(statement, boundTo(asked)),
    asked.engine.query<{ accepted: string }>(outcomes, boundTo(asked)),
  ]);
  if (BigInt(told?.accepted ?? 0) <= 0n) return null;
  return safeRows(rows, asked.persons, ({ team }) => team).map(({ team, cost_all, unlinked }) => ({
    team,
    cost: parseUsd(cost_all),
    unlinked: parseUsd(unlinked),
  }));
}
