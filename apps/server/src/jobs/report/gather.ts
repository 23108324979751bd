import { monthStart } from '@exchequer/core/envelope';
import { metricPairs } from '@exchequer/core/metric';
import { type BoardFacts, type SumFact, unitMetrics } from '@exchequer/core/report';
import type { Evidence, Reading } from '@exchequer/model/contract';
import { readRegistered } from '@exchequer/store/analytics/advice';
import { carefully, type MonthAsked } from './asked.ts';
import { estimateOf } from './estimate.ts';
import { moneyOf } from './gather-money.ts';
import { moversOf } from './movers.ts';

/** Metrics of the pack beside those of the strip, a query each line: what reads alike is read together. */
const pairKeys = metricPairs.flatMap(({ headcount, token }) => [headcount, token]);
const beside = [
  'spend_contracted',
  'suspense',
  'unpriced_share',
  'unattributed_share',
  'linked_share',
  'capped_share',
  'vendor_concentration',
  'revenue',
] as const;
const factMetrics = [...unitMetrics, 'token_share_of_pay', 'idle_watts_loss'] as const;

/** Everything that the board pack of a month is made of, asked as the caller may ask it. */
export async function gatherBoard(asked: MonthAsked): Promise<BoardFacts> {
  const { api, workspace, appUrl, month, range, today, fiscalStart, now, log } = asked;
  const { company_name: company } = await api.settings.get();
  const [readings, year, evidence, estimate, bridge, movers, money, agents, advice] = await Promise.all([
    readingsOf(asked),
    yearOf(asked),
    carefully(log, 'evidence', () => evidenceOf(asked)),
    estimateOf(asked),
    api.explain.bridge({ workspace, range, cost: 'contracted', compare: 'previous', by: 'workflow' }),
    carefully(log, 'movers', () => moversOf(asked)),
    moneyOf(asked),
    carefully(log, 'agents', () => agentsOf(asked)),
    carefully(log, 'advice', () => adviceOf(asked)),
  ]);
  return {
    ...{ workspace, company, appUrl, month, range, running: range.to > today, madeAt: now.toISOString() },
    ...{ readings, year: { from: yearStart(month, fiscalStart), reading: year }, estimate, bridge },
    ...{ evidence: evidence ?? new Map(), movers: movers ?? [], agents, revenue: revenueOf(readings) },
    ...money,
    ...(advice ?? { inbox: [], applied: [], judged: false }),
  };
}

/** Revenue in dollars, or what it needs to be known. */
function revenueOf(readings: ReadonlyMap<string, Reading>): SumFact {
  const revenue = readings.get('revenue');
  return { sum: revenue?.value ?? null, needs: revenue ? revenue.needs : 'revenue of the month' };
}

/** First day of the fiscal year that holds a month. */
function yearStart(month: string, fiscalStart: number): string {
  const since = (Number(month.slice(5, 7)) - fiscalStart + 12) % 12;
  return monthStart(`${month}-01`, -since);
}

async function readingsOf({ api, workspace, range, log }: MonthAsked): Promise<Map<string, Reading>> {
  const groups = [pairKeys, [...beside], [...factMetrics]].map((metrics: string[]) =>
    carefully(log, `readings of ${metrics[0]}`, async () => {
      return (await api.metric.query({ workspace, metrics, range, compare: 'previous' })).totals;
    }),
  );
  const totals = (await Promise.all(groups)).flatMap((group) => group ?? []);
  return new Map(totals.map((reading) => [reading.metric, reading]));
}

async function yearOf({ api, workspace, month, range, fiscalStart }: MonthAsked): Promise<Reading> {
  const { totals } = await api.metric.query({
    ...{ workspace, metrics: ['spend_contracted'] },
    range: { ...range, from: yearStart(month, fiscalStart) },
  });
  const none = { metric: 'spend_contracted', value: null, compare_value: null, needs: 'usage' };
  return totals[0] ?? none;
}

async function evidenceOf({ api, workspace, range }: MonthAsked): Promise<Map<string, Evidence>> {
  const found = await api.value.evidence({ workspace, range, metrics: [...unitMetrics] });
  return new Map(found.map((one) => [one.metric, one]));
}

/** Agents that are registered on the last day, and those nobody answers for. */
async function agentsOf({ sql, workspace, range, today }: MonthAsked): Promise<BoardFacts['agents']> {
  const to = range.to < today ? range.to : today;
  const { agents } = await readRegistered({ sql, workspace, from: range.from, to });
  if (agents.length === 0) return null;
  return { all: agents.length, orphans: agents.filter(({ hasOwner }) => !hasOwner).length };
}

/** What is to do, and what was done; applied ones of the last hundreds. */
async function adviceOf({
  api,
  workspace,
}: MonthAsked): Promise<Pick<BoardFacts, 'inbox' | 'applied' | 'judged'>> {
  const list = (state: 'inbox' | 'applied' | 'undone', limit: number) =>
    api.advice.list({ workspace, state, about: 'everything', limit });
  const [inbox, applied, undone] = await Promise.all([
    list('inbox', 20),
    list('applied', 500),
    list('undone', 200),
  ]);
  return {
    inbox: inbox.recommendations,
    applied: [...applied.recommendations, ...undone.recommendations],
    judged: inbox.judged_at !== null,
  };
}
