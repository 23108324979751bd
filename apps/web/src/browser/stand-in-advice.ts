import { type AdviceRule, contract, type RecommendationDetail } from '@exchequer/model/contract';
import { implement, ORPCError } from '@orpc/server';
import * as records from './stand-in-records.ts';

const os = implement(contract);

const refactor: RecommendationDetail = {
  id: 'rec_refactor',
  rule: 4,
  key: '4:agent:nightly-refactor',
  state: 'open',
  subject: { kind: 'agent', id: 'wrk_refactor', name: 'nightly-refactor' },
  own: false,
  claim: 'Agent nightly-refactor repeats one failing call: $4,560 a month. Stop it and tell its owner.',
  says: 'Agent nightly-refactor repeats one failing call: $4,560 a month. Stop it and tell its owner. Likely saving $3,920–5,160 a month.',
  trigger: '412 equal requests within ten minutes on three days.',
  gain: { low: '3920', likely: '4560', high: '5160', level: 0.8, per: 'month' },
  basis: 'What the repeated calls cost over 28 days, brought to a month.',
  confidence: 'high',
  owner: 'platform',
  effort: 1,
  action: { kind: 'hold-agent', asks: 'nothing', verb: 'Hold the agent' },
  undo: 'Release the agent.',
  evidence: [{ label: 'Repeated calls', value: '1236', unit: 'requests', to: '/explore?tab=events' }],
  assignee: null,
  snoozed_until: null,
  first_seen: records.snapshot,
  last_seen: records.snapshot,
  state_at: records.snapshot,
  expires_at: records.snapshot,
  applied: null,
  realised: null,
  plan: [{ what: 'Calls of nightly-refactor at every gateway', before: 'go through', after: 'are refused' }],
  refusal: null,
  may: ['apply', 'assign', 'snooze', 'dismiss'],
  events: [{ what: 'found', at: records.snapshot, by: 'Exchequer', reason: '' }],
};

/** Nothing but one tool's seats is stated. */
export const termsPart = () => ({
  list: os.terms.list.handler(() => ({
    ...{ commitment: [], wait: [], evaluation: [] },
    seat: [{ tool: 'copilot', vendor: 'GitHub', seats: 60, price: '19', used: 41 }],
  })),
});

const speaking: AdviceRule = {
  ...{ number: 4, key: 'loop', name: 'The same request again and again', state: 'speaks', open: 1 },
  ...{ trigger: 'A chain of equal requests', action: 'Set the loop breaker', formula: 'cost of the chain' },
  ...{ undo: 'Take it off again.', confidence: 'high', owner: 'engineering', effort: 1 },
  ...{ cannot_tell: null, record: null },
};
const lacking: AdviceRule = {
  ...speaking,
  ...{ number: 20, key: 'seat', name: 'Seats that nobody uses', state: 'needs', open: 0 },
  cannot_tell: { needs: 'seats of each tool, with their number and price', to: '/settings#terms' },
};

const ofOneself = {
  ...{ id: 'rec_own', rule: 1, key: '1:person:wrk_1', own: true, owner: 'person' as const },
  subject: { kind: 'person', id: 'wrk_1', name: 'Dana Whitfield' },
  claim: 'You read 31 % of your input from the cache last week: $41 a month.',
  gain: { low: '41', likely: '41', high: '41', level: 0.8, per: 'month' as const },
  action: { kind: 'task' as const, asks: 'nothing' as const, verb: 'Tick off' },
};

/** One recommendation that waits; nothing on a first start. */
export function advicePart(full: boolean) {
  return {
    list: os.advice.list.handler(({ input }) => {
      const isInbox = input.state === 'inbox';
      const { plan: _plan, refusal: _refusal, may: _may, events: _events, ...shown } = refactor;
      return {
        recommendations: full && isInbox ? [input.about === 'me' ? { ...shown, ...ofOneself } : shown] : [],
        next_cursor: null,
        judged_at: full ? records.snapshot : null,
        cannot_tell: 0,
      };
    }),
    rules: os.advice.rules.handler(() => ({
      rules: full ? [speaking, lacking] : [],
      judged_at: full ? records.snapshot : null,
    })),
    show: os.advice.show.handler(({ input }) => {
      if (!full || input.id !== refactor.id) throw new ORPCError('NOT_FOUND', { message: 'there is none' });
      return refactor;
    }),
  };
}
