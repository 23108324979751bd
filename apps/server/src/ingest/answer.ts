import type { IncomingMessage, ServerResponse } from 'node:http';

/** An answer ready to be sent. */
export interface Answer {
  status: number;
  type: string;
  body: string | Uint8Array;
  headers?: Record<string, string>;
}

/**
 * Sends an answer. A client that is still sending its body gets to read it: what it goes on sending
 * is thrown away for a while, since closing at once would reset the connection under its feet.
 */
export async function sendAnswer(
  req: IncomingMessage,
  res: ServerResponse,
  answer: Answer,
  lingerMs: number,
): Promise<void> {
  if (res.headersSent || res.destroyed) return;
  const body = Buffer.from(answer.body);
  const unread = !req.complete && req.readable;
  const headers = { 'content-type': answer.type, 'content-length': String(body.length), ...answer.headers };
  res.writeHead(answer.status, unread ? { ...headers, connection: 'close' } : headers);
  if (!unread) {
    res.end(body);
    return;
  }
  res.write(body);
  await drained(req, lingerMs);
  res.end();
}

function drained(req: IncomingMessage, lingerMs: number): Promise<void> {
  return new Promise((resolve) => {
    const stop = () => {
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(stop, lingerMs);
    req.once('end', stop).once('close', stop).on('error', stop);
    req.resume();
  });
}
