import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { OpenAPIHandler } from '@orpc/openapi/node';
import { type StandInMode, standInRouter } from './stand-in-api.ts';

const types: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** The same policy as the tower sends: pages must work under it. */
const policy =
  "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; script-src 'self'; connect-src 'self'; frame-ancestors 'none'";

/**
 * Serves the built app with an API of invented usage, for pages that are looked at without a tower.
 * Every answer passes the contract’s validators.
 * @param dist the folder of the built app
 */
export async function standInTower(
  dist: string,
  mode: StandInMode = 'full',
): Promise<{ url: string; close: () => Promise<void> }> {
  const api = new OpenAPIHandler(standInRouter(mode), {
    // Refusals bear a whole problem as their data; the tower answers with the problem itself.
    customErrorResponseBodyEncoder: (error) => error.data ?? error.toJSON(),
  });
  const server: Server = createServer(async (request, response) => {
    const handled = await api.handle(request, response, { context: {} });
    if (handled.matched) return;
    const path = normalize(decodeURIComponent(new URL(request.url ?? '/', 'http://x').pathname));
    const file = extname(path) ? path : '/index.html';
    try {
      const body = readFileSync(join(dist, file));
      response
        .writeHead(200, {
          'content-type': types[extname(file)] ?? 'application/octet-stream',
          'content-security-policy': policy,
        })
        .end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}
