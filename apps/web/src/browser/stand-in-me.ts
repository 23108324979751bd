import { contract, type OwnStatement } from '@exchequer/model/contract';
import { implement } from '@orpc/server';
import * as records from './stand-in-records.ts';

const os = implement(contract);

const worker = { id: 'wrk_1', name: 'Dana Whitfield' };
const days = Array.from({ length: 30 }, (_, at) => ({
  date: new Date(Date.UTC(2026, 0, 15 + at)).toISOString().slice(0, 10),
  cost: at % 7 > 4 ? '0' : String(3 + ((at * 7) % 11)),
  tokens: String(at * 40_000),
}));

const spend = {
  ...{ worker, team: 'Platform', time_zone: 'UTC', days },
  ...{ today: '4.2', this_month: '61.17', requests_this_month: 812, tokens_this_month: '41200300' },
  by_model: [
    { model: 'claude-opus-4-5', cost: '101.4', tokens: '12000000' },
    { model: 'claude-haiku-4-5', cost: '8.11', tokens: '9000000' },
  ],
  by_repo: [{ repo: 'git@example.test:acme/api.git', cost: '99.2', tokens: '20000000' }],
  by_session: [
    { session_id: '7c1fd2aa-0001', tool: 'claude-code', cost: '3.1', last_at: '2026-02-13T08:12:00.000Z' },
  ],
  cache_read_percent: '71.4',
};

const nothing = {
  ...{ granted: '0', available: '0', used: '0', expired: '0' },
  ...{ returned: '0', transferred: '0', expiring_soon: '0' },
};

const statement: OwnStatement = {
  worker: { ...worker, team: 'Platform', role: 'Engineer' },
  ...{ month: '2026-01', from: '2026-01-01', to: '2026-02-01', complete: true, currency: 'USD' },
  ...{ balance: nothing, lots: [], envelope: null },
  spend: { total: '109.51', requests: '1804', tokens: '21000000', by_model: [], by_work: [] },
  cache: { read_percent: '71.4', avoidable: '12.4', basis: 'What your usual days would have saved.' },
  outcomes: [{ kind: 'pull_request.merged', name: 'pull requests merged', done: 14, taken_back: 1 }],
  stops: { calls: 7, minutes: 94, basis: 'From each refusal to your next call that went through.' },
  compensation: { wording: 'Access for business use, not wages.', taxable: null, total_pay: null },
  pool: null,
  pool_options: ['You are in no team, so that no pool is open to you.'],
  role_band: { persons: 23, low: '140', median: '310', high: '520' },
  role_band_basis: 'The middle half of 23 persons in the role Engineer, rounded.',
  seen: [],
  appeal: ['Tell an admin the day and the amount.'],
  marks: {
    ...{ company: 'Harbour Works', workspace: 'live', policy_version: '1', jurisdiction: 'US' },
    ...{ time_zone: 'UTC', snapshot: 'txn_1', made_on: '2026-02-13' },
  },
  papers: { pdf: '/api/w/live/me/statement.pdf?month=2026-01' },
};

const looks = [
  {
    ...{ at: '2026-02-12T09:02:00.000Z', who: 'Mira Holt' },
    what: 'looked at what you have spent, for: an invoice names your key',
  },
];

/** What one person sees of themselves. */
export function ownPart() {
  return {
    spend: os.me.spend.handler(() => spend),
    keys: os.me.keys.handler(() => ({ keys: [] })),
    statement: os.me.statement.handler(({ input }) => ({ ...statement, month: input.month })),
    visibility: os.me.visibility.handler(() => ({
      rules: [{ who: 'You', sees: 'Your spend by day, model, repository and session.', where: 'Me' }],
      looks,
    })),
  };
}

/** A request of somebody else waits; what the caller asks for waits for another. */
export function privacyPart(full: boolean) {
  const asked = {
    ...{ id: 'glass_1', worker_id: 'wrk_2', worker_name: 'Ilse Brandt', hours: 1 },
    ...{ purpose: 'An invoice names a key that nobody knows of.', requested_by: 'Mira Holt' },
    ...{ requested_at: records.snapshot, approved_by: null as string | null },
    ...{
      opens_until: null as string | null,
      state: 'requested' as 'requested' | 'open' | 'refused' | 'ended',
    },
    may: ['decide', 'end'] as ('decide' | 'look' | 'end')[],
  };
  const requests = full ? [asked] : [];
  return {
    rules: os.privacy.rules.handler(() => ({
      ...{ fewest_persons: 5, largest_share_percent: 80 },
      says: [
        'A figure about persons is shown for 5 persons and more.',
        'There is no score and no rank of a person.',
      ],
    })),
    requests: os.privacy.requests.handler(() => requests),
    request: os.privacy.request.handler(({ input }) => {
      const made = { ...asked, id: 'glass_2', purpose: input.purpose, hours: input.hours };
      const mine = { ...made, requested_by: 'admin', may: ['end'] as ('decide' | 'look' | 'end')[] };
      requests.unshift(mine);
      return mine;
    }),
    decide: os.privacy.decide.handler(({ input }) => {
      asked.state = input.agree ? 'open' : 'refused';
      asked.may = input.agree ? ['look', 'end'] : [];
      if (input.agree)
        Object.assign(asked, { approved_by: 'admin', opens_until: '2026-02-13T13:00:00.000Z' });
      return asked;
    }),
    look: os.privacy.look.handler(() => ({ ...spend, worker: { id: 'wrk_2', name: 'Ilse Brandt' } })),
    end: os.privacy.end.handler(() => Object.assign(asked, { state: 'ended', may: [] })),
  };
}
