import type { IncomingMessage } from 'node:http';
import { refusal } from '../api/problem.ts';

/** Largest body of an API call; imports of people and prices come as text in one body. */
export const apiBodyLimit = 25 * 1024 * 1024;
/** Largest message of an agent: arguments of a tool are a few words. */
export const mcpBodyLimit = 256 * 1024;
/** Largest body of whoever has no credentials yet. */
export const guestBodyLimit = 16 * 1024;

function tooLarge(limit: number) {
  const fix = `Send at most ${limit} bytes; split what is larger.`;
  return refusal(413, 'body-too-large', `the body is larger than ${limit} bytes`, fix);
}

/** Reads a whole body, at most `limit` bytes of it. */
export async function readBody(req: IncomingMessage, limit: number): Promise<Buffer> {
  if (Number(req.headers['content-length']) > limit) throw tooLarge(limit);
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of req.iterator({ destroyOnReturn: false })) {
    bytes += (chunk as Buffer).length;
    if (bytes > limit) throw tooLarge(limit);
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

/**
 * Reads a JSON body; an empty one is `{}`. Any other content type is refused, also because a page
 * of a stranger cannot send JSON to us without asking first, which we never allow.
 */
export async function readJson(req: IncomingMessage, limit: number): Promise<unknown> {
  const body = await readBody(req, limit);
  if (body.length === 0) return {};
  const type = req.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json' || (req.headers['content-encoding'] ?? 'identity') !== 'identity') {
    const detail = `the body is ${type ?? 'of no stated type'}, not plain application/json`;
    throw refusal(
      415,
      'unsupported-content-type',
      detail,
      'Send JSON with `Content-Type: application/json`.',
    );
  }
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw refusal(400, 'malformed-json', `the body is not JSON: ${reason}`, 'Send one whole JSON value.');
  }
}
