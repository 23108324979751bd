import type { Evidence, Reading, RecommendationView } from '@exchequer/model/contract';
import type { BoardFacts } from './facts.ts';

const range = { from: '2026-10-01', to: '2026-11-01', time_zone: 'Europe/Warsaw' };

export const reading = (metric: string, value: string | null, more: Partial<Reading> = {}): Reading => ({
  ...{ metric, value, compare_value: null, needs: null },
  ...more,
});

export const evidence = (metric: string, more: Partial<Evidence> = {}): Evidence => ({
  ...{
    metric,
    grade: 'E0',
    grade_meaning: '',
    n: '120',
    teams: 9,
    coverage: '1',
    shows: 'value',
    reason: null,
  },
  interval: { low: '31', high: '45', level: 0.95, method: '' },
  ...more,
});

/** Facts of a company that only meters: everything else is not known. */
export function bareFacts(more: Partial<BoardFacts> = {}): BoardFacts {
  const unasked = ['cost_per_feature', 'idle_watts_loss', 'token_share_of_pay', 'capped_share', 'headcount'];
  return {
    ...{ workspace: 'live', company: 'Acme', appUrl: 'https://tower.acme.test', month: '2026-10', range },
    ...{ running: false, madeAt: '2026-11-03T08:00:00.000Z' },
    readings: new Map([
      ['spend_contracted', reading('spend_contracted', '9900', { compare_value: '5400' })],
      ...unasked.map((key) => [key, reading(key, null, { needs: `what ${key} is made of` })] as const),
    ]),
    ...{ evidence: new Map(), targets: new Map() },
    year: { from: '2026-01-01', reading: reading('spend_contracted', '61000.25') },
    estimate: {
      ...{ name: 'Quarter FY2026-Q4', from: '2026-10-01', to: '2027-01-01', over: false, asOf: '2026-11-02' },
      ...{ value: '31000', low80: '28000', high80: '35000', needs: null, budget: null, overBudget: null },
      ...{ says: '', days: [] },
    },
    bridge: {
      ...{ range, compare_range: { ...range, from: '2026-09-01', to: '2026-10-01' } },
      ...{ by: 'workflow', cost: 'contracted', needs: null, before: '5400', after: '9900' },
      parts: [
        { key: 'volume', amount: '2700', items: [] },
        { key: 'mix', amount: '3600', items: [] },
        { key: 'new', amount: '0', items: [] },
        { key: 'price', amount: '-1800', items: [] },
      ],
      unpriced: { tokens_before: '0', tokens_after: '0', at_most_before: '0', at_most_after: '0' },
      says: 'Spend rose by $4,500.',
    },
    ...{ movers: [], revenue: { sum: null, needs: 'revenue from billing' }, purposes: null, invoiced: [] },
    ...{ credits: [], creditsAsOf: '2026-10-31', drawn: new Map(), grants: null },
    taxable: { sum: '0', needs: null },
    ...{ agents: null, inbox: [], judged: false, applied: [], unexplained: null, waitingBatches: 0 },
    ...more,
  };
}

/** A recommendation as the API shows it. */
export const advised = (id: string, more: Partial<RecommendationView> = {}): RecommendationView => ({
  ...{ id, rule: 4, key: `4:agent:${id}`, state: 'open', own: false, claim: `Agent ${id} repeats one call.` },
  ...{ subject: { kind: 'agent', id, name: id }, says: '', trigger: '', basis: '', undo: '' },
  gain: { low: '980', likely: '1140', high: '1290', level: 0.8, per: 'month' },
  ...{ confidence: 'high', owner: 'platform', effort: 1, evidence: [], assignee: null, snoozed_until: null },
  action: { kind: 'hold-agent', asks: 'nothing', verb: 'Hold the agent' },
  ...{ first_seen: '2026-10-01T08:00:00.000Z', last_seen: '2026-10-02T08:00:00.000Z' },
  ...{ state_at: '2026-10-01T08:00:00.000Z', expires_at: '2026-12-01T08:00:00.000Z' },
  ...{ applied: null, realised: null },
  ...more,
});

/** What carrying out says, on a day. */
export const appliedOn = (day: string): NonNullable<RecommendationView['applied']> => ({
  ...{ id: 'act_1', kind: 'hold-agent', state: 'applied', by: 'Ada', applied_at: `${day}T09:00:00.000Z` },
  ...{ undone_at: null, undone_by: null, changes: [] },
});
