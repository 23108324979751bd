import type { GatewayRule } from '@exchequer/core/advice';
import { fits } from '@exchequer/core/gate';
import type { GateRouteView, Workspace } from '@exchequer/model/contract';
import { type AdviceRefusal, ownerOfAgent, refuseAdvice, type Setting } from '@exchequer/store/advice';
import type { GateDesk } from '@exchequer/store/gate';
import type { JSONValue, Sql } from 'postgres';
import { type Carrier, type Planned, refusedBy, targetGone } from './carrier.ts';

type Rule<K extends GatewayRule['rule']> = Extract<GatewayRule, { rule: K }>['value'];

/** Settings of the gateway: what it answers from memory, when a loop is broken, where a model goes. */
export function gatewayRuleCarrier(sql: Sql, desk: GateDesk): Carrier<'gateway-rule'> {
  return {
    plan: (workspace, { recommendation, action }) => {
      if (action.rule === 'cache') return planCache(desk, workspace, action.value);
      if (action.rule === 'loop') return planLoop(sql, desk, workspace, action.value);
      return planRoute(desk, workspace, `advice-${recommendation.id}`, action.value);
    },
    read: (workspace, like) => readRule(desk, workspace, like),
    write: async (workspace, to, by) => {
      const parts = to.cache ?? to.loop ?? [];
      for (const [id, value] of pairsOf(parts)) {
        const put = to.cache
          ? await putRoute(desk, workspace, id, (route) => ({ ...route, cache_seconds: value }), by)
          : await desk.keys.change(workspace, id, { loop_limit: value }, by);
        if ('refused' in put) return refusedBy(put);
      }
      if (to.route_id !== undefined) {
        const id = String(to.route_id);
        const done =
          to.route === null
            ? await desk.routes.remove(workspace, id, by)
            : await desk.routes.put(workspace, id, to.route as unknown as Omit<GateRouteView, 'id'>, by);
        if ('refused' in done) return refusedBy(done);
      }
      return (await readRule(desk, workspace, to)) ?? targetGone('a route or key that it changes');
    },
  };
}

type By = Parameters<GateDesk['routes']['put']>[3];

async function putRoute(
  desk: GateDesk,
  workspace: Workspace,
  id: string,
  change: (route: Omit<GateRouteView, 'id'>) => Omit<GateRouteView, 'id'>,
  by: By,
) {
  const route = (await desk.routes.list(workspace)).find((one) => one.id === id);
  if (!route) return targetGone(`the route ${id}`);
  const { id: _id, ...wish } = route;
  return desk.routes.put(workspace, id, change(wish), by);
}

/** Pairs of an id and a number, as settings keep them. */
const pairsOf = (value: JSONValue | undefined): [string, number | null][] =>
  (value ?? []) as [string, number | null][];

/** The same parts of a setting as they are now; null where one of them is gone. */
async function readRule(desk: GateDesk, workspace: Workspace, like: Setting): Promise<Setting | null> {
  if (like.loop) {
    const keys = new Map((await desk.keys.list(workspace, { state: 'all' })).map((key) => [key.id, key]));
    const ids = pairsOf(like.loop).map(([id]) => id);
    if (ids.some((id) => !keys.has(id))) return null;
    return { loop: ids.map((id) => [id, keys.get(id)?.loop_limit ?? null]) };
  }
  const routes = new Map((await desk.routes.list(workspace)).map((route) => [route.id, route]));
  if (like.cache) {
    const ids = pairsOf(like.cache).map(([id]) => id);
    if (ids.some((id) => !routes.has(id))) return null;
    return { cache: ids.map((id) => [id, routes.get(id)?.cache_seconds ?? null]) };
  }
  const found = routes.get(String(like.route_id));
  if (!found) return { route_id: String(like.route_id), route: null };
  const { id, ...route } = found;
  return { route_id: id, route: route as unknown as JSONValue };
}

const seconds = (value: number | null) => (value === null ? 'asked anew each time' : `kept for ${value} s`);

async function planCache(
  desk: GateDesk,
  workspace: Workspace,
  value: Rule<'cache'>,
): Promise<Planned | AdviceRefusal> {
  const routes = (await desk.routes.list(workspace)).filter(
    (route) =>
      route.enabled && value.models.some((model) => route.models.some((pattern) => fits(pattern, model))),
  );
  if (routes.length === 0)
    return refuseAdvice(
      'target-unknown',
      `no route of the gateway takes ${value.models.join(', ')}`,
      'Make a route for it under Gateway first.',
    );
  return {
    kind: 'gateway-rule',
    before: { cache: routes.map(({ id, cache_seconds }) => [id, cache_seconds]) },
    after: { cache: routes.map(({ id }) => [id, value.seconds]) },
    changes: routes.map(({ name, cache_seconds }) => ({
      what: `Equal calls on the route ${name}`,
      before: seconds(cache_seconds),
      after: seconds(value.seconds),
    })),
    ownerId: null,
    raises: false,
  };
}

async function planLoop(
  sql: Sql,
  desk: GateDesk,
  workspace: Workspace,
  { workerId, limit }: Rule<'loop'>,
): Promise<Planned | AdviceRefusal> {
  const keys = await desk.keys.list(workspace, { worker: workerId, state: 'active' });
  if (keys.length === 0)
    return refuseAdvice(
      'target-unknown',
      `the agent ${workerId} has no key at the gateway`,
      'Give it a key, so that its calls pass the gateway.',
    );
  const words = (value: number | null) =>
    value === null ? 'no limit' : `${value} equal requests within ten minutes`;
  return {
    kind: 'gateway-rule',
    before: { loop: keys.map(({ id, loop_limit }) => [id, loop_limit]) },
    after: { loop: keys.map(({ id }) => [id, limit]) },
    changes: keys.map(({ name, loop_limit }) => ({
      what: `Loop breaker of the key ${name}`,
      before: words(loop_limit),
      after: words(limit),
    })),
    ownerId: await ownerOfAgent(sql, workspace, workerId),
    raises: false,
  };
}

/** A route of its own, before the one that takes the model now, so that taking it back leaves no trace. */
async function planRoute(
  desk: GateDesk,
  workspace: Workspace,
  id: string,
  { from, to, provider, toProvider, canaryPercent }: Rule<'route'>,
): Promise<Planned | AdviceRefusal> {
  const now = (await desk.routes.list(workspace)).find(
    (route) => route.enabled && route.models.some((pattern) => fits(pattern, from)),
  );
  if (!now)
    return refuseAdvice(
      'target-unknown',
      `no route takes ${from}`,
      'Make a route for it under Gateway first.',
    );
  const upstreams = await desk.upstreams.list(workspace);
  const there = upstreams.find((upstream) => upstream.enabled && upstream.provider === toProvider);
  if (!there)
    return refuseAdvice(
      'target-unknown',
      `the gateway has no upstream of ${toProvider}`,
      `Add one under Gateway, then send ${from} there.`,
    );
  const target = (weight: number, role: 'normal' | 'canary') => ({
    ...{ upstream_id: there.id, model: to, weight, order: 0, role },
  });
  const targets: GateRouteView['targets'] =
    canaryPercent === null ? [target(1, 'normal')] : [...now.targets, target(canaryPercent, 'canary')];
  const route = {
    ...{
      name: `${from} to ${to}`,
      position: now.position - 1,
      dialect: now.dialect,
      models: [from],
      targets,
    },
    ...{ retries: now.retries, cache_seconds: now.cache_seconds, enabled: true },
  };
  return {
    kind: 'gateway-rule',
    before: { route_id: id, route: null },
    after: { route_id: id, route: route as unknown as JSONValue },
    changes: [
      {
        what: `Calls for ${from}`,
        before: `${now.name}: ${provider}/${from}`,
        after: canaryPercent === null ? `${toProvider}/${to}` : `${canaryPercent} % to ${toProvider}/${to}`,
      },
    ],
    ownerId: null,
    raises: false,
  };
}
