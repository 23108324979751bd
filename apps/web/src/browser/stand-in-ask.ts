import { type CostEstimateView, contract, type MyBudget, type OwnCharge } from '@exchequer/model/contract';
import { implement, ORPCError } from '@orpc/server';
import * as records from './stand-in-records.ts';

const os = implement(contract);

const level = {
  ...{ enforcement: 'hard' as const, period_key: '2026-02', resets_at: '2026-03-01T00:00:00.000Z' },
  ...{ held: '0', currency: 'USD' },
};
const budget: MyBudget = {
  worker: { id: 'wrk_1', name: 'Ada' },
  envelopes: [
    { ...level, id: 'env_4', name: 'Ada', kind: 'person', limit: '400', spent: '388', free: '12' },
    { ...level, id: 'env_1', name: 'Engineering', kind: 'team', limit: '9000', spent: '4100', free: '4900' },
  ],
  spendable: '12',
  request_url: '',
};

/** Budget of the person who is signed in. */
export function mePart() {
  return { budget: os.me.budget.handler(() => budget) };
}

const line = (token_class: string, tokens: number, usd_per_million: string) => ({
  ...{ token_class, tokens: String(tokens), usd_per_million },
  cost: ((tokens * Number(usd_per_million)) / 1e6).toFixed(6),
});

/** Sonnet at $3 and $15, and no other model. */
function estimate(input: { model: string; input_tokens?: number; output_tokens?: number; calls: number }) {
  if (!input.model.startsWith('claude-sonnet')) {
    const message = `no price is known for the model ${input.model}`;
    const fix = 'Did you mean claude-sonnet-4-5?';
    const data = { type: 'about:blank', title: 'Refused', detail: message, request_id: 'req_1' };
    throw new ORPCError('model-unpriced', {
      status: 422,
      message,
      data: { ...data, code: 'model-unpriced', status: 422, fix },
    });
  }
  const lines = [
    line('uncached_input', input.input_tokens ?? 0, '3'),
    line('output', input.output_tokens ?? 0, '15'),
  ];
  const likely = lines.reduce((sum, { cost }) => sum + Number(cost), 0) * input.calls;
  const answer: CostEstimateView = {
    ...{ provider: 'anthropic', model: input.model, calls: input.calls, currency: 'USD', lines },
    cost: { low: likely.toFixed(6), likely: likely.toFixed(6), high: (likely * 2).toFixed(6) },
    list_cost: likely.toFixed(6),
    price: { id: 'prc_1', source: 'genai-prices', valid_from: null },
    assumptions: ['The high case has the most output that the call allows.'],
    fits: likely > 12 ? 'no' : 'yes',
    envelope: null,
  };
  return answer;
}

const charge: OwnCharge = {
  ...{ event_id: `evt_${'1068'.padStart(32, '0')}`, occurred_at: records.snapshot, tool: 'claude-code' },
  ...{ provider: 'anthropic', model: 'claude-sonnet-4-5', service_tier: 'standard', metered: true },
  ...{ tokens: '14000', lines: [line('uncached_input', 12_000, '3'), line('output', 2_000, '15')] },
  ...{
    cost_list: '0.066',
    cost_contracted: '0.066',
    charged: '0.066',
    purpose: 'research_and_development',
    cost_center: 'eng',
  },
  price: { id: 'prc_1', source: 'genai-prices', valid_from: null, valid_to: null },
  envelopes: [
    { id: 'env_4', name: 'Ada', kind: 'person' },
    { id: 'env_1', name: 'Engineering', kind: 'team' },
  ],
  notes: [],
};

export function askPart() {
  return {
    estimate: os.ask.estimate.handler(({ input }) => estimate(input)),
    charge: os.ask.charge.handler(({ input }) => {
      if (input.id === 'req_known' || input.id === charge.event_id) return charge;
      const message = `you made no call that is known as ${input.id}`;
      const problem = { type: 'about:blank', title: 'Not found', detail: message, request_id: 'req_1' };
      throw new ORPCError('charge-unknown', {
        status: 404,
        message,
        data: { ...problem, code: 'charge-unknown', status: 404, fix: 'Give the event id.' },
      });
    }),
  };
}
