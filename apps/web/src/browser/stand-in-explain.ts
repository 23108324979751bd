import { type BridgePart, contract, type NamedValue, type ToldSpike } from '@exchequer/model/contract';
import { implement } from '@orpc/server';

const os = implement(contract);

const workflow = (value: string): NamedValue => ({ dimension: 'workflow', value, label: value });
const model = (value: string): NamedValue => ({ dimension: 'model', value, label: value });
const item = (at: NamedValue[], amount: string, before: string, after: string) => ({
  at,
  amount,
  before,
  after,
});

/** Sum to 240.5, the change from 1180.4 to 1420.9. */
const parts: BridgePart[] = [
  {
    key: 'volume',
    amount: '310.25',
    items: [
      item([workflow('invoice-triage')], '260.25', '410.4', '671'),
      item([workflow('review')], '50', '300', '352'),
    ],
  },
  {
    key: 'mix',
    amount: '-41.15',
    items: [item([workflow('review'), model('claude-haiku-4-5')], '-41.15', '90', '48.9')],
  },
  { key: 'new', amount: '12.4', items: [item([workflow('release-notes')], '12.4', '0', '12.4')] },
  { key: 'price', amount: '-41', items: [item([workflow('review'), model('gpt-5')], '-41', '210', '169')] },
];

const spike: ToldSpike = {
  ...{ from: '2026-02-09', to: '2026-02-10', noticed: '2026-02-09' },
  ...{ excess: '182.4', excess_low: '160.2', excess_high: '201.7', expected: '61.3', actual: '243.7' },
  ...{ z: 9.4, stays: false, may_be_month_end: false, seen_in: workflow('invoice-triage') },
  cell: { at: [workflow('invoice-triage'), model('claude-opus-4-5')], share: '0.91' },
  causes: [
    {
      ...{ kind: 'cache', amount: '150.1', share: '0.823', where: [workflow('invoice-triage')] },
      change: { kind: 'deploy', name: 'Deployment of invoice-triage', day: '2026-02-09', days: 0 },
      says: 'The cache of invoice-triage was missed from 9 Feb on: $150.10.',
    },
  ],
  needs: null,
  evidence: [{ label: 'Usage of these days', to: '/explore?range=2026-02-09..2026-02-11' }],
  says: 'invoice-triage cost $182.40 more than expected on 9 and 10 Feb.',
};

/** Explanations of an invented change. */
export function explainPart(full: boolean) {
  const needs = full ? null : 'usage in both ranges';
  return {
    bridge: os.explain.bridge.handler(({ input }) => ({
      ...{ range: input.range, compare_range: input.range, by: input.by, cost: input.cost, needs },
      ...{ before: full ? '1180.4' : '0', after: full ? '1420.9' : '0', parts: full ? parts : [] },
      unpriced: { tokens_before: '0', tokens_after: '1200', at_most_before: '0', at_most_after: '0.4' },
      says: full ? 'Spend rose by $240.50: more work, at lower prices.' : 'There is nothing to compare yet.',
    })),
    spikes: os.explain.spikes.handler(({ input }) => ({
      ...{ range: input.range, cost: input.cost, needs, watched: full ? 12 : 0, floor: '20' },
      spikes: full ? [spike] : [],
    })),
  };
}
