import { overshootShare } from '@exchequer/core/gate';
import { gateEndpoints } from '@exchequer/model';
import type { GateRulesView } from '@exchequer/model/contract';
import { administering, reading, signedIn } from './base.ts';
import { gated } from './gateway-answer.ts';
import { upstreamRouter } from './gateway-upstream.ts';

const status = reading.gateway.status.handler(({ input, context }) =>
  context.services.gate.status(input.workspace, input.window_seconds),
);

const withBound = (rules: GateRulesView) => ({ ...rules, overshoot_bound: overshootShare(rules.holds) });

const rules = administering.gateway.rules.handler(async ({ input, context }) =>
  withBound(await context.services.gate.rules.get(input.workspace)),
);

const setRules = administering.gateway.setRules.handler(async ({ input, context }) => {
  const { workspace, ...change } = input;
  return withBound(await context.services.gate.rules.set(workspace, change, context.actor));
});

const routes = administering.gateway.routes.handler(async ({ input, context }) => ({
  routes: await context.services.gate.routes.list(input.workspace),
}));

const putRoute = administering.gateway.putRoute.handler(async ({ input, context }) => {
  const { workspace, id, ...wish } = input;
  return gated(await context.services.gate.routes.put(workspace, id, wish, context.actor));
});

const removeRoute = administering.gateway.removeRoute.handler(async ({ input, context }) =>
  gated(await context.services.gate.routes.remove(input.workspace, input.id, context.actor)),
);

const resolveLease = administering.gateway.resolveLease.handler(async ({ input, context }) =>
  gated(await context.services.gate.leases.resolve(input.workspace, input.id, context.actor)),
);

// Whoever has a key has to know where it works.
const address = signedIn.gateway.address.handler(async ({ context }) => ({
  url: await context.services.gate.address(),
  endpoints: [...gateEndpoints],
}));

export const gatewayRouter = {
  ...{ status, rules, setRules, routes, putRoute, removeRoute, resolveLease, address },
  ...upstreamRouter,
};
