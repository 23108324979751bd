import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Problem, problemContentType } from '@exchequer/model/contract';
import { refusal } from '../api/problem.ts';

/** One request on its way through the server. */
export interface Call {
  req: IncomingMessage;
  res: ServerResponse;
  id: string;
  method: string;
  /** Path without query, as sent. */
  path: string;
  query: URLSearchParams;
  /** Who calls, for the log; empty until known. */
  actorId: string;
}

/** Reads the request line. Addresses in absolute form are refused: this is no proxy. */
export function openCall(req: IncomingMessage, res: ServerResponse, id: string): Call {
  const target = req.url ?? '/';
  const mark = target.indexOf('?');
  const path = mark < 0 ? target : target.slice(0, mark);
  const query = new URLSearchParams(mark < 0 ? '' : target.slice(mark + 1));
  return { req, res, id, method: req.method ?? 'GET', path, query, actorId: '' };
}

/** The refusal of a path that leads nowhere. */
export function notFound(call: Pick<Call, 'method' | 'path'>) {
  return refusal(404, 'not-found', `there is no ${call.method} ${call.path}`, '/docs lists every path.');
}

/** Unread bodies up to this size are drained, so that the connection can be used again. */
const drainLimit = 1024 * 1024;

/** Answers with a problem, unless an answer has begun: then the connection is cut. */
export function sendProblem({ req, res }: Call, problem: Problem): void {
  if (res.headersSent) {
    res.destroy();
    return;
  }
  if (!req.complete && !(Number(req.headers['content-length'] ?? 0) <= drainLimit)) {
    res.setHeader('connection', 'close');
  }
  if (problem.status === 401) res.setHeader('www-authenticate', 'Bearer realm="exchequer"');
  send(res, problem.status, problemContentType, JSON.stringify(problem));
}

/** Sends a short text body. */
export function send(res: ServerResponse, status: number, type: string, text: string): void {
  res.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(text) });
  res.end(res.req.method === 'HEAD' ? undefined : text);
}
