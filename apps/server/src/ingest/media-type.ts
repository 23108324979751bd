import type { IncomingMessage } from 'node:http';

/** Content type without its parameters, in lower case; '' when not stated. */
export const mediaType = (req: IncomingMessage): string =>
  (req.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
