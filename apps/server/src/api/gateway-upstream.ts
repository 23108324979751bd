import { isIP } from 'node:net';
import type { DialectName, UpstreamKind } from '@exchequer/model';
import type { UpstreamView, Workspace } from '@exchequer/model/contract';
import { isPrivateAddress } from '../gateway/upstream/address.ts';
import { administering } from './base.ts';
import type { ApiContext } from './context.ts';
import { gated } from './gateway-answer.ts';
import { refusal } from './problem.ts';

const usualNames: Readonly<Record<UpstreamKind, string>> = {
  openai: 'OpenAI',
  anthropic: 'Anthropic',
  gemini: 'Google Gemini',
  bedrock: 'AWS Bedrock',
  azure: 'Azure OpenAI',
  compatible: 'Own server',
};

const list = administering.gateway.upstreams.handler(async ({ input, context }) => ({
  upstreams: await context.services.gate.upstreams.list(input.workspace),
}));

const put = administering.gateway.putUpstream.handler(async ({ input, context }) => {
  const { workspace, id, name, ...wish } = input;
  if (!/^[a-z0-9][a-z0-9_-]*$/i.test(id)) {
    const fix = 'Use letters, digits, - and _, such as openai or openai-eu.';
    throw refusal(422, 'id-invalid', `${id} is no id of an upstream`, fix);
  }
  const { upstreams } = context.services.gate;
  const before = (await upstreams.list(workspace)).find((one) => one.id === id);
  refusePrivate(wish.base_url ?? before?.base_url, wish.allow_private ?? before?.allow_private ?? false);
  const named = { ...wish, name: name ?? before?.name ?? usualNames[wish.kind] };
  const upstream = gated(await upstreams.put(workspace, id, named, context.actor));
  if (!before) await routeTo(context, workspace, upstream);
  return upstream;
});

/**
 * An upstream must not lead into the network of the gateway by mistake, where metadata services and
 * databases answer. Names are looked up by the gateway when it connects; what says so already is
 * refused here, where it can be told.
 */
function refusePrivate(baseUrl: string | undefined, allowed: boolean): void {
  if (allowed || baseUrl === undefined || !URL.canParse(baseUrl)) return;
  const host = new URL(baseUrl).hostname.replace(/^\[|\]$/g, '');
  const isInside = isIP(host)
    ? isPrivateAddress(host)
    : /^localhost\.?$|\.(localhost|local|internal)\.?$/i.test(host);
  if (!isInside) return;
  throw refusal(
    422,
    'address-private',
    `${host} is an address of a private network`,
    'Say that this is meant: allow_private, or --allow-private on the command line.',
  );
}

const dialectTitles: Readonly<Record<DialectName, string>> = {
  openai: 'OpenAI',
  anthropic: 'Anthropic',
  gemini: 'Gemini',
  bedrock: 'Bedrock',
};

/** So that a first call works at once: a new upstream takes the calls that nothing else would. */
async function routeTo(
  context: ApiContext,
  workspace: Workspace,
  { id, dialect }: UpstreamView,
): Promise<void> {
  const { routes } = context.services.gate;
  const taken = (await routes.list(workspace)).some(
    (route) => route.dialect === null || route.dialect === dialect,
  );
  if (taken) return;
  const target = { upstream_id: id, model: '', weight: 1, order: 0, role: 'normal' as const };
  const route = {
    ...{ name: `Every model of ${dialectTitles[dialect]}’s API`, position: 1_000, dialect, models: ['*'] },
    ...{ targets: [target], retries: 2, cache_seconds: null, enabled: true },
  };
  gated(await routes.put(workspace, `default-${dialect}`, route, context.actor));
}

const remove = administering.gateway.removeUpstream.handler(async ({ input, context }) => {
  const { workspace, id } = input;
  const { upstreams, routes } = context.services.gate;
  // The route that came with it leaves with it, unless it, or another, has been given more to do.
  const using = (await routes.list(workspace)).filter(({ targets }) =>
    targets.some((target) => target.upstream_id === id),
  );
  const [only] = using;
  const isDefault = using.length === 1 && only?.id.startsWith('default-') && only.targets.length === 1;
  if (isDefault && only) gated(await routes.remove(workspace, only.id, context.actor));
  return gated(await upstreams.remove(workspace, id, context.actor));
});

export const upstreamRouter = { upstreams: list, putUpstream: put, removeUpstream: remove };
