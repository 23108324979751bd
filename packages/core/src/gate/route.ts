import type { DialectName, GateRoute, RouteTarget, Upstream } from '@exchequer/model';
import { fitsAny } from './pattern.ts';

/** A way to send a call, with the upstream it leads to. */
export interface PlannedTarget {
  upstream: Upstream;
  /** The upstream's name for the model. */
  model: string;
  role: RouteTarget['role'];
}

/** Where a call goes: targets in the order in which they are tried, and those that get a copy. */
export interface RoutePlan {
  /** Null for the plan of a call that no route names: the upstreams of its dialect. */
  route: GateRoute | null;
  targets: readonly PlannedTarget[];
  shadows: readonly PlannedTarget[];
  /** How often the call may be sent in all, before its first byte has come. */
  attempts: number;
}

export interface RoutedCall {
  dialect: DialectName;
  model: string;
}

type Upstreams = ReadonlyMap<string, Upstream>;

/** Attempts of calls that no route names. */
const usualAttempts = 3;

/**
 * The first enabled route whose dialect and patterns match and that leads to an enabled upstream which
 * speaks the call's dialect. `random` in [0, 1) decides between canaries and weights. A workspace
 * without any route sends calls to the upstreams of their dialect. Null when nothing takes the call.
 */
export function planRoute(
  routes: readonly GateRoute[],
  upstreams: Upstreams,
  call: RoutedCall,
  random: number,
): RoutePlan | null {
  if (routes.length === 0) return planWithoutRoutes(upstreams, call);
  for (const route of routes) {
    if (!route.enabled || !takes(route, call)) continue;
    const plan = planOf(route, upstreams, call, random);
    if (plan.targets.length > 0) return plan;
  }
  return null;
}

const takes = ({ dialect, models }: GateRoute, call: RoutedCall): boolean =>
  (dialect === null || dialect === call.dialect) && (call.model === '' || fitsAny(models, call.model));

interface Weighed extends PlannedTarget {
  weight: number;
  order: number;
}

function planOf(route: GateRoute, upstreams: Upstreams, call: RoutedCall, random: number): RoutePlan {
  const normal: Weighed[] = [];
  const canaries: Weighed[] = [];
  const shadows: Weighed[] = [];
  for (const target of route.targets) {
    const upstream = upstreams.get(target.upstreamId);
    if (!upstream?.enabled || upstream.dialect !== call.dialect) continue;
    const { role, weight, order } = target;
    const into = role === 'normal' ? normal : role === 'canary' ? canaries : shadows;
    into.push({ upstream, model: target.model || call.model, role, weight, order });
  }
  const [canary, rest] = drawCanary(canaries, random);
  const ordered = inOrder(normal, rest);
  return {
    route,
    targets: canary ? [canary, ...ordered] : ordered,
    shadows,
    attempts: 1 + Math.max(0, route.retries),
  };
}

/** The canary that the call falls to, and a random number for what is drawn next. */
function drawCanary(canaries: readonly Weighed[], random: number): [Weighed | null, number] {
  let from = 0;
  for (const target of canaries) {
    const to = Math.min(1, from + target.weight / 100);
    if (random >= from && random < to) return [target, (random - from) / (to - from)];
    from = to;
  }
  return [null, from < 1 ? (random - from) / (1 - from) : random];
}

/** By order; within one order drawn by weight, without putting back. Weight 0 comes last. */
function inOrder(targets: readonly Weighed[], random: number): readonly PlannedTarget[] {
  if (targets.length < 2) return targets;
  const sorted = [...targets].sort((a, b) => a.order - b.order);
  const all: PlannedTarget[] = [];
  for (let from = 0; from < sorted.length; ) {
    const order = sorted[from]?.order;
    let to = from + 1;
    while (to < sorted.length && sorted[to]?.order === order) to++;
    all.push(...drawn(sorted.slice(from, to), random));
    from = to;
  }
  return all;
}

function drawn(targets: readonly Weighed[], random: number): PlannedTarget[] {
  const total = targets.reduce((sum, { weight }) => sum + weight, 0);
  if (targets.length < 2 || total <= 0) return [...targets];
  let from = 0;
  for (const [at, target] of targets.entries()) {
    const to = from + target.weight / total;
    if (random < to) {
      const rest = targets.filter((_, other) => other !== at);
      return [target, ...drawn(rest, (random - from) / (to - from))];
    }
    from = to;
  }
  // Shares that add up to a hair less than one.
  return [...targets];
}

function planWithoutRoutes(upstreams: Upstreams, call: RoutedCall): RoutePlan | null {
  const targets = [...upstreams.values()]
    .filter(({ enabled, dialect }) => enabled && dialect === call.dialect)
    .map((upstream): PlannedTarget => ({ upstream, model: call.model, role: 'normal' }));
  return targets.length > 0 ? { route: null, targets, shadows: [], attempts: usualAttempts } : null;
}
