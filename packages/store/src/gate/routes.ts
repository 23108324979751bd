import type { GateRoute } from '@exchequer/model';
import type { GateRouteView, Workspace } from '@exchequer/model/contract';
import type { ISql } from 'postgres';
import { type AuditActor, recordAudit } from '../access/index.ts';
import type { GateDeskOptions } from './options.ts';
import { type GateRefusal, refuseGate } from './refusal.ts';
import { loadUpstreams } from './upstream-rows.ts';

export type RouteWish = Omit<GateRouteView, 'id'>;

/** Which models go where. */
export interface RouteDesk {
  /** First match first. */
  list(workspace: Workspace): Promise<GateRouteView[]>;
  put(
    workspace: Workspace,
    id: string,
    wish: RouteWish,
    by: AuditActor,
  ): Promise<GateRouteView | GateRefusal>;
  remove(workspace: Workspace, id: string, by: AuditActor): Promise<{ done: boolean } | GateRefusal>;
}

export function createRouteDesk({ sql, now }: GateDeskOptions): RouteDesk {
  return {
    list: async (workspace) => (await loadRoutes(sql, workspace)).map(routeView),
    put: async (workspace, id, wish, by) => {
      const done = await sql.begin(async (tx) => {
        const known = new Set((await loadUpstreams(tx, workspace)).map((upstream) => upstream.id));
        const missing = wish.targets.find((target) => !known.has(target.upstream_id));
        if (missing) return unknownTarget(missing.upstream_id);
        const [before] = await loadRoutes(tx, workspace, id);
        const route = routeOf(workspace, id, wish);
        await saveRoute(tx, route);
        const detail = { name: route.name, models: [...route.models] };
        const action = before ? 'route.change' : 'route.add';
        await recordAudit(tx, by, now(), { action, subject: id, workspace, detail });
        return routeView(route);
      });
      return done as GateRouteView | GateRefusal;
    },
    remove: async (workspace, id, by) => {
      const done = await sql.begin(async (tx) => {
        const gone = await tx<{ name: string }[]>`
          delete from gate_route where workspace = ${workspace} and id = ${id} returning name`;
        const [route] = gone;
        if (!route) return unknownRoute(id);
        const detail = { name: route.name };
        await recordAudit(tx, by, now(), { action: 'route.remove', subject: id, workspace, detail });
        return { done: true };
      });
      return done as { done: boolean } | GateRefusal;
    },
  };
}

/** Routes by position; of all workspaces unless one is named. */
export async function loadRoutes(sql: ISql, workspace?: string, id?: string): Promise<GateRoute[]> {
  return sql<GateRoute[]>`
    select workspace, id, name, position, dialect, models, targets, retries, cache_seconds as "cacheSeconds", enabled
    from gate_route
    where true ${workspace === undefined ? sql`` : sql`and workspace = ${workspace}`}
      ${id === undefined ? sql`` : sql`and id = ${id}`}
    order by workspace, position, id`;
}

async function saveRoute(tx: ISql, route: GateRoute): Promise<void> {
  const targets = tx.json(route.targets.map((target) => ({ ...target })));
  await tx`
    insert into gate_route (workspace, id, name, position, dialect, models, targets, retries, cache_seconds, enabled)
    values (${route.workspace}, ${route.id}, ${route.name}, ${route.position}, ${route.dialect},
      ${[...route.models]}, ${targets}, ${route.retries}, ${route.cacheSeconds}, ${route.enabled})
    on conflict (workspace, id) do update set name = excluded.name, position = excluded.position,
      dialect = excluded.dialect, models = excluded.models, targets = excluded.targets,
      retries = excluded.retries, cache_seconds = excluded.cache_seconds, enabled = excluded.enabled`;
}

const routeOf = (workspace: Workspace, id: string, wish: RouteWish): GateRoute => ({
  ...{ id, workspace, name: wish.name, position: wish.position, dialect: wish.dialect, models: wish.models },
  targets: wish.targets.map(({ upstream_id: upstreamId, ...target }) => ({ ...target, upstreamId })),
  retries: wish.retries,
  cacheSeconds: wish.cache_seconds,
  enabled: wish.enabled,
});

const routeView = (route: GateRoute): GateRouteView => ({
  id: route.id,
  name: route.name,
  position: route.position,
  dialect: route.dialect,
  models: [...route.models],
  targets: route.targets.map(({ upstreamId, ...target }) => ({ ...target, upstream_id: upstreamId })),
  retries: route.retries,
  cache_seconds: route.cacheSeconds,
  enabled: route.enabled,
});

const unknownTarget = (id: string): GateRefusal =>
  refuseGate(
    'target-unknown',
    `there is no upstream ${id}`,
    'Add the upstream first, then route calls to it.',
  );

const unknownRoute = (id: string): GateRefusal =>
  refuseGate('route-unknown', `there is no route ${id}`, 'List the routes and take an id from there.');
