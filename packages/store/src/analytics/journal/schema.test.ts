import { describe, expect, test } from 'vitest';
import { journalDdl } from './index.ts';

describe('tables of the journal', () => {
  test('stand alone on one engine', () => {
    const ddl = journalDdl(null);
    expect(ddl[0]).toMatch(/^CREATE TABLE IF NOT EXISTS usage_journal \(/);
    expect(ddl[0]).toContain('ENGINE = MergeTree\nPARTITION BY toYYYYMM(occurred_at)');
    expect(ddl[0]).toContain('non_replicated_deduplication_window = 1000');
    expect(ddl.join('\n')).not.toMatch(/ON CLUSTER|Replicated|Distributed/);
  });

  test('are replicated and distributed on a cluster, with one event on one shard', () => {
    const ddl = journalDdl('main');
    expect(ddl[0]).toMatch(/^CREATE TABLE IF NOT EXISTS usage_journal_local ON CLUSTER 'main' \(/);
    expect(ddl[0]).toContain(
      "ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/{database}/usage_journal_local', '{replica}')",
    );
    expect(ddl[0]).not.toContain('non_replicated_deduplication_window');
    expect(ddl[1]).toBe(
      "CREATE TABLE IF NOT EXISTS usage_journal ON CLUSTER 'main' AS usage_journal_local ENGINE = Distributed('main', currentDatabase(), 'usage_journal_local', event_key)",
    );
    const view = ddl.find((statement) => statement.includes('MATERIALIZED VIEW'));
    expect(view).toContain("usage_identity_view ON CLUSTER 'main' TO usage_identity_local AS");
    expect(view).toContain('FROM usage_journal_local ARRAY JOIN');
  });
});
