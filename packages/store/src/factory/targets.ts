import type { ScrapeKind, ScrapeTarget } from '@exchequer/model';
import type { Sql } from 'postgres';
import { type AuditActor, recordAudit } from '../access/index.ts';

/** A target as it is kept, with how its scrapes went. */
export interface KeptTarget extends ScrapeTarget {
  workspace: string;
  lastScrapedAt: Date | null;
  lastError: string | null;
  restarts: string;
}

export type TargetWish = Pick<ScrapeTarget, 'kind' | 'name' | 'url' | 'everySeconds' | 'pool'>;

interface Row {
  workspace: string;
  id: string;
  kind: ScrapeKind;
  name: string;
  url: string;
  every_seconds: number;
  pool: string;
  state: 'active' | 'paused';
  last_scraped_at: Date | null;
  last_error: string | null;
  restarts: string;
}

const kept = ({ every_seconds, last_scraped_at, last_error, ...row }: Row): KeptTarget => ({
  ...row,
  everySeconds: every_seconds,
  lastScrapedAt: last_scraped_at,
  lastError: last_error,
});

/** What is scraped, in PostgreSQL. */
export interface TargetDesk {
  list(workspace: string): Promise<KeptTarget[]>;
  /** Active targets of all workspaces. */
  active(): Promise<KeptTarget[]>;
  add(workspace: string, wish: TargetWish, by: AuditActor): Promise<KeptTarget>;
  /** Null where there is no such target, or it was removed. */
  change(
    workspace: string,
    id: string,
    wish: Partial<TargetWish & { state: 'active' | 'paused' | 'removed' }>,
    by: AuditActor,
  ): Promise<KeptTarget | null>;
  /** Notes that a scrape failed; what was read before stands. */
  failed(workspace: string, id: string, error: string): Promise<void>;
}

export interface TargetOptions {
  sql: Sql;
  now: () => Date;
  newId: (prefix: string) => string;
}

export function createTargets({ sql, now, newId }: TargetOptions): TargetDesk {
  const columns = sql`t.workspace, t.id, t.kind, t.name, t.url, t.every_seconds, t.pool, t.state,
    t.last_scraped_at, t.last_error, coalesce(s.restarts, 0)::text as restarts`;
  const from = sql`scrape_target as t left join scrape_state as s
    on s.workspace = t.workspace and s.target_id = t.id`;
  const one = async (workspace: string, id: string): Promise<KeptTarget | null> => {
    const [row] = await sql<Row[]>`
      select ${columns} from ${from} where t.workspace = ${workspace} and t.id = ${id}`;
    return row ? kept(row) : null;
  };
  return {
    list: async (workspace) => {
      const rows = await sql<Row[]>`
        select ${columns} from ${from}
        where t.workspace = ${workspace} and t.state <> 'removed' order by t.pool, t.name, t.id`;
      return rows.map(kept);
    },
    active: async () => {
      const rows = await sql<Row[]>`select ${columns} from ${from} where t.state = 'active' order by t.id`;
      return rows.map(kept);
    },
    add: async (workspace, wish, by) => {
      const id = newId('tgt_');
      await sql.begin(async (tx) => {
        await tx`
          insert into scrape_target
            (workspace, id, kind, name, url, every_seconds, pool, state, created_at, created_by)
          values (${workspace}, ${id}, ${wish.kind}, ${wish.name}, ${wish.url}, ${wish.everySeconds},
            ${wish.pool}, 'active', ${now()}, ${by.id})`;
        await tx`insert into scrape_state (workspace, target_id) values (${workspace}, ${id})`;
        const detail = { kind: wish.kind, name: wish.name, pool: wish.pool };
        await recordAudit(tx, by, now(), { action: 'factory.target.add', subject: id, workspace, detail });
      });
      return (await one(workspace, id)) as KeptTarget;
    },
    change: async (workspace, id, wish, by) => {
      const { count } = await sql.begin(async (tx) => {
        const changed = await tx`
          update scrape_target set kind = coalesce(${wish.kind ?? null}, kind),
            name = coalesce(${wish.name ?? null}, name), url = coalesce(${wish.url ?? null}, url),
            every_seconds = coalesce(${wish.everySeconds ?? null}, every_seconds),
            pool = coalesce(${wish.pool ?? null}, pool), state = coalesce(${wish.state ?? null}, state),
            last_error = null
          where workspace = ${workspace} and id = ${id} and state <> 'removed'`;
        if (changed.count > 0) {
          const { state = null, pool = null } = wish;
          const note = { action: 'factory.target.change', subject: id, workspace, detail: { state, pool } };
          await recordAudit(tx, by, now(), note);
        }
        return changed;
      });
      return count > 0 ? one(workspace, id) : null;
    },
    failed: async (workspace, id, error) => {
      await sql`
        update scrape_target set last_error = ${error.slice(0, 500)}
        where workspace = ${workspace} and id = ${id}`;
    },
  };
}
