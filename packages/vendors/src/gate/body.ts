import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { GateFault } from '@exchequer/model';
import type { EndpointMatch, WireHeaders } from './dialect.ts';
import { headerOf, malformed } from './headers.ts';

/** A body as latin-1 text, one character per byte, once it is known to be plain UTF-8. */
export function checkedText(headers: WireHeaders, body: Buffer): string | GateFault {
  const packed = headerOf(headers, 'content-encoding');
  if (packed !== '' && packed !== 'identity') return malformed(`it is packed (${packed.slice(0, 20)})`);
  if (!isUtf8(body)) return malformed('it is not valid UTF-8');
  return body.toString('latin1');
}

/** Headers that change what an answer means. */
const meaningful = ['anthropic-version', 'anthropic-beta', 'openai-beta'];

/** Equal for calls that ask the same of the same endpoint: SHA-256 of all that an answer depends on, in hex. */
export function fingerprintOf(match: EndpointMatch, headers: WireHeaders, body: Buffer): string {
  const hash = createHash('sha256').update(`${match.dialect} ${match.path}${match.query}\n`);
  for (const name of meaningful) hash.update(`${headerOf(headers, name)}\n`);
  return hash.update(body).digest('hex');
}
