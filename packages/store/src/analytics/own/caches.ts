import type { AnalyticsEngine } from '../engine/index.ts';
import { input, writes } from './asked.ts';
import { fewestDays, leastUsual } from './cache.ts';

/** What one person's work could have read from caches since the first day of the week. */
export interface PersonCache {
  readonly workerId: string;
  readonly provider: string;
  readonly model: string;
  readonly prompt: bigint;
  readonly read: bigint;
  readonly reusable: bigint | null;
  readonly writes: bigint;
}

const inWeek = (what: string) => `toString(arraySum(d -> if(d.1 >= {week:Date}, ${what}, 0), days))`;

const statement = `SELECT worker, provider, model, length(days) AS seen, usual, usual_writes,
  ${inWeek('d.2')} AS prompt, ${inWeek('d.3')} AS read_tokens,
  ${inWeek('toInt64(greatest(floor(usual * d.2) - d.3, 0))')} AS reusable
FROM (
  SELECT worker, provider, model, groupArray((day, prompt, read, wrote)) AS days,
    arrayReduce('quantileExact(0.5)', arrayMap(d -> d.3 / d.2, days)) AS usual,
    arrayReduce('quantileExact(0.5)', arrayMap(d -> if(d.3 > 0, d.4 / d.3, 0), days)) AS usual_writes
  FROM (
    SELECT toString(j.worker_id) AS worker, toString(j.provider) AS provider, toString(j.model) AS model, j.day AS day,
      sum(${input}) AS prompt, sum(j.cache_read) AS read, sum(${writes}) AS wrote
    FROM usage_session AS j
    WHERE j.workspace = {workspace:String} AND j.day >= {past:Date} AND j.day < {to:Date}
      AND j.worker_id IN {persons:Array(String)}
    GROUP BY worker, provider, model, day HAVING prompt > 0
  ) GROUP BY worker, provider, model HAVING max(day) >= {week:Date}
) ORDER BY worker, provider, model`;

type Row = Record<'worker' | 'provider' | 'model' | 'prompt' | 'read_tokens' | 'reusable', string> & {
  seen: number | string;
  usual: number;
  usual_writes: number;
};

/** Cache use of each person; nobody is shown it but that person. */
export async function readPersonCaches(
  engine: Pick<AnalyticsEngine, 'query'>,
  workspace: string,
  persons: readonly string[],
  days: { past: string; week: string; to: string },
): Promise<PersonCache[]> {
  if (persons.length === 0) return [];
  const rows = await engine.query<Row>(statement, { ...days, workspace, persons: [...persons] });
  return rows.map((row) => {
    const reusable = BigInt(row.reusable);
    const tells = Number(row.seen) >= fewestDays && Number(row.usual) >= leastUsual;
    return {
      ...{ workerId: row.worker, provider: row.provider, model: row.model },
      ...{ prompt: BigInt(row.prompt), read: BigInt(row.read_tokens) },
      reusable: tells ? reusable : null,
      writes: BigInt(Math.ceil(Number(reusable) * Number(row.usual_writes))),
    };
  });
}
