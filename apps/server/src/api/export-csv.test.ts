import { type MetricResult, metricQuerySchema } from '@exchequer/model/contract';
import { describe, expect, test } from 'vitest';
import { toCsv } from './export-csv.ts';

const result = (over: Partial<MetricResult> = {}): MetricResult => ({
  query: metricQuerySchema.parse({
    metrics: ['spend_list', 'tokens'],
    range: { from: '2026-03-01', to: '2026-04-01', time_zone: 'Europe/Warsaw' },
    group_by: ['model'],
    filters: [{ dimension: 'tool', op: 'in', values: ['codex', 'claude-code'] }],
  }),
  compare_range: null,
  totals: [
    { metric: 'spend_list', value: '12.000000000001', compare_value: null, needs: null },
    { metric: 'tokens', value: '9007199254740993', compare_value: null, needs: null },
  ],
  groups: [
    {
      key: ['a'],
      label: ['=HYPERLINK("x")'],
      other: false,
      values: ['-2.5', '7'],
      compare_values: [null, null],
    },
    { key: ['b'], label: ['@b, "c"'], other: false, values: [null, '3'], compare_values: [null, null] },
  ],
  series: [],
  provenance: {
    kind: 'measured',
    newest_event_at: '2026-03-30T10:00:00.000Z',
    newest_recorded_at: '2026-03-30T10:01:00.000Z',
    snapshot_at: '2026-04-01T00:00:00.000Z',
    priced_token_share: '0.9',
    attributed_token_share: null,
    lower_bound: true,
    missing_output_tokens: '40',
    duplicates_collapsed: 2,
  },
  ...over,
});

const lines = (text: string) => text.split('\r\n');

describe('a CSV export', () => {
  test('says its range, zone, filters, snapshot and provenance before its table', () => {
    expect(lines(toCsv(result())).slice(0, 11)).toEqual([
      'Range,"2026-03-01 to 2026-04-01, the last day excluded"',
      'Time zone,Europe/Warsaw',
      'Filters,tool in codex | claude-code',
      'Snapshot,2026-04-01T00:00:00.000Z',
      'Provenance,measured',
      'Newest event,2026-03-30T10:00:00.000Z',
      'Newest record,2026-03-30T10:01:00.000Z',
      'Priced share of tokens,0.9',
      'Attributed share of tokens,no usage',
      'Lower bound,"yes, at least 40 output tokens are missing"',
      'Duplicates collapsed,2',
    ]);
  });

  test('has the values of the API to the last digit, and no text that a spreadsheet would run', () => {
    expect(lines(toCsv(result())).slice(12)).toEqual([
      'model,"Spend, list (usd)",Tokens processed (tokens)',
      `"'=HYPERLINK(""x"")",-2.5,7`,
      `"'@b, ""c""",,3`,
      'Total,12.000000000001,9007199254740993',
      '',
    ]);
  });

  test('has one line per bucket where the query has a grain', () => {
    const { query } = result();
    const series = [{ bucket: '2026-03-01', key: ['a'], values: ['1', '2'] }];
    const text = toCsv(result({ query: { ...query, grain: 'day' }, series }));
    expect(text).toContain('day,model,"Spend, list (usd)"');
    expect(text).toContain(`2026-03-01,"'=HYPERLINK(""x"")",1,2\r\nTotal,,12.000000000001,`);
  });

  test('of the sample is marked as such', () => {
    const { provenance } = result();
    expect(toCsv(result({ provenance: { ...provenance, kind: 'sample' } }))).toMatch(/^SAMPLE,/);
  });
});
