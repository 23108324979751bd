import { postgresSeriesStore } from '@exchequer/store/series';
import { csvRoute } from '../api/export-csv.ts';
import { ledgerExportRoute } from '../api/export-ledger.ts';
import { grantPaperRoutes } from '../api/grant-paper.ts';
import { myStatementRoute } from '../api/me-paper.ts';
import { reportPaperRoute } from '../api/report-paper.ts';
import { createHttpServer } from '../http/index.ts';
import { createIngest } from '../ingest/index.ts';
import { type TestServer, testServer } from './index.ts';

/** A composed server that answers over HTTP, called as the machine's own command line calls it. */
export interface TestHttpServer extends TestServer {
  /** Where it answers, for calls of other callers. */
  base: string;
  /** Sends a call and reads the answer, whatever its status. */
  call(method: string, path: string, body?: unknown): Promise<{ status: number; body: Answer }>;
  /** Sends a call that must succeed. */
  must(method: string, path: string, body?: unknown): Promise<Answer>;
  /** Reads a file, whatever its status. */
  download(path: string): Promise<{ status: number; headers: Headers; body: Buffer }>;
}

/** As JSON is read: tests compare answers field by field, and the contract is proven elsewhere. */
type Answer = ReturnType<typeof JSON.parse>;

export async function testHttpServer(
  env: Record<string, string> = {},
  now = () => new Date(),
): Promise<TestHttpServer> {
  const server = await testServer(env, now);
  const { services, router, journal, newId } = server;
  const series = postgresSeriesStore(services.sql);
  const { quarantine, outcomes, links } = services;
  const http = createHttpServer({
    services,
    router,
    ingest: createIngest({ ...{ outcomes, links, quarantine }, intake: journal, series, now, log: () => {} }),
    webRoot: server.home,
    publicUrl: null,
    newId,
    now,
    healthy: async () => true,
    log: () => {},
    raw: [csvRoute, ...grantPaperRoutes, myStatementRoute, reportPaperRoute, ledgerExportRoute],
  });
  const base = await http.listen(0);
  const call: TestHttpServer['call'] = async (method, path, body) => {
    const response = await fetch(base + path, {
      method,
      headers: { authorization: `Bearer ${services.access.localToken}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : JSON.parse(text) };
  };
  return {
    ...server,
    base,
    call,
    download: async (path) => {
      const authorization = `Bearer ${services.access.localToken}`;
      const response = await fetch(base + path, { headers: { authorization } });
      const body = Buffer.from(await response.arrayBuffer());
      return { status: response.status, headers: response.headers, body };
    },
    must: async (method, path, body) => {
      const answer = await call(method, path, body);
      if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
      return answer.body;
    },
    remove: async () => {
      await http.close(0);
      await server.remove();
    },
  };
}
