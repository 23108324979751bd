import type { WireHeaders } from '@exchequer/vendors/gate';

/** Headers of one hop (RFC 9110 §7.6.1); what they say ends at this gateway. */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** The headers that a hop's `connection` header names besides the usual ones; null for none. */
function namedByConnection(headers: WireHeaders): readonly string[] | null {
  const connection = headers.connection;
  if (connection === undefined || connection === 'keep-alive' || connection === 'close') return null;
  return String(connection)
    .split(',')
    .map((name) => name.trim().toLowerCase());
}

type Passed = Record<string, string | string[]>;

function passed(headers: WireHeaders, drops: (name: string) => boolean): Passed {
  const named = namedByConnection(headers);
  const kept: Passed = {};
  for (const name in headers) {
    if (hopByHop.has(name) || drops(name) || named?.includes(name)) continue;
    const value = headers[name];
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}

const isLength = (name: string) => name === 'content-length';
const never = () => false;

/** What of a provider's answer goes on. Without its length where the bytes may change on the way. */
export const answerHeaders = (headers: WireHeaders, keepLength: boolean): Passed =>
  passed(headers, keepLength ? never : isLength);
