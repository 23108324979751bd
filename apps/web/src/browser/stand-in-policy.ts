import { contract, type PolicyVersionView, type SimulatedEnvelope } from '@exchequer/model/contract';
import { implement } from '@orpc/server';
import { usd } from './stand-in-budget.ts';
import { budgetNodes } from './stand-in-budget-tree.ts';

const os = implement(contract);

const summary = { create: 0, change: 0, move: 0, adopt: 0, close: 0, same: 0, untouched: 0 };
const versions: PolicyVersionView[] = [
  {
    version: 2,
    applied_at: '2026-02-02T09:12:00.000Z',
    actor_id: 'usr_1',
    actor_name: 'admin',
    note: 'More for Platform until the migration is done',
    hash: '5f'.repeat(32),
    summary: { ...summary, change: 2, same: 14, untouched: 35 },
    purposes: { ownership: 'take', add: 3, change: 0, move: 0, remove: 0, same: 0 },
    cost_centres: null,
  },
  {
    version: 1,
    applied_at: '2026-01-01T08:00:00.000Z',
    actor_id: 'usr_1',
    actor_name: 'admin',
    note: '',
    hash: '0a'.repeat(32),
    summary: { ...summary, create: 16 },
    purposes: null,
    cost_centres: null,
  },
];

/** Policy files as they were applied, and trials over an invented January. */
export function policyPart(full: boolean) {
  return {
    history: os.policy.history.handler(() => ({ versions: full ? versions : [], next_cursor: null })),
    show: os.policy.show.handler(({ input }) => ({
      version: versions.find((v) => v.version === input.version) ?? (versions[0] as PolicyVersionView),
      text: 'version: 1\nenvelopes:\n  - key: company\n    name: Harbour Works\n    kind: company\n    limit: $240,000\n',
      changes: [],
      purposes: null,
      cost_centres: null,
    })),
    simulate: os.policy.simulate.handler(({ input }) => {
      if (input.text?.includes('limit: minus'))
        return {
          ...nothing,
          errors: [
            {
              line: 4,
              path: 'envelopes.0.limit',
              code: 'no-amount',
              error: '"minus" is no amount',
              fix: 'Write it such as $2,000.',
            },
          ],
        };
      const caps = new Map(input.what_if.map((w) => [w.envelope_id, Number(w.limit ?? 0)]));
      const envelopes = budgetNodes().map((n) => simulated(n, caps.get(n.id)));
      const refusing = envelopes.filter((e) => e.refused_calls > 0);
      return {
        ...nothing,
        calls: 41_208,
        cost: '182340.12',
        refused_calls: refusing.reduce((sum, e) => sum + e.refused_calls, 0),
        refused_cost: usd(refusing.reduce((sum, e) => sum + Number(e.refused_cost) * 100, 0)),
        refused_workers: {
          workers: refusing.length > 0 ? 7 : null,
          fewer_than: refusing.length > 0 ? null : 5,
        },
        uncovered_calls: 88,
        uncovered_cost: '412.38',
        envelopes,
      };
    }),
  };
}

const nothing = {
  from: '2026-01-01',
  to: '2026-02-01',
  time_zone: 'UTC',
  granularity: 'call' as const,
  calls: 0,
  cost: '0',
  refused_calls: 0,
  refused_cost: '0',
  refused_workers: { workers: null, fewer_than: 5 },
  first_refusal: null,
  uncovered_calls: 0,
  uncovered_cost: '0',
  unpriced_calls: 0,
  envelopes: [] as SimulatedEnvelope[],
  errors: [] as { line: number; path: string; code: string; error: string; fix: string }[],
};

function simulated(node: ReturnType<typeof budgetNodes>[number], cap: number | undefined): SimulatedEnvelope {
  const limit = cap ?? node.limit / 100;
  const cost = (node.limit / 100) * 0.83;
  const over = cap === undefined ? 0 : Math.max(0, cost - cap);
  const refused = Math.round(over / 3.87);
  return {
    envelope_id: node.id,
    key: null,
    name: node.name,
    path: node.parent ? `Harbour Works / ${node.name}` : node.name,
    kind: node.kind,
    limit: limit.toFixed(2),
    currency: 'USD',
    period: node.period,
    enforcement: cap === undefined ? node.enforcement : 'hard',
    calls: Math.round(cost / 3.87),
    cost: cost.toFixed(2),
    admitted_cost: (cost - over).toFixed(2),
    refused_calls: refused,
    refused_cost: over.toFixed(2),
    refused_workers: { workers: refused > 0 ? 7 : 0, fewer_than: null },
    first_refusal: refused > 0 ? { at: '2026-01-22T14:05:00.000Z', cost: '3.87' } : null,
    last_refusal: refused > 0 ? { at: '2026-01-31T17:40:00.000Z', cost: '3.87' } : null,
    days_refused: refused > 0 ? 9 : 0,
    over_calls: 0,
    over_cost: '0',
    peak_percent: limit > 0 ? (Math.min(1, cost / limit) * 100).toFixed(4) : null,
    peak_period: '2026-01',
    thresholds_crossed: [],
    more_crossings: 0,
    workflows: [],
  };
}
