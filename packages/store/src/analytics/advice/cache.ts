import type { Workload } from '@exchequer/core/advice';
import { type AdviceAsked, boundTo } from './asked.ts';
import { placeOf, workColumns } from './workload.ts';

/** What a kind of work read from caches lately, beside what it does on its usual days. */
export interface CacheDays {
  /** Over the last week. */
  readonly prompt: bigint;
  readonly read: bigint;
  /** Tokens of the last week that would have come from a cache, had they hit as on the median day; null where that day hit less than half. */
  readonly reusable: bigint | null;
  /** Tokens written to caches for those. */
  readonly writes: bigint;
}

/** Days of the past on which the same work shows how it usually reads its cache. */
export const cachePastDays = 60;

const writes =
  'j.cache_write_5m + j.cache_write_30m + j.cache_write_1h + j.cache_write_12h + j.cache_write_unknown';

/** Shares are floats and tokens are cut down, so that no token is claimed that was not there. */
const statement = `SELECT by, name, provider, model, usual, usual_writes,
  toString(arraySum(d -> if(d.1 >= {week:Date}, d.2, 0), days)) AS prompt,
  toString(arraySum(d -> if(d.1 >= {week:Date}, d.3, 0), days)) AS read_tokens,
  toString(arraySum(d -> if(d.1 >= {week:Date}, toInt64(greatest(floor(usual * d.2) - d.3, 0)), 0), days)) AS reusable
FROM (
  SELECT by, name, provider, model, groupArray((day, prompt, read, wrote)) AS days,
    arrayReduce('quantileExact(0.5)', arrayMap(d -> d.3 / d.2, days)) AS usual,
    arrayReduce('quantileExact(0.5)', arrayMap(d -> if(d.3 > 0, d.4 / d.3, 0), days)) AS usual_writes
  FROM (
    SELECT ${workColumns}, j.day AS day, sum(j.uncached_input + j.cache_read + ${writes}) AS prompt,
      sum(j.cache_read) AS read, sum(${writes}) AS wrote
    FROM usage_session AS j
    WHERE j.workspace = {workspace:String} AND j.day >= {past:Date} AND j.day < {to:Date}
    GROUP BY by, name, provider, model, day HAVING prompt > 0
  ) GROUP BY by, name, provider, model HAVING max(day) >= {week:Date}
)`;

type Row = Record<'by' | 'name' | 'provider' | 'model' | 'prompt' | 'read_tokens' | 'reusable', string> & {
  usual: number;
  usual_writes: number;
};

/** Cache use of every kind of work, by its place. */
export async function readCacheDays(
  asked: AdviceAsked,
  days: { past: string; week: string },
): Promise<Map<string, CacheDays>> {
  const rows = await asked.engine.query<Row>(statement, boundTo(asked, days));
  return new Map(
    rows.map((row) => {
      const reusable = BigInt(row.reusable);
      const cache = {
        prompt: BigInt(row.prompt),
        read: BigInt(row.read_tokens),
        reusable: Number(row.usual) >= 0.5 ? reusable : null,
        writes: BigInt(Math.ceil(Number(reusable) * Number(row.usual_writes))),
      };
      return [placeOf({ ...row, by: row.by as Workload['by'] }), cache];
    }),
  );
}
