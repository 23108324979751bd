import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Composed, compose } from '../compose.ts';

/** A composed server on a home of its own, removed afterwards. */
export interface TestServer extends Composed {
  home: string;
  remove(): Promise<void>;
}

export async function testServer(
  env: Record<string, string> = {},
  now = () => new Date(),
): Promise<TestServer> {
  const home = mkdtempSync(join(tmpdir(), 'exchequer-server-'));
  const composed = await compose({ home, env: { TZ: 'UTC', ...env }, now });
  return {
    ...composed,
    home,
    remove: async () => {
      await composed.close();
      removePostgresOutside(home);
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** As root the database may stand outside the home; the home then says where. */
function removePostgresOutside(home: string): void {
  try {
    const place = JSON.parse(readFileSync(join(home, 'postgres', 'place.json'), 'utf8')) as {
      folder: string;
    };
    if (place.folder.startsWith('/var/lib/exchequer/'))
      rmSync(place.folder, { recursive: true, force: true });
  } catch {
    // The data stands in the home and goes with it.
  }
}

/** The oracle's figures for one slice of usage. */
export interface ExpectedTotals {
  requests: number;
  tokens: Record<string, number | null>;
  cost_usd_exact: string | null;
  unpriced_requests: number;
  unpriced_tokens: number;
}

/** The same figures by SQL over the journal, per value of `key`. */
export async function totalsBy(
  server: TestServer,
  key: string,
  where = '1',
): Promise<Record<string, ExpectedTotals>> {
  const rows = await server.services.engine.query<Record<string, string>>(`
    SELECT key, toString(sum(requests)) AS requests,
      ${classes.map((c) => `toString(sum(${c})) AS ${c}`).join(', ')},
      toString(sum(reasoning)) AS reasoning, sum(reasoning_reported) > 0 AS reports_reasoning,
      toString(sum(cost_list)) AS cost, toString(sum(unpriced_requests)) AS unpriced_requests,
      toString(sum(unpriced_tokens)) AS unpriced_tokens
    FROM (SELECT *, ${key} AS key FROM usage_journal WHERE metered = 1 AND (${where}))
    GROUP BY key HAVING toInt64(requests) != 0 OR toInt64(output) != 0 ORDER BY key`);
  return Object.fromEntries(rows.map((row) => [row.key, fromRow(row)]));
}

const classes = [
  'uncached_input',
  'cache_read',
  'cache_write_5m',
  'cache_write_1h',
  'cache_write_unknown',
  'output',
];

function fromRow(row: Record<string, string>): ExpectedTotals {
  const tokens: Record<string, number | null> = {};
  for (const name of classes) tokens[name] = Number(row[name]);
  tokens.reasoning = Number(row.reports_reasoning) ? Number(row.reasoning) : null;
  tokens.total = classes.reduce((sum, name) => sum + Number(row[name]), 0);
  const unpriced = Number(row.unpriced_requests);
  const requests = Number(row.requests);
  return {
    requests,
    tokens,
    cost_usd_exact: unpriced === requests && requests > 0 ? null : (row.cost ?? null),
    unpriced_requests: unpriced,
    unpriced_tokens: Number(row.unpriced_tokens),
  };
}
