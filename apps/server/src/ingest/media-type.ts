import type { IncomingMessage } from 'node:http';

/** Content type without its parameters, in lower case; '' when not stated. */
export const mediaType = (req: IncomingMessage): string =>
  (req.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';

/** The body as text. A byte order mark is no part of it. */
export const textOf = (body: Buffer): string => body.toString('utf8').replace(/^\uFEFF/, '');

/** Lines in the body, counted before it is cut into them. */
export function lineCount(body: Buffer): number {
  let lines = 1;
  for (let at = body.indexOf(10); at >= 0; at = body.indexOf(10, at + 1)) lines += 1;
  return lines;
}
