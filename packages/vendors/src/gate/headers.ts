import type { GateFault, Upstream, UpstreamCredential } from '@exchequer/model';
import type { WireHeaders } from './dialect.ts';

/** Headers of one hop (RFC 9110 §7.6.1), of the client's connection, and those that would carry its key or name. */
const dropped = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'host',
  'content-length',
  'expect',
  'accept-encoding',
  'authorization',
  'x-api-key',
  'api-key',
  'x-goog-api-key',
  'cookie',
  'cookie2',
  'forwarded',
  'via',
  'x-real-ip',
]);

const isOurs = (name: string): boolean =>
  dropped.has(name) || name.startsWith('x-exchequer-') || name.startsWith('x-forwarded-');

/**
 * The client's headers as they go on to a provider, with the upstream's key: not the client's own, its cookies, what belongs to its
 * connection, or what was said to the gateway. The answer is asked for uncompressed: bytes pass through
 * untouched, so whatever came compressed would have to be unpacked a second time to be metered, which
 * costs more than the bytes save between a gateway and its provider.
 */
export function onwardHeaders(
  headers: WireHeaders,
  { upstream, credential }: { upstream: Upstream; credential: UpstreamCredential },
  usual: 'authorization' | 'x-api-key' | 'api-key',
): Record<string, string | string[]> {
  const named = connectionNames(headers.connection);
  const kept: Record<string, string | string[]> = {};
  for (const name in headers) {
    const value = headers[name];
    if (value === undefined || isOurs(name) || named?.includes(name)) continue;
    kept[name] = value;
  }
  kept['accept-encoding'] = 'identity';
  addKey(kept, upstream, credential, usual);
  return kept;
}

/** Headers that the connection header names besides; null for none. */
function connectionNames(connection: string | string[] | undefined): string[] | null {
  if (connection === undefined || connection === 'keep-alive' || connection === 'close') return null;
  return String(connection)
    .split(',')
    .map((name) => name.trim().toLowerCase());
}

/** A header's only or first value. */
export function headerOf(headers: WireHeaders, name: string): string {
  const value = headers[name];
  return (Array.isArray(value) ? value[0] : value) ?? '';
}

/** The caller's key among the given headers; one of ours wins where several keys are sent. */
export function keyAmong(headers: WireHeaders, names: readonly string[]): string | null {
  const keys = names
    .map((name) => headerOf(headers, name).trim())
    .map((value) => value.replace(/^Bearer\s+/i, ''))
    .filter((value) => value !== '');
  return keys.find((key) => key.startsWith('exq_')) ?? keys[0] ?? null;
}

/** How an upstream is shown its key: as a bearer token, or in a header of its own. */
function addKey(
  headers: Record<string, string | string[]>,
  upstream: Upstream,
  { secret }: UpstreamCredential,
  usual: 'authorization' | 'x-api-key' | 'api-key',
): void {
  if (secret === '') return;
  const name = upstream.options.auth === 'bearer' ? 'authorization' : usual;
  headers[name] = name === 'authorization' ? `Bearer ${secret}` : secret;
}

/** Base URLs that hold the version already, or a name that stands in its place. */
const versioned = /\/(?:v\d+\w*|openai)$/;

/** The path under an upstream's base URL, whether or not that already ends with the version. */
export function pathUnder(baseUrl: string, path: string, query: string): string {
  const doubled = path.startsWith('/v1/') && versioned.test(baseUrl);
  return `${doubled ? path.slice(3) : path}${query}`;
}

/** The fault for a body that cannot be read. */
export const malformed = (what: string): GateFault => ({
  kind: 'malformed-body',
  status: 400,
  message: `The request body cannot be read: ${what}. Correct the body and send it again.`,
  retry: false,
});
