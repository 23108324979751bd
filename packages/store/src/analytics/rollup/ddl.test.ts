import { measures } from '@exchequer/core/metric';
import { measureColumns } from '@exchequer/model';
import { describe, expect, test } from 'vitest';
import { rollupDdl } from './ddl.ts';
import { rollupMeasures, rollups } from './level.ts';

const alone = rollupDdl({ timeZone: 'Europe/Warsaw', cluster: null });
const clustered = rollupDdl({ timeZone: 'Europe/Warsaw', cluster: 'main' });

describe('tables of rollups', () => {
  test('on one node each rollup is a table and the view that feeds it', () => {
    expect(alone).toHaveLength(rollups.length * 2);
    expect(alone[0]).toMatch(/^CREATE TABLE IF NOT EXISTS usage_quarter \(workspace /);
    expect(alone[0]).toContain('ENGINE = SummingMergeTree(');
    expect(alone[0]).toContain('SETTINGS non_replicated_deduplication_window = 1000');
    expect(alone[1]).toMatch(
      /^CREATE MATERIALIZED VIEW IF NOT EXISTS usage_quarter_feed TO usage_quarter AS/,
    );
    expect(alone[1]).toContain('FROM usage_journal AS j\nWHERE j.metered = 1');
  });

  test('on a cluster rows are replicated, read through a distributed table, and fed on their own node', () => {
    const [stored, distributed, view] = clustered;
    expect(stored).toMatch(/^CREATE TABLE IF NOT EXISTS usage_quarter_local ON CLUSTER 'main' \(workspace /);
    expect(stored).toContain(
      "ENGINE = ReplicatedSummingMergeTree('/clickhouse/tables/{shard}/{database}/usage_quarter_local', '{replica}', (",
    );
    expect(stored).not.toContain('non_replicated_deduplication_window');
    expect(distributed).toContain(
      "CREATE TABLE IF NOT EXISTS usage_quarter ON CLUSTER 'main' AS usage_quarter_local ENGINE = Distributed('main', currentDatabase(), 'usage_quarter_local', rand())",
    );
    expect(view).toMatch(
      /^CREATE MATERIALIZED VIEW IF NOT EXISTS usage_quarter_feed ON CLUSTER 'main' TO usage_quarter_local AS/,
    );
    expect(view).toContain('FROM usage_journal_local AS j');
  });

  test('days are those of the company, with its zone quoted', () => {
    const days = alone.filter((statement) => statement.includes('usage_day_feed'));
    expect(days[0]).toContain("toDate(j.bucket, 'Europe/Warsaw') AS day");
  });

  test('every measure of the journal, and every one a metric may be made of, is kept', () => {
    const kept = rollupMeasures.map(({ name }) => name);
    expect(kept).toEqual(expect.arrayContaining([...measureColumns]));
    expect([...kept].sort()).toEqual([...measures].sort());
  });
});
