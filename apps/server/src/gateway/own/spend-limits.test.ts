import type { MyBudget } from '@exchequer/model/contract';
import { expect, test } from 'vitest';
import { effectiveLimits, spendLimits } from './spend-limits.ts';

const level = (own: Partial<MyBudget['envelopes'][number]>): MyBudget['envelopes'][number] => ({
  ...{ id: 'env_1', name: 'Ada', kind: 'person', enforcement: 'hard', period_key: '2026-11' },
  ...{ resets_at: '2026-12-01T00:00:00.000Z', limit: '400', spent: '120.505', held: '0', free: '279.495' },
  ...{ currency: 'USD' },
  ...own,
});
const budget: MyBudget = {
  worker: { id: 'wrk_1', name: 'Ada' },
  envelopes: [
    level({}),
    level({ id: 'env_2', kind: 'company', period_key: '2026-11-21', limit: '0.019', spent: '0' }),
    level({ id: 'env_3', enforcement: 'soft' }),
  ],
  spendable: '279.495',
  request_url: '',
};

test('limits are told in whole cents, rounded down, and only those that stop anyone', () => {
  expect(spendLimits(budget)).toMatchObject({
    data: [
      { id: 'spl_env_1', amount: '40000', period: 'monthly', scope: { type: 'user', user_id: 'wrk_1' } },
      { id: 'spl_env_2', amount: '1', period: 'daily', scope: { type: 'organization' } },
    ],
    next_page: null,
  });
});

test('spend is told in cents with its fractions', () => {
  expect(effectiveLimits(budget)).toMatchObject({
    data: [{ period_to_date_spend: '12050.5' }, { period_to_date_spend: '0' }],
  });
});
