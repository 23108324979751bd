import type { Upstream, UpstreamCredential } from '@exchequer/model';
import { isDict } from '../answer.ts';
import type { CallChange, ReadCall, UpstreamRequest, WireHeaders } from '../dialect.ts';
import { type JsonEdit, type JsonScan, memberValue, scanObject, setMember, splice } from '../json-scan.ts';
import { pathFor } from './endpoint.ts';
import { loweredTo, settingsOf } from './settings.ts';

/**
 * What of the client's headers goes on. Not `x-goog-fieldmask`, by which an answer would come without its
 * usage, nor headers by which a call would become another one or another's.
 */
const passed = /^(accept|content-type|user-agent|x-goog-api-client|x-server-timeout)$/;

export function requestGemini(
  call: ReadCall,
  incoming: { method: string; headers: WireHeaders; body: Buffer },
  to: { upstream: Upstream; credential: UpstreamCredential; change: CallChange },
): UpstreamRequest {
  const { upstream, credential, change } = to;
  const path = change.model ? pathFor(call.match.path, change.model) : call.match.path;
  const headers: Record<string, string | string[]> = { 'accept-encoding': 'identity' };
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined && passed.test(name)) headers[name] = value;
  }
  if (credential.secret !== '') headers['x-goog-api-key'] = credential.secret;
  return {
    method: incoming.method,
    path: pathUnder(upstream.baseUrl, path) + call.match.query,
    headers,
    body: changedBody(call, incoming.body, change),
  };
}

/** The path under a base URL that may end with a version already; the caller's version wins over none. */
function pathUnder(baseUrl: string, path: string): string {
  return /\/v1(?:beta|alpha)?$/.test(baseUrl) ? path.replace(/^\/v1(?:beta|alpha)?/, '') : path;
}

function changedBody(call: ReadCall, body: Buffer, { model, maxOutput }: CallChange): Buffer {
  if ((model === undefined && maxOutput === undefined) || body.length === 0) return body;
  const text = body.toString('latin1');
  const scan = scanObject(text);
  if ('error' in scan) return body;
  const renamed = model === undefined ? [] : modelEdits(body, text, scan, model);
  const limited =
    maxOutput === undefined || call.match.endpoint !== 'generate' ? [] : limits(body, text, scan, maxOutput);
  return splice(body, [...renamed, ...limited]);
}

function limits(body: Buffer, text: string, scan: JsonScan, maxOutput: number): JsonEdit[] {
  const settings = settingsOf(text, scan);
  const config = settings && loweredTo(maxOutput, settings);
  return config ? [setMember(body, scan, settings.configName, config)] : [];
}

/** Embeddings name their model in the body too, once more or once for each text. */
function modelEdits(body: Buffer, text: string, scan: JsonScan, model: string): JsonEdit[] {
  const name = `models/${model}`;
  const edits = scan.members.has('model') ? [setMember(body, scan, 'model', name)] : [];
  const requests = memberValue(text, scan, 'requests');
  if (!Array.isArray(requests)) return edits;
  const renamed = requests.map((one) => (isDict(one) && 'model' in one ? { ...one, model: name } : one));
  return [...edits, setMember(body, scan, 'requests', renamed)];
}
