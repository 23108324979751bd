import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool } from 'undici';

/**
 * The least that a proxy of Node.js can be: node:http in front, an undici pool behind, bytes through as
 * they come. It knows no keys, budgets or usage; what a gateway adds is measured against it.
 */
export async function startBareProxy(upstream: string): Promise<string> {
  const pool = new Pool(upstream, { connections: 256 });
  const server = createServer({ keepAliveTimeout: 65_000 }, (req, res) => {
    const { host, connection, ...headers } = req.headers;
    pool
      .stream(
        { path: req.url ?? '/', method: (req.method ?? 'GET') as 'POST', headers, body: req },
        ({ statusCode, headers: answered }) => {
          delete answered.connection;
          delete answered['keep-alive'];
          delete answered['transfer-encoding'];
          res.writeHead(statusCode, answered as Record<string, string>);
          return res;
        },
      )
      .catch(() => res.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
