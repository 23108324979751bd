import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Actor, permits } from '@exchequer/core/access';
import { loginPath, policySchemaPath } from '@exchequer/model/contract';
import { type ApiContext, guest, type Scope } from '../api/context.ts';
import { docsPage } from '../api/docs.ts';
import type { ApiHandler } from '../api/http.ts';
import { generateOpenApi } from '../api/openapi.ts';
import { policySchema } from '../api/policy-schema.ts';
import { refusal } from '../api/problem.ts';
import { takeHook } from '../hooks/index.ts';
import type { McpEndpoint } from '../mcp/index.ts';
import type { Services } from '../services.ts';
import { apiBodyLimit, guestBodyLimit, mcpBodyLimit, readJson } from './body.ts';
import { type Call, notFound, send } from './call.ts';
import { bearerActor, bearerOrKey, type Caller, identifyCaller } from './credentials.ts';
import { hostAllowed, originAllowed } from './host.ts';
import type { WebFiles } from './web.ts';

/** Takes usage in from the wire; false when it does not know the path. */
export type IngestHandler = (
  req: IncomingMessage,
  res: ServerResponse,
  actor: Actor,
  path: string,
) => Promise<boolean>;

/** An answer under /api that is no JSON, such as a CSV export. Its caller is known and has the scope. */
export interface RawRoute {
  method: 'GET' | 'POST';
  path: RegExp;
  scope: Scope;
  handle: (call: Call, context: ApiContext) => Promise<void>;
}

export interface RouteDeps {
  services: Services;
  api: ApiHandler;
  ingest: IngestHandler;
  raw: readonly RawRoute[];
  mcp: McpEndpoint;
  web: WebFiles;
  /** False while the tower cannot serve, such as before its migrations have run. */
  healthy: () => Promise<boolean>;
  publicUrl: string | null;
  baseUrl: () => string;
  now: () => Date;
}

const ingestPath = /^\/(otlp\/v1\/[a-z]+|v1\/(logs|metrics|traces|usage|outcomes|events|gateway\/spool))$/;

/** Sends a call where its path leads. The order is the law: nothing with data stands before its guard. */
export async function route(call: Call, deps: RouteDeps): Promise<void> {
  const { path } = call;
  if (path === '/healthz') return health(call, deps);
  if (!hostAllowed(call.req.headers.host, deps.publicUrl)) throw strangeHost(call);
  if (ingestPath.test(path)) return ingest(call, deps);
  if (under('/hooks', path)) return takeHook(call, deps.services.outcomes);
  if (under('/api', path)) return api(call, deps);
  if (path === '/mcp') return mcp(call, deps);
  if (path === '/openapi.json' || path === '/docs') return reference(call, deps);
  if (path === policySchemaPath) return policySchema(call);
  if (under('/otlp', path) || under('/v1', path)) {
    bearerActor(call.req, deps.services.access);
    throw notFound(call);
  }
  return deps.web(call);
}

const under = (prefix: string, path: string) => path === prefix || path.startsWith(`${prefix}/`);

async function health({ res }: Call, { healthy }: RouteDeps): Promise<void> {
  const ok = await healthy();
  send(res, ok ? 200 : 503, 'application/json', JSON.stringify({ status: ok ? 'ok' : 'starting' }));
}

function strangeHost(call: Call) {
  const detail = `this server does not answer under the name ${call.req.headers.host ?? '(none)'}`;
  const fix = 'Use the address that it prints at start, or set EXCHEQUER_PUBLIC_URL to this one.';
  return refusal(403, 'host-refused', detail, fix);
}

async function ingest(call: Call, { services, ingest: handle }: RouteDeps): Promise<void> {
  const actor = bearerActor(call.req, services.access);
  call.actorId = actor.id;
  requireScope(actor, 'ingest');
  if (!(await handle(call.req, call.res, actor, call.path))) throw notFound(call);
}

function requireScope(actor: Actor, scope: Scope): void {
  if (permits(actor.scopes, scope)) return;
  const fix = `Use a token with the ${scope} scope, or ask an admin for one.`;
  throw refusal(403, 'forbidden', `this needs the ${scope} scope`, fix);
}

async function api(call: Call, deps: RouteDeps): Promise<void> {
  const { req, res } = call;
  const caller = await identify(call, deps);
  call.actorId = caller.actor.id;
  const context = contextOf(call, caller, deps);
  for (const raw of deps.raw) {
    if (raw.method !== call.method || !raw.path.test(call.path)) continue;
    requireScope(caller.actor, raw.scope);
    return raw.handle(call, context);
  }
  const limit = caller.actor === guest ? guestBodyLimit : apiBodyLimit;
  const body = call.method === 'GET' || call.method === 'HEAD' ? undefined : await readJson(req, limit);
  if (!(await deps.api(req, res, context, body))) throw notFound(call);
}

/** Tools of agents. Browsers have no business here, so that a cookie opens nothing and strange pages are refused. */
async function mcp(call: Call, deps: RouteDeps): Promise<void> {
  const { req, res } = call;
  const { origin } = req.headers;
  if (!originAllowed(origin, deps.publicUrl)) {
    const fix = 'Set EXCHEQUER_PUBLIC_URL to the address that people use, or call without an Origin header.';
    throw refusal(403, 'origin-refused', `pages of ${origin} may not call this server`, fix);
  }
  const actor = await bearerOrKey(req, doorOf(deps));
  call.actorId = actor.id;
  const body = call.method === 'POST' ? await readJson(req, mcpBodyLimit) : undefined;
  await deps.mcp(req, res, contextOf(call, { actor, session: null }, deps), body);
}

/** Signing in is the one call of the API that needs no credentials. */
async function identify(call: Call, deps: RouteDeps): Promise<Caller> {
  if (call.method === 'POST' && call.path === '/api/session') return { actor: guest, session: null };
  if (call.req.headers.authorization === undefined) {
    return identifyCaller(call.req, deps.services.access, deps.baseUrl());
  }
  return { actor: await bearerOrKey(call.req, doorOf(deps)), session: null };
}

const doorOf = ({ services: { access, gate }, now }: RouteDeps) => ({ access, keys: gate.keys, now: now() });

function contextOf({ req, res, id }: Call, caller: Caller, deps: RouteDeps): ApiContext {
  return {
    ...caller,
    services: deps.services,
    requestId: id,
    now: deps.now,
    origin: {
      address: req.socket.remoteAddress ?? '',
      userAgent: req.headers['user-agent'] ?? '',
      baseUrl: deps.baseUrl(),
      setCookie: (cookie) => res.appendHeader('set-cookie', cookie),
    },
  };
}

async function reference(call: Call, deps: RouteDeps): Promise<void> {
  const { req, res } = call;
  if (req.method !== 'GET' && req.method !== 'HEAD') throw notFound(call);
  const browser = (req.headers.accept ?? '').includes('text/html');
  try {
    identifyCaller(req, deps.services.access, deps.baseUrl());
  } catch (error) {
    if (!browser) throw error;
    res.writeHead(302, { location: loginPath }).end();
    return;
  }
  const document = await generateOpenApi(deps.baseUrl());
  if (call.path === '/docs') send(res, 200, 'text/html; charset=utf-8', docsPage(document));
  else send(res, 200, 'application/json', JSON.stringify(document));
}
