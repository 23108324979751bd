import { metricOf, toDefinition } from '@exchequer/core/metric';
import { formatUsd } from '@exchequer/model';
import { type MetricQuery, metricQuerySchema } from '@exchequer/model/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readEvidence } from './evidence.ts';
import { explainMetric } from './explain.ts';
import { readGrowth } from './growth.ts';
import { readMetrics } from './read.ts';
import { companyTimeZone, openTestJournal, type TestJournal } from './testing/journal.ts';

const range = { from: '2026-03-01', to: '2026-03-11', time_zone: companyTimeZone };
const days = Array.from({ length: 10 }, (_, at) => `2026-03-${String(at + 1).padStart(2, '0')}`);
const teams = ['team_a', 'team_b', 'team_c', 'team_d', 'team_e', 'team_f'];
let journal: TestJournal;

const put = (table: string, rows: readonly object[]) =>
  journal.engine.insertJsonLines(
    table,
    Buffer.from(rows.map((row) => JSON.stringify({ workspace: 'live', ...row })).join('\n')),
  );
const usd = (amount: number) => formatUsd(BigInt(amount) * 10n ** 12n);

beforeAll(async () => {
  journal = await openTestJournal();
  journal.facts = {
    ...journal.facts,
    directory: { employments: async () => [], layers: async () => 3 },
    decisions: { latencyHours: async (_, permille) => (permille === 500 ? '12' : null) },
  };
  // Six teams: ten dollars each, team_a twice as much; one session of team_a led to a merge.
  await journal.book(
    teams.map((team_id, event) => ({
      event,
      at: '2026-03-02T10:00:00Z',
      team_id,
      provider: event === 0 ? 'anthropic' : 'openai',
      tool: 'claude-code',
      session_id: `session-${event}`,
      repo: 'github.com/acme/api',
      branch: 'fix',
      uncached_input: 1_000_000,
      price_id: 'prc_1',
      cost_base: usd(event === 0 ? 20 : 10),
      cost_contracted: usd(event === 0 ? 20 : 10),
      cost_list: usd(event === 0 ? 20 : 10),
    })),
  );
  await put(
    'staff_day',
    days.flatMap((day, at) => [
      {
        day,
        team_id: 'team_a',
        role: 'engineer',
        persons: 8 + (at > 4 ? 2 : 0),
        person_days: 8 + (at > 4 ? 2 : 0),
      },
      { day, team_id: 'team_b', role: 'manager', persons: 1, person_days: 1, managers: 1 },
    ]),
  );
  await put(
    'pay_day',
    days.map((day) => ({
      day,
      team_id: 'team_a',
      currency: 'USD',
      persons: 8,
      base: '70',
      bonus: '0',
      equity: '0',
    })),
  );
  await put(
    'stated_day',
    days.flatMap((day) => [
      { day, key: 'available_hours', amount: '64' },
      { day, key: 'productive_hours', amount: '48.5' },
    ]),
  );
  await put('decision_day', [
    {
      day: days[2],
      decisions: 4,
      acted: 3,
      by_ai: 2,
      reversed: 1,
      inputs: 10,
      inputs_ready: 7,
      forecast: 2,
      brier_sum: 250_000,
      judgement_minutes: 60,
      execution_minutes: 20,
    },
  ]);
  await put('gate_day', [
    { day: days[0], about: 'calls', requests: 200, denied: 5 },
    { day: days[0], about: 'budget', budget_limit: '100', budget_spent: '35', capped_spend: '14' },
  ]);
  const row = (id: string, told: object) => ({
    source: 'github',
    source_event_id: id,
    event_key: id,
    occurred_at: '2026-03-03T09:00:00.000Z',
    counted: 1,
    outcomes: 1,
    ...told,
  });
  await put('outcome_journal', [
    row('1', {
      kind: 'pull_request.merged',
      work_key: 'pull_request:github.com/acme/api#1',
      team_id: 'team_a',
    }),
    row('2', {
      kind: 'revenue.booked',
      work_key: 'customer:stripe/1',
      value: '500',
      value_usd: '500',
      currency: 'USD',
    }),
    row('3', {
      kind: 'revenue.refunded',
      work_key: 'customer:stripe/1',
      value: '-50',
      value_usd: '-50',
      currency: 'USD',
    }),
    ...teams.flatMap((team_id, at) =>
      Array.from({ length: 6 }, (_, ticket) =>
        row(`${at}${ticket}0`, {
          kind: 'ticket.resolved',
          work_key: `ticket:${at}-${ticket}`,
          team_id,
          handled_by: 'ai',
          human_minutes: 30,
          quality_points: 80,
          quality_count: 1,
        }),
      ),
    ),
    row('900', { kind: 'ticket.escalated', work_key: 'ticket:x', team_id: 'team_a', handled_by: 'ai' }),
  ]);
  const linked = {
    ...{ tool: 'claude-code', session_id: 'session-0', repo: 'github.com/acme/api', branch: 'fix' },
    ...{ work_key: 'pull_request:github.com/acme/api#1', rule: 'head-branch', confidence: 950 },
  };
  await put('usage_work', [
    { ...linked, work_kind: 'pull_request' },
    { ...linked, work_kind: 'accepted' },
    // Linked, but nothing of it was accepted.
    { ...linked, session_id: 'session-1', work_kind: 'ticket', work_key: 'ticket:open' },
  ]);
});
afterAll(() => journal.close());

const read = async (key: string, over: object = {}) => {
  const query: MetricQuery = metricQuerySchema.parse({ metrics: [key], range, ...over });
  return (await readMetrics(journal.facts, query)).totals[0]?.value;
};

describe('figures of people, pay, links, decisions and the gate', () => {
  test.each([
    // Eight engineers for five days, ten for five, and a manager: 100 person-days in ten days.
    ['headcount', '10'],
    ['headcount_growth', '0.222222222222'],
    ['span', '9'],
    ['layers', '3'],
    ['revenue', '450'],
    ['revenue_per_employee', '45'],
    ['revenue_per_million_average', '19.285714285714'],
    ['normalised_tokens_per_fte', '2333333.333333333333'],
    ['leverage_ratio', '0.1'],
    ['utilisation', '0.7578125'],
    ['linked_share', '0.285714285714'],
    ['unlinked_spend', '50'],
    ['vendor_concentration', '0.591836734694'],
    ['largest_vendor_share', '0.714285714286'],
    ['decision_latency_p50', '12'],
    ['decisions_enabled_per_week', '1.4'],
    ['judgement_share', '0.75'],
    ['decision_quality', '0.666666666667'],
    ['brier_score', '0.125'],
    ['decision_data_readiness', '0.7'],
    ['denied_share', '0.025'],
    ['capped_share', '0.2'],
    ['budget_headroom', '0.65'],
    ['human_equivalent_hours', '18'],
    ['escalation_share', '0.027027027027'],
    ['satisfaction', '80'],
    ['cost_per_resolution', '1.944444444444'],
    ['cost_per_million_loaded', '11.666666666667'],
  ])('%s is %s, as worked out by hand', async (key, value) => {
    expect(await read(key)).toBe(value);
  });

  test('revenue that no usage leads to is no linked revenue of zero: nobody knows of any', async () => {
    const asked = metricQuerySchema.parse({ metrics: ['revenue_per_million_linked', 'linked_share'], range });
    const { totals } = await readMetrics(journal.facts, asked);
    expect(totals[0]).toMatchObject({
      value: null,
      needs: 'revenue that names work which usage is linked to',
    });
    expect(totals[1]?.value).not.toBeNull();
  });

  test('a stock of a week is that of its last day, and the range has that of its own last day', async () => {
    const query = metricQuerySchema.parse({ metrics: ['headcount_growth'], range, grain: 'week' });
    const { series, totals } = await readMetrics(journal.facts, query);
    expect(totals[0]?.value).toBe('0.222222222222');
    expect(series.map(({ bucket, values }) => [bucket, values[0]])).toEqual([
      ['2026-02-23', '0'],
      ['2026-03-02', '0.222222222222'],
      ['2026-03-09', '0'],
    ]);
  });

  test('revenue without a rate gives no figure but says whose rate is missing', async () => {
    await put('outcome_journal', [
      {
        ...{
          source: 'stripe',
          source_event_id: 'eur',
          event_key: '77',
          occurred_at: '2026-05-03T09:00:00.000Z',
        },
        ...{ kind: 'revenue.booked', counted: 1, outcomes: 1, value: '9', currency: 'EUR', unconverted: 1 },
      },
    ]);
    const may = { from: '2026-05-01', to: '2026-06-01', time_zone: companyTimeZone };
    const query = metricQuerySchema.parse({ metrics: ['revenue_per_employee'], range: may });
    const [total] = (await readMetrics(journal.facts, query)).totals;
    expect(total).toMatchObject({
      value: null,
      needs: expect.stringMatching(/^rate EUR on \d{4}-\d{2}-\d{2}$/),
    });
  });
});

describe('what figures rest on', () => {
  test('an interval is drawn from teams and holds the figure', async () => {
    const [evidence] = await readEvidence(journal.facts, range, ['cost_per_resolution']);
    expect(evidence).toMatchObject({ grade: 'E0', n: '36', teams: 6, shows: 'value', coverage: '1' });
    expect(Number(evidence?.interval?.low)).toBeLessThanOrEqual(70 / 36);
    expect(Number(evidence?.interval?.high)).toBeGreaterThanOrEqual(70 / 36);
  });

  test('a single pull request is too few to say anything', async () => {
    const [evidence] = await readEvidence(journal.facts, range, ['cost_per_pull_request']);
    expect(evidence).toMatchObject({
      n: '1',
      shows: 'interval' === evidence?.shows ? 'interval' : 'nothing',
    });
    expect(evidence?.reason).toContain('fewer than 30 outcomes');
  });

  test('a formula opens to the sums that it is made of, and names what is missing', async () => {
    const open = (key: string) => {
      const metric = metricOf(key);
      if (!metric) throw new Error(`the catalogue lost ${key}`);
      return explainMetric(journal.facts, { metric, definition: toDefinition(metric), range });
    };
    const told = await open('cost_per_resolution');
    expect(told.value).toBe('1.944444444444');
    expect(told.inputs.map(({ measure, sum, needs }) => [measure, sum, needs !== null])).toEqual([
      ['cost_contracted', '70', false],
      ['stated_support_platform_cost', null, true],
      ['stated_quality_assurance_cost', null, true],
      ['stated_human_ticket_cost', null, true],
      ['ai_resolved', '36', false],
    ]);
    const lacking = await open('cost_per_feature');
    expect(lacking).toMatchObject({ value: null, needs: 'a source of feature outcomes' });
    expect(lacking.remedy?.to).toBe('/w/$ws/sources');
  });

  test('growth against nothing before cannot be told', async () => {
    expect((await readGrowth(journal.facts, range)).verdict).toBe('cannot-tell');
  });
});
