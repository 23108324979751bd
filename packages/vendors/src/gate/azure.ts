import type { GateEndpoint, GateFault, Upstream, UpstreamCredential } from '@exchequer/model';
import type { CallChange, EndpointMatch, ReadCall, UpstreamRequest, WireHeaders } from './dialect.ts';
import { onwardHeaders } from './headers.ts';
import { scanObject, setMember, splice } from './json-scan.ts';
import { endpointOf } from './openai/endpoint.ts';
import { changedOpenAiBody, requestOpenAi } from './openai/request.ts';
import { targetOf } from './paths.ts';

/** Calls that Azure's dated API takes under a deployment; it takes the others under `/openai` alone. */
const ofDeployments: ReadonlySet<GateEndpoint> = new Set([
  'chat',
  'completions',
  'embeddings',
  'images',
  'transcription',
  'speech',
]);

const deploymentName = /^[\w.-]{1,128}$/;

/**
 * OpenAI's calls as Azure's clients send them: `/openai/deployments/<deployment>/…`, `/openai/v1/…` and
 * `/openai/…`. The match has OpenAI's own path, so that a call can go to Azure or anywhere else; the
 * deployment is its model.
 */
export function matchAzure(method: string, target: string): EndpointMatch | null {
  if (!target.includes('/openai/')) return null;
  const found = targetOf(target);
  const [first, second, deployment = '', ...operation] = found?.segments ?? [];
  if (!found || first !== 'openai') return null;
  const deployed = second === 'deployments';
  if (deployed && !deploymentName.test(deployment)) return null;
  const rest = deployed ? operation : found.segments.slice(second === 'v1' ? 2 : 1);
  const endpoint = endpointOf(method, rest.join('/'));
  if (!endpoint || (deployed && !ofDeployments.has(endpoint))) return null;
  const path = `/v1/${rest.join('/')}`;
  return { dialect: 'openai', endpoint, path, query: found.query, pathModel: deployed ? deployment : '' };
}

/** A call under a deployment asks for that one, whatever its body names besides: so does Azure. */
export function readUnderDeployment<Call extends ReadCall>(call: Call | GateFault): Call | GateFault {
  if ('kind' in call || call.match.pathModel === '') return call;
  return Object.assign(call, { model: call.match.pathModel });
}

/** A call that came in Azure's form and goes elsewhere, where nobody knows Azure's versions and deployments. */
export function requestElsewhere(
  call: ReadCall,
  incoming: { method: string; headers: WireHeaders; body: Buffer },
  to: { upstream: Upstream; credential: UpstreamCredential; change: CallChange },
): UpstreamRequest {
  const request = requestOpenAi(call, incoming, to);
  const [path = '', query = ''] = request.path.split('?');
  const body = named(call, request.body, to.change.model ?? call.model);
  return { ...request, path: path + withoutVersion(query), body };
}

/** Whether a call came in Azure's form. */
export const isAzures = ({ match }: ReadCall): boolean =>
  match.pathModel !== '' || match.query.includes('api-version=');

function withoutVersion(query: string): string {
  const kept = query.split('&').filter((pair) => pair !== '' && !pair.startsWith('api-version='));
  return kept.length > 0 ? `?${kept.join('&')}` : '';
}

/**
 * A call as Azure takes it. With a dated version (the upstream's `api_version`, else the caller's) it goes to the
 * deployment that is named like the model; without one, or with `v1`, to Azure's v1 API, where the body names it.
 */
export function requestAzure(
  call: ReadCall,
  incoming: { method: string; headers: WireHeaders; body: Buffer },
  to: { upstream: Upstream; credential: UpstreamCredential; change: CallChange },
): UpstreamRequest {
  const { upstream, credential, change } = to;
  const version =
    upstream.options.api_version ?? new URLSearchParams(call.match.query).get('api-version') ?? '';
  const dated = /^\d{4}-\d{2}-\d{2}/.test(version);
  const deployment = change.model ?? call.model;
  const changed = changedOpenAiBody(call, incoming.body, upstream, change);
  return {
    method: incoming.method,
    path: pathUnder(upstream.baseUrl, dated ? datedPath(call, deployment) : `/v1${operationOf(call)}`, {
      query: withoutVersion(call.match.query.slice(1)),
      version,
    }),
    headers: onwardHeaders(incoming.headers, { upstream, credential }, 'api-key'),
    body: dated ? changed : named(call, changed, deployment),
  };
}

/** Path after the version, with its slash. */
const operationOf = ({ match }: ReadCall): string => match.path.slice('/v1'.length);

function datedPath(call: ReadCall, deployment: string): string {
  const operation = operationOf(call);
  if (!ofDeployments.has(call.match.endpoint)) return operation;
  return `/deployments/${encodeURIComponent(deployment)}${operation}`;
}

/** Base URLs may end with `/openai` or `/openai/v1`, as Azure's own pages show them. */
function pathUnder(
  baseUrl: string,
  path: string,
  { query, version }: { query: string; version: string },
): string {
  const base = new URL(baseUrl).pathname.replace(/\/+$/, '');
  const prefix = base.endsWith('/openai') || base.endsWith('/openai/v1') ? '' : '/openai';
  const rest = base.endsWith('/v1') ? path.replace(/^\/v1(?=\/)/, '') : path;
  const versions =
    version === '' ? '' : `${query === '' ? '?' : '&'}api-version=${encodeURIComponent(version)}`;
  return `${prefix}${rest}${query}${versions}`;
}

/** The body with its model: callers of a deployment need not name it. */
function named(call: ReadCall, body: Buffer, model: string): Buffer {
  if (call.match.pathModel === '' || body[0] !== 0x7b) return body;
  const scan = scanObject(body.toString('latin1'));
  return 'error' in scan ? body : splice(body, [setMember(body, scan, 'model', model)]);
}
