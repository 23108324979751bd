import { parseUsd } from '@exchequer/model';
import { type AdviceAsked, boundTo } from './asked.ts';

/** When an agent was last used before a day, and what it cost over the days. */
export interface AgentDays {
  readonly worker: string;
  /** Its name in rows of usage; '' where they do not name it. */
  readonly label: string;
  readonly lastDay: string;
  readonly cost: bigint;
}

const statement = `SELECT toString(j.worker_id) AS worker, any(toString(j.agent)) AS label, toString(max(j.day)) AS last_day,
  toString(sumIf(j.cost_contracted, j.day >= {from:Date})) AS cost
FROM usage_session AS j
WHERE j.workspace = {workspace:String} AND j.day < {to:Date} AND j.worker_id IN {agents:Array(String)}
GROUP BY worker`;

export async function readAgentDays(asked: AdviceAsked, agents: readonly string[]): Promise<AgentDays[]> {
  const rows = await asked.engine.query<Record<'worker' | 'label' | 'last_day' | 'cost', string>>(
    statement,
    boundTo(asked, { agents: [...agents] }),
  );
  return rows.map(({ worker, label, last_day, cost }) => ({
    ...{ worker, label, lastDay: last_day },
    cost: parseUsd(cost),
  }));
}
