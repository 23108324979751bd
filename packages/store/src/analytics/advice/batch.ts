import { parseUsd } from '@exchequer/model';
import { type AdviceAsked, boundTo } from './asked.ts';

const statement = `SELECT toString(j.workflow) AS workflow, toString(j.provider) AS provider, toString(j.model) AS model,
  toString(sum(j.cost_contracted)) AS cost
FROM usage_journal AS j
WHERE j.workspace = {workspace:String} AND j.metered = 1 AND j.service_tier = 'batch'
  AND j.workflow IN {workflows:Array(String)}
  AND j.occurred_at >= toDateTime64({from:String}, 3, {zone:String}) AND j.occurred_at < toDateTime64({to:String}, 3, {zone:String})
GROUP BY workflow, provider, model`;

/** What of some workflows went as batches already, by workflow, provider and model as JSON. */
export async function readBatched(
  asked: AdviceAsked,
  more: { workflows: readonly string[]; zone: string },
): Promise<Map<string, bigint>> {
  const rows = await asked.engine.query<Record<'workflow' | 'provider' | 'model' | 'cost', string>>(
    statement,
    boundTo(asked, { zone: more.zone, workflows: [...more.workflows] }),
  );
  return new Map(
    rows.map(({ workflow, provider, model, cost }) => [
      JSON.stringify([workflow, provider, model]),
      parseUsd(cost),
    ]),
  );
}
