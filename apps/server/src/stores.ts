import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type AnalyticsEngine, openEngine } from '@exchequer/store/analytics/engine';
import { migrate, migrations } from '@exchequer/store/migrations';
import { assertReachable, connectPostgres, startEmbedded } from '@exchequer/store/postgres';
import type { Sql } from 'postgres';

/** Where a server keeps its data, and which servers it uses instead of the embedded engines. */
export interface Place {
  /** Folder of all data of this install. */
  home: string;
  databaseUrl?: string | undefined;
  clickhouseUrl?: string | undefined;
  clickhouseCluster?: string | undefined;
  /** Told what takes time at start. */
  say: (line: string) => void;
}

/** The two engines, open and migrated as far as they need no settings. */
export interface Stores {
  sql: Sql;
  engine: AnalyticsEngine;
  close(): Promise<void>;
}

/** Opens PostgreSQL (embedded unless a URL is given) and ClickHouse side by side. */
export async function openStores(place: Place): Promise<Stores> {
  await mkdir(place.home, { recursive: true, mode: 0o700 });
  const [books, engine] = await Promise.all([openBooks(place), openAnalytics(place)]);
  return {
    sql: books.sql,
    engine,
    close: async () => {
      await engine.close();
      await books.close();
    },
  };
}

async function openBooks({ home, databaseUrl, say }: Place): Promise<{ sql: Sql; close(): Promise<void> }> {
  const embedded = databaseUrl ? null : await startEmbedded({ home, say });
  const sql = connectPostgres(databaseUrl ?? embedded?.url ?? '');
  await assertReachable(sql);
  await migrate(sql, migrations);
  return {
    sql,
    close: async () => {
      await sql.end({ timeout: 5 });
      await embedded?.stop();
    },
  };
}

const openAnalytics = ({ home, clickhouseUrl, clickhouseCluster }: Place): Promise<AnalyticsEngine> =>
  openEngine({ path: join(home, 'clickhouse'), url: clickhouseUrl, cluster: clickhouseCluster });
