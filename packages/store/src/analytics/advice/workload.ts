import type { Workload } from '@exchequer/core/advice';
import { parseUsd } from '@exchequer/model';
import { type AdviceAsked, boundTo, inDays, type PeopleRow, peopleColumns, safeRows } from './asked.ts';

/** Work of one kind on one model over the days, with its tokens by class. */
export interface WorkloadUse extends Workload {
  readonly requests: bigint;
  readonly uncached: bigint;
  readonly read: bigint;
  readonly write: bigint;
  readonly output: bigint;
  /** The earlier and the later half of the days. */
  readonly before: HalfUse;
  readonly after: HalfUse;
}

export interface HalfUse {
  readonly requests: bigint;
  readonly input: bigint;
  readonly output: bigint;
}

/** What names a piece of work: its workflow, else its agent, repository, team or tool. */
export const workColumns = `multiIf(j.workflow != '', 'workflow', j.agent != '', 'agent', j.repo != '', 'repo', j.team_id != '', 'team', 'tool') AS by,
    multiIf(j.workflow != '', toString(j.workflow), j.agent != '', toString(j.agent), j.repo != '', toString(j.repo),
      j.team_id != '', toString(j.team_id), toString(j.tool)) AS name,
    toString(j.provider) AS provider, toString(j.model) AS model`;

const writes =
  'j.cache_write_5m + j.cache_write_30m + j.cache_write_1h + j.cache_write_12h + j.cache_write_unknown';
const input = `j.uncached_input + j.cache_read + ${writes}`;

/** More kinds of work than these are too small to be advised on. */
const mostWorkloads = 400;

const names = [
  ...['requests', 'uncached', 'read', 'write', 'output'],
  ...['requests_1', 'requests_2', 'input_1', 'input_2', 'output_1', 'output_2'],
] as const;
type Named = 'by' | 'name' | 'provider' | 'model' | 'cost_all';
type Sum = 'requests' | 'uncached' | 'read' | 'write' | 'output';
type HalfSum = `${'requests' | 'input' | 'output'}_${1 | 2}`;
type Row = PeopleRow & Record<Named | Sum | HalfSum, string>;

const statement = `SELECT by, name, provider, model, toString(sum(cost)) AS cost_all, ${peopleColumns},
  ${names.map((one) => `toString(sum(w_${one})) AS ${one}`).join(', ')}
FROM (
  SELECT ${workColumns}, toString(j.worker_id) AS worker, sum(j.cost_contracted) AS cost,
    sum(j.requests) AS w_requests, sum(j.uncached_input) AS w_uncached, sum(j.cache_read) AS w_read,
    sum(${writes}) AS w_write, sum(j.output) AS w_output,
    sumIf(j.requests, j.day < {middle:Date}) AS w_requests_1, sumIf(j.requests, j.day >= {middle:Date}) AS w_requests_2,
    sumIf(${input}, j.day < {middle:Date}) AS w_input_1, sumIf(${input}, j.day >= {middle:Date}) AS w_input_2,
    sumIf(j.output, j.day < {middle:Date}) AS w_output_1, sumIf(j.output, j.day >= {middle:Date}) AS w_output_2
  FROM usage_session AS j WHERE ${inDays} AND j.model != ''
  GROUP BY by, name, provider, model, worker
) GROUP BY by, name, provider, model HAVING sum(cost) > 0 AND name != ''
ORDER BY sum(cost) DESC, by, name, provider, model LIMIT ${mostWorkloads}`;

/** Identity of a workload in statements' rows. */
export const placeOf = ({
  by,
  name,
  provider,
  model,
}: Pick<Workload, 'by' | 'name' | 'provider' | 'model'>): string =>
  JSON.stringify([by, name, provider, model]);

/** The costliest kinds of work, less those behind which too few persons stand. */
export async function readWorkloads(asked: AdviceAsked, middle: string): Promise<WorkloadUse[]> {
  const rows = await asked.engine.query<Row>(statement, boundTo(asked, { middle }));
  const named = rows.map((row) => ({ ...row, by: row.by as Workload['by'] }));
  return safeRows(named, asked.persons, placeOf).map((row) => {
    const half = (part: 1 | 2): HalfUse => ({
      requests: BigInt(row[`requests_${part}`]),
      input: BigInt(row[`input_${part}`]),
      output: BigInt(row[`output_${part}`]),
    });
    return {
      ...{ by: row.by, name: row.name, provider: row.provider, model: row.model },
      ...{ cost: parseUsd(row.cost_all), requests: BigInt(row.requests), uncached: BigInt(row.uncached) },
      ...{ read: BigInt(row.read), write: BigInt(row.write), output: BigInt(row.output) },
      ...{ before: half(1), after: half(2) },
    };
  });
}
