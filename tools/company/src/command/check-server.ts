import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Actor } from '@exchequer/core/access';
import { postgresSeriesStore } from '@exchequer/store/series';
import { csvRoute } from '../../../../apps/server/src/api/export-csv.ts';
import { type Composed, compose } from '../../../../apps/server/src/compose.ts';
import { createHttpServer } from '../../../../apps/server/src/http/index.ts';
import { createIngest } from '../../../../apps/server/src/ingest/index.ts';

/** A tower of its own, that answers over HTTP on loopback. */
export interface Tower extends Composed {
  base: string;
  stop(): Promise<void>;
}

/** Starts a tower on a home; on one of its own, which goes with it, where none is named. */
export async function startTower(named: string | undefined): Promise<Tower> {
  const home = named ?? mkdtempSync(join(tmpdir(), 'exchequer-company-'));
  const now = () => new Date();
  const composed = await compose({ home, env: { ...databaseOf(process.env), TZ: 'UTC' }, now });
  const { services, router, newId, journal: intake } = composed;
  const { outcomes, links, quarantine } = services;
  const series = postgresSeriesStore(services.sql);
  const http = createHttpServer({
    ...{ services, router, newId, now, webRoot: home, publicUrl: null },
    ingest: createIngest({ ...{ outcomes, links, quarantine, intake, series, now }, log: () => {} }),
    healthy: async () => true,
    log: () => {},
    raw: [csvRoute],
  });
  return {
    ...composed,
    base: await http.listen(0),
    stop: async () => {
      await http.close(0);
      await composed.close();
      if (!named) rmSync(home, { recursive: true, force: true });
    },
  };
}

const databaseOf = ({ DATABASE_URL }: NodeJS.ProcessEnv): Record<string, string> =>
  DATABASE_URL ? { DATABASE_URL } : {};

/** Who loads and asks: the tool itself. */
export const tool: Actor = {
  ...{ id: 'usr_company_check', kind: 'person', name: 'company check', workspace: 'live', workerId: null },
  scopes: ['admin'],
};
