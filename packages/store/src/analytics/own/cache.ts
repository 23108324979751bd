import { boundTo, input, type OwnAsked, ownRows, workColumns, writes } from './asked.ts';

/** What one kind of somebody's work could have read from caches over the days asked for. */
export interface OwnCache {
  readonly provider: string;
  readonly model: string;
  /** Tokens beyond what was read, had each day hit as the median day; null where too little tells. */
  readonly reusable: bigint | null;
  readonly writes: bigint;
}

/** A median day of fewer days is chance, and one that hits less than half shows no stable prefix. */
export const fewestDays = 5;
export const leastUsual = 0.5;

/** Shares are floats and tokens are cut down, so that no token is claimed that was not there. */
const statement = `SELECT provider, model, length(days) AS seen, usual, usual_writes,
  toString(arraySum(d -> if(d.1 >= {from:Date}, toInt64(greatest(floor(usual * d.2) - d.3, 0)), 0), days)) AS reusable
FROM (
  SELECT by, name, provider, model, groupArray((day, prompt, read, wrote)) AS days,
    arrayReduce('quantileExact(0.5)', arrayMap(d -> d.3 / d.2, days)) AS usual,
    arrayReduce('quantileExact(0.5)', arrayMap(d -> if(d.3 > 0, d.4 / d.3, 0), days)) AS usual_writes
  FROM (
    SELECT ${workColumns}, toString(j.provider) AS provider, toString(j.model) AS model, j.day AS day,
      sum(${input}) AS prompt, sum(j.cache_read) AS read, sum(${writes}) AS wrote
    FROM usage_session AS j WHERE ${ownRows} AND j.day >= {past:Date} AND j.day < {to:Date}
    GROUP BY by, name, provider, model, day HAVING prompt > 0
  ) GROUP BY by, name, provider, model HAVING max(day) >= {from:Date}
)`;

interface Row {
  provider: string;
  model: string;
  seen: number | string;
  usual: number;
  usual_writes: number;
  reusable: string;
}

/** Cache use of every kind of somebody's work. @param past first day that tells of usual days */
export async function readOwnCache(asked: OwnAsked, past: string): Promise<OwnCache[]> {
  const rows = await asked.engine.query<Row>(statement, { ...boundTo(asked), past });
  return rows.map(({ provider, model, seen, usual, usual_writes, reusable }) => {
    const tells = Number(seen) >= fewestDays && Number(usual) >= leastUsual;
    return {
      provider,
      model,
      reusable: tells ? BigInt(reusable) : null,
      writes: BigInt(Math.ceil(Number(reusable) * Number(usual_writes))),
    };
  });
}
