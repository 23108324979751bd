import { type AdviceAsked, boundTo, inDays } from './asked.ts';

const statement = `SELECT toString(j.tool) AS tool, toString(uniqExactIf(j.worker_id, j.worker_id IN {persons:Array(String)})) AS persons
FROM usage_session AS j WHERE ${inDays} AND j.tool IN {tools:Array(String)} AND j.requests > 0
GROUP BY tool`;

/** How many persons used each tool over the days: counts alone, never who. */
export async function readToolUsers(
  asked: AdviceAsked,
  tools: readonly string[],
): Promise<Map<string, number>> {
  const rows = await asked.engine.query<{ tool: string; persons: string }>(
    statement,
    boundTo(asked, { tools: [...tools] }),
  );
  return new Map(rows.map(({ tool, persons }) => [tool, Number(persons)]));
}
