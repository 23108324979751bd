import { parseUsd } from '@exchequer/model';
import type { OwnAsked } from './asked.ts';

/** What these persons spent over the days, in the order of the amounts, those without usage as zero. */
export async function readRoleSpend(
  { engine, workspace, from, to }: Omit<OwnAsked, 'workerId'>,
  persons: readonly string[],
): Promise<bigint[]> {
  const rows = await engine.query<{ cost: string }>(
    `SELECT toString(sum(j.cost_contracted)) AS cost FROM usage_session AS j
    WHERE j.workspace = {workspace:String} AND j.worker_id IN {persons:Array(String)}
      AND j.day >= {from:Date} AND j.day < {to:Date}
    GROUP BY j.worker_id ORDER BY sum(j.cost_contracted)`,
    { workspace, from, to, persons: [...persons] },
  );
  const idle = Array<bigint>(Math.max(0, persons.length - rows.length)).fill(0n);
  return [...idle, ...rows.map(({ cost }) => parseUsd(cost))];
}
