import { isCannotTell } from '@exchequer/core/analysis';
import { parseUsd } from '@exchequer/model';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Kept } from '../../pace/index.ts';
import {
  companyTimeZone,
  type JournalRow,
  openTestJournal,
  type TestJournal,
} from '../query/testing/journal.ts';
import { type ExplainFacts, readBridge, readCohorts, readSpikes } from './index.ts';

const list = { uncached_input: 5_000_000n, cache_read: 500_000n, output: 25_000_000n };
const range = { from: '2026-04-01', to: '2026-05-01', time_zone: companyTimeZone };

/** Four months of two workflows; on 20 April the cache of one of them breaks for two days. */
function usage(): JournalRow[] {
  let state = 7;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const rows: JournalRow[] = [];
  for (let at = 0; at < 120; at++) {
    const date = new Date(Date.parse('2026-01-01T10:00:00Z') + at * 86_400_000);
    const day = date.toISOString().slice(0, 10);
    const off = [0, 6].includes(date.getUTCDay()) ? 0.3 : 1;
    for (const workflow of ['review', 'chat']) {
      const input = Math.round(40_000_000 * off * (1 + 0.1 * (next() - 0.5)));
      const broken = workflow === 'review' && (day === '2026-04-20' || day === '2026-04-21');
      const cached = Math.round(input * (broken ? 0.05 : 0.9));
      const counts = { uncached_input: input - cached, cache_read: cached, output: Math.round(input / 50) };
      const cost =
        BigInt(counts.uncached_input) * list.uncached_input +
        BigInt(counts.cache_read) * list.cache_read +
        BigInt(counts.output) * list.output;
      const dollars = `${cost / 10n ** 12n}.${String(cost % 10n ** 12n).padStart(12, '0')}`;
      rows.push({
        ...{ event: rows.length + 1, at: date.toISOString(), workflow, ...counts },
        ...{ provider: 'anthropic', model: 'opus', price_id: 'prc_1' },
        ...{ cost_list: dollars, cost_contracted: dollars, cost_marginal: dollars },
      });
    }
  }
  rows.push({
    ...{ event: 9_999, at: '2026-04-03T10:00:00Z', provider: 'x', model: 'mystery', workflow: 'chat' },
    ...{ uncached_input: 1_000, unpriced_tokens: 1_000, suspense: '0.5' },
  });
  return rows;
}

describe('explaining spend out of the journal', () => {
  let journal: TestJournal;
  let facts: ExplainFacts;

  beforeAll(async () => {
    journal = await openTestJournal();
    await journal.book(usage());
    await journal.engine.insertJsonLines(
      'outcome_journal',
      Buffer.from(
        JSON.stringify({
          ...{ workspace: 'live', kind: 'deployment.succeeded', service: 'review', outcomes: '1' },
          ...{
            occurred_at: '2026-04-19T15:00:00Z',
            work_key: '1',
            event_key: '1',
            version_at: '2026-04-19T15:00:00Z',
          },
          ...{ recorded_at: '2026-04-19T15:00:00Z', batch_id: 'b', reason: 'usage' },
        }),
      ),
    );
    const audit = (() => Promise.resolve([])) as unknown as ExplainFacts['sql'];
    facts = {
      ...journal.facts,
      sql: audit,
      incidents: new Kept(10),
      prices: async (asked) =>
        asked.map((question) => ({ question, slices: [], base: null, ceiling: {} as never })),
    };
  }, 120_000);
  afterAll(() => journal.close());

  test('the bridge sums to the change of the rollups exactly, with unpriced usage beside it', async () => {
    const asked = { compare: 'previous', by: 'workflow', cost: 'list', depth: 3, filters: [] } as const;
    const { told, unpriced, compareRange } = await readBridge(facts, { range, ...asked });
    if (isCannotTell(told)) throw new Error(told.needs);
    const sums = await journal.engine.query<{ month: string; cost: string }>(
      "SELECT toString(toStartOfMonth(day)) AS month, sum(cost_list) AS cost FROM usage_day WHERE month IN ('2026-03-01', '2026-04-01') GROUP BY month ORDER BY month",
    );
    expect(compareRange).toMatchObject({ from: '2026-03-01', to: '2026-04-01' });
    expect([told.before, told.after]).toEqual(sums.map(({ cost }) => parseUsd(cost)));
    const parts = [...told.mix, told.price].reduce(
      (sum, { amount }) => sum + amount,
      told.volume + told.beside,
    );
    expect(parts).toBe(told.after - told.before);
    expect(told.mix).toHaveLength(3);
    expect(unpriced).toMatchObject({ tokensBefore: 0n, tokensAfter: 1_000n });
  });

  test('a broken cache is found on its day and told as such, with the deployment before it', async () => {
    const read = await readSpikes(facts, range, { cost: 'list', floor: 20 });
    if (isCannotTell(read)) throw new Error(read.needs);
    expect(read.incidents).toHaveLength(1);
    const [one] = read.incidents;
    expect(one?.incident).toMatchObject({ from: '2026-04-20', to: '2026-04-21' });
    expect(one?.causes[0]).toMatchObject({ kind: 'cache', where: { workflow: 'review' } });
    expect(one?.causes[0]?.change).toMatchObject({
      days: 1,
      event: { kind: 'deploy', name: 'Deployment of review' },
    });
    expect(one?.cell?.at).toEqual({ workflow: 'review' });
  });

  test('cohorts keep every dollar, and a range without usage cannot be told', async () => {
    const all = { ...range, from: '2026-01-01' };
    const read = await readCohorts(facts, all, { by: 'workflow', cost: 'list' });
    if (isCannotTell(read) || isCannotTell(read.cohorts)) throw new Error('cannot tell');
    expect(read.months).toEqual(['2026-01', '2026-02', '2026-03', '2026-04']);
    expect(read.cohorts.map(({ month, entities }) => [month, entities])).toEqual([['2026-01', 2]]);
    const early = { ...range, from: '2025-01-01', to: '2025-02-01' };
    expect(await readSpikes(facts, early, { cost: 'list', floor: 20 })).toMatchObject({
      cannotTell: 'all-zero',
    });
    const asked = { compare: 'previous', by: 'workflow', cost: 'list', depth: 3, filters: [] } as const;
    expect((await readBridge(facts, { range: early, ...asked })).told).toMatchObject({
      cannotTell: 'missing',
    });
  });
});
