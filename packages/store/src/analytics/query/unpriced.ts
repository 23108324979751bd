import { usdText } from './event-row.ts';
import type { ReadingFacts } from './facts.ts';

/** A model without a price and what stands in suspense for it. */
export interface UnpricedModel {
  provider: string;
  model: string;
  service_tier: string;
  requests: string;
  tokens: string;
  suspense: string;
  first_seen_at: string;
  last_seen_at: string;
}

/** Models without a price, the most used first. Times are exact to a quarter of an hour. */
export async function readUnpriced({ engine, workspace }: ReadingFacts): Promise<UnpricedModel[]> {
  const rows = await engine.query<UnpricedModel>(
    `SELECT provider, model, service_tier, sum(r) AS requests, sum(t) AS tokens, sum(s) AS suspense,
  min(bucket) AS first_seen_at, max(newest) AS last_seen_at
FROM (
  SELECT j.provider AS provider, j.model AS model, j.service_tier AS service_tier, j.bucket AS bucket,
    sum(j.unpriced_requests) AS r, sum(j.unpriced_tokens) AS t, sum(j.suspense) AS s, max(j.newest_event_at) AS newest
  FROM usage_quarter_brief AS j WHERE j.workspace = {workspace:String} AND j.priced = 0
  GROUP BY provider, model, service_tier, bucket HAVING r != 0 OR t != 0
) GROUP BY provider, model, service_tier ORDER BY tokens DESC, provider, model, service_tier`,
    { workspace },
  );
  return rows.map((row) => ({ ...row, suspense: usdText(row.suspense) }));
}
