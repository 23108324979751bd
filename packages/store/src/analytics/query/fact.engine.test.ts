import { formatUsd } from '@exchequer/model';
import { type MetricQuery, metricQuerySchema } from '@exchequer/model/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readMetrics } from './read.ts';
import { companyTimeZone, openTestJournal, type TestJournal } from './testing/journal.ts';

let journal: TestJournal;

/** An outcome row of a test: what it does not say is empty or zero. */
const outcome = (told: Record<string, unknown>) =>
  JSON.stringify({ workspace: 'live', source: 'github', counted: 1, outcomes: 1, ...told });
const put = (table: string, rows: readonly string[]) =>
  journal.engine.insertJsonLines(table, Buffer.from(rows.join('\n')));

beforeAll(async () => {
  journal = await openTestJournal();
});
afterAll(() => journal.close());

const ask = (metrics: string[], over: object = {}): MetricQuery =>
  metricQuerySchema.parse({
    metrics,
    range: { from: '2026-03-01', to: '2026-04-01', time_zone: companyTimeZone },
    ...over,
  });
const read = (metrics: string[], over: object = {}) => readMetrics(journal.facts, ask(metrics, over));
const reading = async (metric: string, over: object = {}) => (await read([metric], over)).totals[0];

describe('a figure whose source nobody has connected', () => {
  test('says what it needs and is never zero', async () => {
    expect(await reading('features_per_million')).toEqual({
      metric: 'features_per_million',
      value: null,
      compare_value: null,
      needs: 'a source of feature outcomes',
    });
    expect((await reading('deployments_per_day'))?.needs).toBe('a source of deployment outcomes');
  });
});

describe('with outcomes and usage', () => {
  beforeAll(async () => {
    // $6, $3 and $3 of base cost: 2, 1 and 1 million normalised tokens.
    const usage = [
      { team_id: 'team_a', cost: 6, at: '2026-03-02T10:00:00Z' },
      { team_id: 'team_b', cost: 3, at: '2026-03-09T10:00:00Z' },
      { team_id: '', cost: 3, at: '2026-03-30T23:30:00Z' },
    ];
    await journal.book(
      usage.map(({ cost, ...row }, event) => ({
        event,
        ...row,
        uncached_input: 1_000,
        price_id: 'prc_1',
        cost_base: formatUsd(BigInt(cost) * 10n ** 12n),
        cost_contracted: formatUsd(BigInt(cost) * 10n ** 12n),
        cost_list: formatUsd(BigInt(cost) * 10n ** 12n),
      })),
    );
    const feature = (id: number, team_id: string, more: object = {}) =>
      outcome({
        event_key: `${id}`,
        source_event_id: `${id}`,
        kind: 'feature.shipped',
        work_key: `ticket:a-${id}`,
        occurred_at: '2026-03-10T08:00:00.000Z',
        team_id,
        ...more,
      });
    const merged = (id: number, more: object) =>
      feature(id, 'team_a', { kind: 'pull_request.merged', ...more });
    await put('outcome_journal', [
      feature(1, 'team_a'),
      feature(2, 'team_a', { reversed: 1 }),
      feature(3, 'team_c'),
      feature(4, 'team_b', { occurred_at: '2026-02-10T08:00:00.000Z' }),
      merged(5, { lead_seconds: 7_200, lead_count: 1 }),
      merged(6, { lead_seconds: 3_600, lead_count: 1, occurred_at: '2026-03-31T21:30:00.000Z' }),
      merged(7, { reversed: 1 }),
      merged(8, { counted: 0 }),
      feature(9, 'team_a', { kind: 'deployment.succeeded' }),
    ]);
  });

  test('a ratio is one of sums over the whole range, each fact by its own rows', async () => {
    // Two accepted features over four million normalised tokens.
    expect((await reading('features_per_million'))?.value).toBe('0.5');
    expect((await reading('lead_time_hours'))?.value).toBe('1.5');
    expect((await reading('reverted_share'))?.value).toBe('0.333333333333');
    expect((await reading('cost_per_pull_request'))?.value).toBe('6');
  });

  test('groups hold what each fact knows of them, and a group without a denominator has no value', async () => {
    const { groups } = await read(['features_per_million'], { group_by: ['team'] });
    expect(Object.fromEntries(groups.map(({ key, values }) => [key[0], values[0]]))).toEqual({
      team_a: '0.5',
      team_b: '0',
      '': '0',
      team_c: null,
    });
    const [first] = (await read(['cost_per_feature'], { group_by: ['team'], limit: 1 })).groups;
    expect(first?.key).toEqual(['team_a']);
    const folded = (await read(['cost_per_feature'], { group_by: ['team'], limit: 1 })).groups[1];
    expect(folded).toMatchObject({ other: true, values: ['6'] });
  });

  test('days are those of the company, and a series of days divides by one day each', async () => {
    const { series, totals } = await read(['deployments_per_day'], { grain: 'day' });
    expect(totals[0]?.value).toBe('0.032258064516');
    expect(series.find(({ bucket }) => bucket === '2026-03-10')?.values).toEqual(['1']);
    const week = await read(['deployments_per_day'], { grain: 'week' });
    expect(week.series.find(({ bucket }) => bucket === '2026-03-09')?.values).toEqual(['0.142857142857']);
  });

  test('days that have not come do not count', async () => {
    const range = { from: '2026-11-06', to: '2026-12-01', time_zone: companyTimeZone };
    expect((await reading('deployments_per_day', { range }))?.value).toBe('0');
    const ahead = { from: '2027-01-01', to: '2027-02-01', time_zone: companyTimeZone };
    expect(await reading('deployments_per_day', { range: ahead })).toMatchObject({
      value: null,
      needs: 'days of the range until today in this range',
    });
  });

  test('a range without the denominator says what is missing in it', async () => {
    const range = { from: '2025-03-01', to: '2025-04-01', time_zone: companyTimeZone };
    expect(await reading('reverted_share', { range })).toMatchObject({
      value: null,
      needs: 'pull requests merged, each once in this range',
    });
    expect((await reading('restore_hours'))?.needs).toBe('a source of incident outcomes');
  });

  test('the compared range is read with the same groups', async () => {
    const { totals } = await read(['features_per_million'], { compare: 'previous' });
    expect(totals[0]?.compare_value).toBeNull();
    const features = await read(['cost_per_feature'], { compare: 'previous', group_by: ['team'] });
    expect(features.groups.find(({ key }) => key[0] === 'team_b')?.compare_values).toEqual(['0']);
  });

  test('another workspace sees none of it', async () => {
    const other = { ...journal.facts, workspace: 'sample' };
    const { totals } = await readMetrics(other, ask(['reverted_share']));
    expect(totals[0]).toMatchObject({ value: null, needs: 'a source of pull request outcomes' });
  });
});
