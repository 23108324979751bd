/**
 * Test-only: serves the embedded engine on ClickHouse's HTTP interface, as far as the official
 * client uses it, so that the path over the network is tested with real SQL and a real engine.
 * Not a server: no authentication, no sessions, one data directory.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ChdbConnection, createChdbConnection } from 'chdb/connection';

export interface Bridge {
  url: string;
  close(): Promise<void>;
}

/** Settings that only a server's HTTP layer knows. */
const httpOnly =
  /^(wait_end_of_query|send_progress_in_http_headers|http_\w+|enable_http_compression|query_id|database|role|session_\w+|default_format)$/;

export async function startBridge(path: string): Promise<Bridge> {
  const engine = createChdbConnection({ path });
  // Settings are per connection and set by statement, so requests must not run side by side.
  let lane: Promise<unknown> = Promise.resolve();
  const server: Server = createServer((request, response) => {
    lane = lane.then(() => answer(engine, request, response)).catch(() => undefined);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
      await engine.close();
    },
  };
}

async function answer(engine: ChdbConnection, request: IncomingMessage, response: ServerResponse) {
  const url = new URL(request.url ?? '/', 'http://bridge');
  if (url.pathname === '/ping') return void response.end('Ok.\n');
  const body = await bytesOf(request);
  const { query, params, settings } = readParts(url, body);
  try {
    const sql = query.trim().replace(/;$/, '');
    const result = await run(engine, sql, params, settings);
    response.writeHead(200, { 'x-clickhouse-query-id': 'bridge', 'x-clickhouse-summary': '{}' });
    response.end(result);
  } catch (error) {
    const text = (error as Error & { cause?: Error }).cause?.message ?? (error as Error).message;
    const code = /Code: (\d+)/.exec(text)?.[1] ?? '0';
    response.writeHead(500, { 'x-clickhouse-exception-code': code });
    response.end(`${text} (version 26.7.2.1 (bridge))`);
  }
}

function readParts(url: URL, body: Buffer) {
  const inUrl = url.searchParams.get('query');
  const params: Record<string, string> = {};
  const settings: Record<string, string> = {};
  for (const [name, value] of url.searchParams) {
    if (name.startsWith('param_')) params[name.slice(6)] = value;
    else if (name !== 'query' && !httpOnly.test(name)) settings[name] = value;
  }
  const query = inUrl === null ? body.toString('utf8') : `${inUrl}\n${body.toString('utf8')}`;
  return { query, params, settings };
}

async function run(
  engine: ChdbConnection,
  sql: string,
  params: Record<string, string>,
  settings: Record<string, string>,
): Promise<Buffer> {
  const result = await engine.exec({
    query: sql,
    ...(Object.keys(params).length > 0 && { query_params: params }),
    clickhouse_settings: settings,
  } as Parameters<ChdbConnection['exec']>[0]);
  return bytesOf(result.stream);
}

async function bytesOf(stream: AsyncIterable<Buffer | string>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}
