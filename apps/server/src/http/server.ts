import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { problemContentType } from '@exchequer/model/contract';
import type { AnyRouter } from '@orpc/server';
import { createApiHandler } from '../api/http.ts';
import { problem, problemOf } from '../api/problem.ts';
import { createMcpEndpoint } from '../mcp/index.ts';
import type { Services } from '../services.ts';
import { type Call, openCall, sendProblem } from './call.ts';
import { setSecurityHeaders } from './headers.ts';
import { type IngestHandler, type RawRoute, type RouteDeps, route } from './routes.ts';
import { createWebFiles } from './web.ts';

/** One line of the access log; carries no query, since queries may name people. */
export interface HttpLogLine {
  requestId: string;
  method: string;
  path: string;
  status: number;
  durationMs: number;
  actorId: string;
  /** The error behind a status of 500 and above. */
  error?: unknown;
}

export interface HttpDeps {
  services: Services;
  router: AnyRouter;
  ingest: IngestHandler;
  raw?: readonly RawRoute[];
  /** Folder of the built web app. */
  webRoot: string;
  healthy: () => Promise<boolean>;
  /** Address under which people reach this server, when it is not the one it listens on. */
  publicUrl: string | null;
  now: () => Date;
  newId: (prefix: string) => string;
  log: (line: HttpLogLine) => void;
}

export interface HttpServer {
  /** Starts to listen; resolves with the address to print. Rejects with a fix when the port is taken. */
  listen(port: number, host?: string): Promise<string>;
  /** Lets running answers end, for at most the given time, and closes every connection. */
  close(graceMs?: number): Promise<void>;
  /** Where callers reach the server. */
  baseUrl(): string;
  /** Where this machine reaches it, whatever stands in front of it for others. */
  localUrl(): string;
}

/** The one HTTP server: web app, API and ingest. */
export function createHttpServer(deps: HttpDeps): HttpServer {
  const server = createServer({ maxHeaderSize: 16_384, requireHostHeader: false });
  server.headersTimeout = 10_000;
  // Long enough for a large import over a slow line; ingest bounds its own bodies.
  server.requestTimeout = 300_000;
  server.keepAliveTimeout = 65_000;
  const localUrl = () => `http://127.0.0.1:${portOf(server)}`;
  const baseUrl = () => deps.publicUrl?.replace(/\/$/, '') ?? localUrl();
  const routes: RouteDeps = {
    ...deps,
    raw: deps.raw ?? [],
    api: createApiHandler(deps.router),
    mcp: createMcpEndpoint({ router: deps.router, failed: (error, id) => logFailure(deps, error, id) }),
    web: createWebFiles(deps.webRoot),
    baseUrl,
  };
  server.on('request', (req, res) => {
    const call = openCall(req, res, deps.newId('req_'));
    serve(call, routes, deps).catch((error) => res.destroy(error));
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) =>
    refuseUnreadable(error, socket as Socket, deps.newId('req_')),
  );
  return {
    listen: (port, host) => listen(server, port, host, baseUrl),
    close: (ms) => close(server, ms),
    baseUrl,
    localUrl,
  };
}

async function serve(call: Call, routes: RouteDeps, deps: HttpDeps): Promise<void> {
  const startedAt = deps.now().getTime();
  const https = routes.baseUrl().startsWith('https:');
  let failure: unknown;
  setSecurityHeaders(call.res, call.id, https);
  call.res.once('close', () => logCall(call, deps, startedAt, failure));
  try {
    await route(call, routes);
  } catch (error) {
    const found = problemOf(error, call.id);
    if (found.status >= 500) failure = error;
    sendProblem(call, withRetry(call.res, found, error));
  }
}

/** Refusals for a while say for how long. */
function withRetry<P>(res: ServerResponse, found: P, error: unknown): P {
  const seconds = (error as { data?: { retryAfterSeconds?: unknown } } | null)?.data?.retryAfterSeconds;
  if (typeof seconds === 'number' && !res.headersSent) res.setHeader('retry-after', String(seconds));
  return found;
}

function logCall(call: Call, deps: HttpDeps, startedAt: number, error: unknown): void {
  deps.log({
    requestId: call.id,
    method: call.method,
    path: call.path,
    status: call.res.statusCode,
    durationMs: deps.now().getTime() - startedAt,
    actorId: call.actorId,
    ...(error !== undefined && { error }),
  });
}

/** A failure behind an answer that is itself well: tools say theirs in their text. */
function logFailure(deps: HttpDeps, error: unknown, requestId: string): void {
  deps.log({ requestId, method: 'POST', path: '/mcp', status: 500, durationMs: 0, actorId: '', error });
}

/** Answers what is no readable request: there is no response object yet, only the socket. */
function refuseUnreadable(error: NodeJS.ErrnoException, socket: Socket, requestId: string): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status =
    error.code === 'HPE_HEADER_OVERFLOW' ? 431 : error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
  const body = JSON.stringify(
    problem(status, requestId, {
      code: status === 431 ? 'headers-too-large' : status === 408 ? 'request-timeout' : 'malformed-request',
      detail: `the request cannot be read: ${error.message}`,
      fix: 'Send a well-formed HTTP/1.1 request with less than 16 kB of headers, without long pauses.',
    }),
  );
  socket.end(
    `HTTP/1.1 ${status} Refused\r\ncontent-type: ${problemContentType}\r\nrequest-id: ${requestId}\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}

const portOf = (server: Server): number => (server.address() as AddressInfo | null)?.port ?? 0;

async function listen(
  server: Server,
  port: number,
  host = '127.0.0.1',
  baseUrl: () => string,
): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(cannotListen(error, port, host)));
    server.listen(port, host, resolve);
  });
  return baseUrl();
}

function cannotListen(cause: NodeJS.ErrnoException, port: number, host: string): Error {
  const taken = cause.code === 'EADDRINUSE';
  return Object.assign(
    new Error(taken ? `port ${port} on ${host} is in use` : `cannot listen on ${host}:${port}`, { cause }),
    {
      code: taken ? 'port-in-use' : 'cannot-listen',
      fix: taken
        ? `Stop what uses port ${port}, or choose another with --port or EXCHEQUER_PORT.`
        : 'Choose an address of this machine and a port that you may use.',
    },
  );
}

async function close(server: Server, graceMs = 5000): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(cut);
}
