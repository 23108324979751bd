import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { usageColumns } from '@exchequer/model';
import { type AnalyticsEngine, openEngine } from '../../engine/index.ts';
import { factDdl } from '../../fact/index.ts';
import { factoryDdl } from '../../factory/index.ts';
import { journalDdl } from '../../journal/index.ts';
import { linkDdl } from '../../link/index.ts';
import { outcomeDdl } from '../../outcome/index.ts';
import { rollupDdl } from '../../rollup/index.ts';
import type { ReadingFacts } from '../facts.ts';

export const companyTimeZone = 'Europe/Warsaw';

/** A journal row of a test: what it does not say is empty or zero. */
export interface JournalRow {
  event: number;
  at: string;
  reason?: string;
  aliases?: [string, number][];
  [column: string]: unknown;
}

/** An engine with journal and rollups, and a way to book rows straight into the journal. */
export interface TestJournal {
  engine: AnalyticsEngine;
  facts: ReadingFacts;
  book(rows: readonly JournalRow[]): Promise<void>;
  close(): Promise<void>;
}

const numeric = /^(Int|UInt|Decimal)/;

function toLine({ event, at, reason = 'usage', aliases = [], ...told }: JournalRow): string {
  const row = Object.fromEntries(usageColumns.map(({ name, type }) => [name, numeric.test(type) ? 0 : '']));
  return JSON.stringify({
    ...row,
    workspace: 'live',
    source: 'api',
    source_event_id: `event-${event}`,
    metered: 1,
    requests: 1,
    ...told,
    occurred_at: at,
    event_key: String(event),
    aliases,
    recorded_at: new Date(Date.parse(at) + 60_000).toISOString(),
    batch_id: 'batch',
    reason,
  });
}

export async function openTestJournal(): Promise<TestJournal> {
  const path = mkdtempSync(join(tmpdir(), 'exchequer-query-'));
  const engine = await openEngine({ path, readers: 2 });
  const setting = { timeZone: companyTimeZone, cluster: null };
  const usage = [...journalDdl(null), ...rollupDdl(setting)];
  for (const sql of [
    ...usage,
    ...outcomeDdl(setting),
    ...linkDdl(null),
    ...factDdl(null),
    ...factoryDdl(setting),
  ]) {
    await engine.command(sql);
  }
  return {
    engine,
    facts: {
      engine,
      workspace: 'live',
      companyTimeZone,
      now: new Date('2026-11-15T12:00:00Z'),
      labels: { namesOf: async () => new Map([['team_a', 'Platform']]) },
      directory: { employments: async () => [] },
    },
    book: (rows) => engine.insertJsonLines('usage_journal', Buffer.from(rows.map(toLine).join('\n'))),
    close: async () => {
      await engine.close();
      rmSync(path, { recursive: true, force: true });
    },
  };
}
