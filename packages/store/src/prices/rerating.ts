import type { Rerating, UsedPrice } from '@exchequer/core/pricing';
import { type BookingReport, tokenClasses } from '@exchequer/model';
import type { AnalyticsEngine } from '../analytics/engine/index.ts';

/** What re-rating asks of the journal's writer. */
export interface Rebooker {
  rebook(
    workspace: string,
    reason: 'price',
    selection: { sql: string; params: Record<string, unknown> },
  ): Promise<BookingReport>;
}

const tokens = tokenClasses.join(' + ');
const instant = (column: string) => `formatDateTime(${column}, '%Y-%m-%dT%H:%i:%S.000Z', 'UTC')`;

/** Net usage per question and booked price: reversals and what they reversed have cancelled out. */
export const usedPricesSql = `
SELECT workspace, provider, model, service_tier, speed, region,
  groupUniqArray(price_id) AS price_ids,
  toString(sum(requests)) AS requests, toString(sum(tokens)) AS tokens,
  toString(sum(cost_list)) AS cost_list, toString(sum(suspense)) AS suspense,
  ${instant('min(first_at)')} AS first_at, ${instant('max(last_at)')} AS last_at
FROM (
  SELECT workspace, provider, model, service_tier, speed, region, price_id,
    sum(requests) AS requests, sum(${tokens}) AS tokens, sum(cost_list) AS cost_list,
    sum(suspense) AS suspense, min(occurred_at) AS first_at, max(occurred_at) AS last_at
  FROM usage_journal
  GROUP BY workspace, provider, model, service_tier, speed, region, price_id
  HAVING requests != 0 OR tokens != 0
)
GROUP BY workspace, provider, model, service_tier, speed, region
ORDER BY workspace, provider, model, service_tier, speed, region`;

/** Re-rating over the usage journal. */
export function journalRerating(engine: Pick<AnalyticsEngine, 'query'>, journal: Rebooker): Rerating {
  return {
    used: () => engine.query<UsedPrice>(usedPricesSql),
    rebook: ({ workspace, provider, model }) =>
      journal.rebook(workspace, 'price', {
        sql: 'provider = {provider:String} AND model = {model:String}',
        params: { provider, model },
      }),
  };
}
