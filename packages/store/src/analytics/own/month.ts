import { parseUsd } from '@exchequer/model';
import { boundTo, input, type OwnAsked, ownDays, workColumns } from './asked.ts';

/** Part of somebody's spend, dearest first. */
export interface OwnWork {
  readonly by: 'workflow' | 'repo' | 'tool';
  readonly name: string;
  readonly cost: bigint;
  readonly requests: bigint;
}

/** What somebody used over days, at the company's cost in pico-dollars. */
export interface OwnMonth {
  readonly cost: bigint;
  readonly requests: bigint;
  readonly tokens: bigint;
  readonly input: bigint;
  readonly cached: bigint;
  readonly models: readonly { readonly model: string; readonly cost: bigint; readonly requests: bigint }[];
  readonly work: readonly OwnWork[];
}

type Sums = Record<'cost' | 'requests', string>;
const sums = 'toString(sum(j.cost_contracted)) AS cost, toString(sum(j.requests)) AS requests';
const largestFirst =
  'HAVING sum(j.requests) != 0 OR sum(j.cost_contracted) != 0 ORDER BY sum(j.cost_contracted) DESC';

export async function readOwnMonth(asked: OwnAsked): Promise<OwnMonth> {
  const read = <Row>(columns: string, rest: string): Promise<Row[]> =>
    asked.engine.query<Row>(
      `SELECT ${columns} FROM usage_session AS j WHERE ${ownDays} ${rest}`,
      boundTo(asked),
    );
  const [[all], models, work] = await Promise.all([
    read<Sums & Record<'tokens' | 'prompt' | 'cached', string>>(
      `${sums}, toString(sum(j.tokens)) AS tokens, toString(sum(${input})) AS prompt, toString(sum(j.cache_read)) AS cached`,
      '',
    ),
    read<Sums & { model: string }>(
      `toString(j.model) AS model, ${sums}`,
      `GROUP BY model ${largestFirst}, model`,
    ),
    read<Sums & { by: OwnWork['by']; name: string }>(
      `${workColumns}, ${sums}`,
      `GROUP BY by, name ${largestFirst}, by, name`,
    ),
  ]);
  const known = <Row extends Sums>(row: Row) => ({
    ...row,
    cost: parseUsd(row.cost),
    requests: BigInt(row.requests),
  });
  return {
    cost: parseUsd(all?.cost ?? '0'),
    requests: BigInt(all?.requests ?? 0),
    tokens: BigInt(all?.tokens ?? 0),
    input: BigInt(all?.prompt ?? 0),
    cached: BigInt(all?.cached ?? 0),
    models: models.map(known),
    work: work.map(known),
  };
}
