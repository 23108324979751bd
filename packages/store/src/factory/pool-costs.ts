import type { PoolCost } from '@exchequer/model';
import type { JSONValue, Sql } from 'postgres';
import { type AuditActor, recordAudit } from '../access/index.ts';

/** What own pools cost: each statement holds from its day; a later one of the same day replaces it. */
export interface PoolCostDesk {
  list(workspace: string): Promise<PoolCost[]>;
  set(workspace: string, cost: PoolCost, by: AuditActor): Promise<void>;
}

export function createPoolCosts({ sql, now }: { sql: Sql; now: () => Date }): PoolCostDesk {
  return {
    list: async (workspace) => {
      const rows = await sql<{ cost: PoolCost }[]>`
        select distinct on (pool, valid_from) cost from pool_cost where workspace = ${workspace}
        order by pool, valid_from, recorded_at desc`;
      return rows.map(({ cost }) => cost);
    },
    set: async (workspace, cost, by) => {
      await sql.begin(async (tx) => {
        await tx`
          insert into pool_cost (workspace, pool, valid_from, cost, recorded_at, recorded_by)
          values (${workspace}, ${cost.pool}, ${cost.validFrom},
            ${tx.json(cost as unknown as JSONValue)}, ${now()}, ${by.id})
          on conflict (workspace, pool, valid_from, recorded_at) do update
          set cost = excluded.cost, recorded_by = excluded.recorded_by`;
        const detail = { valid_from: cost.validFrom, gpus: cost.gpus };
        const note = { action: 'factory.cost.set', subject: cost.pool, workspace, detail };
        await recordAudit(tx, by, now(), note);
      });
    },
  };
}
