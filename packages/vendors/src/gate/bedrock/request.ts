import type { Upstream, UpstreamCredential } from '@exchequer/model';
import type { CallChange, ReadCall, UpstreamRequest, WireHeaders } from '../dialect.ts';
import { scanObject, setMember, splice } from '../json-scan.ts';
import { loweredTo, settingsOf } from './limits.ts';
import { modelOf, operationOf, pathFor } from './paths.ts';
import { authorised, regionOf } from './signature.ts';

/** What Bedrock reads; everything else of the client's headers was signed for somebody else. */
const passed = /^(accept|content-type|user-agent|x-amzn-bedrock-.*)$/;

/** The request under the upstream's own signature; the client's never goes on. */
export function requestBedrock(
  call: ReadCall,
  incoming: { method: string; headers: WireHeaders; body: Buffer },
  to: { upstream: Upstream; credential: UpstreamCredential; change: CallChange; now: Date },
): UpstreamRequest {
  const { upstream, credential, change } = to;
  const base = new URL(upstream.baseUrl);
  const path = (change.model ? pathFor(call.match.path, change.model) : call.match.path) + call.match.query;
  const body = change.maxOutput === undefined ? incoming.body : lowered(call, incoming.body, change);
  const headers = authorised(
    {
      method: incoming.method,
      host: base.host,
      path: base.pathname.replace(/\/+$/, '') + path,
      headers: headersFor(incoming.headers),
      body,
    },
    credential.secret,
    upstream.options.region ?? regionOf(base.hostname) ?? 'us-east-1',
    to.now,
  );
  return { method: incoming.method, path, headers, body };
}

function headersFor(incoming: WireHeaders): Record<string, string> {
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  for (const [name, value] of Object.entries(incoming)) {
    if (value !== undefined && passed.test(name)) headers[name] = String(value);
  }
  return headers;
}

function lowered(call: ReadCall, body: Buffer, { model, maxOutput = 0 }: CallChange): Buffer {
  const text = body.toString('latin1');
  const scan = scanObject(text);
  if ('error' in scan) return body;
  const asked = model ? modelOf(model) : call.model;
  const changed = loweredTo(maxOutput, asked, operationOf(call.match), settingsOf(text, scan));
  return splice(
    body,
    Object.entries(changed).map(([name, value]) => setMember(body, scan, name, value)),
  );
}
