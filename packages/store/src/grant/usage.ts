import { percentText } from '@exchequer/core/grant';
import { parseUsd } from '@exchequer/model';
import type { AnalyticsEngine } from '../analytics/engine/index.ts';

/** What one person's usage came to, for that person's own paper. */
export interface PersonUsage {
  /** Largest cost first. */
  models: { model: string; cost: bigint; requests: bigint }[];
  /** Percent of input tokens that came from a cache; null without input. */
  cacheHitRate: string | null;
}

/** Usage of a worker between two instants by model, at the company's cost. */
export async function personUsage(
  engine: Pick<AnalyticsEngine, 'query'>,
  workspace: string,
  workerId: string,
  { from, to }: { from: Date; to: Date },
): Promise<PersonUsage> {
  const rows = await engine.query<{
    model: string;
    cost: string;
    requests: string;
    cached: string;
    input: string;
  }>(
    `SELECT model, toString(sum(cost_contracted)) AS cost, toString(sum(requests)) AS requests,
      toString(sum(cache_read)) AS cached, toString(sum(cache_read) + sum(uncached_input)) AS input
    FROM usage_journal
    WHERE workspace = {workspace:String} AND worker_id = {worker:String} AND metered = 1
      AND occurred_at >= {from:DateTime64(3, 'UTC')} AND occurred_at < {to:DateTime64(3, 'UTC')}
    GROUP BY model ORDER BY sum(cost_contracted) DESC, model`,
    { workspace, worker: workerId, from: instant(from), to: instant(to) },
  );
  const total = (part: 'cached' | 'input') => rows.reduce((sum, row) => sum + BigInt(row[part]), 0n);
  return {
    models: rows.map(({ model, cost, requests }) => ({
      model,
      cost: parseUsd(cost),
      requests: BigInt(requests),
    })),
    cacheHitRate: percentText(total('cached'), total('input')),
  };
}

const instant = (at: Date): string => at.toISOString().replace('T', ' ').replace('Z', '');
