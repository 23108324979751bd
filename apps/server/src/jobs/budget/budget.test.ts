import { describe, expect, test } from 'vitest';
import { startBudgetJob } from './index.ts';

const settled = () => new Promise((resolve) => setImmediate(resolve));

function stand(fail = false) {
  const done: string[] = [];
  const told: string[] = [];
  const budgets = {
    expireHolds: async () => done.push('holds'),
    openPeriods: async () => {
      done.push('periods');
      if (fail) throw new Error('the database is away');
    },
    noteThresholds: async () => [
      {
        workspace: 'live',
        threshold: 80,
        envelope: { name: 'Platform', balance: { period_key: '2026-11', percent: '81.2' } },
      },
    ],
  };
  const log = (message: string) => told.push(message);
  return { done, told, job: startBudgetJob({ budgets: budgets as never, log }) };
}

describe('the minutely round of envelopes', () => {
  test('gives holds back before it ends periods, and says which threshold was passed', async () => {
    const { done, told, job } = stand();
    await settled();
    expect(done).toEqual(['holds', 'periods']);
    expect(told).toEqual(['live: Platform passed 80 % of its limit in 2026-11 (81.2 %)']);
    await job.close();
    await job.run();
    expect(done).toEqual(['holds', 'periods']);
  });

  test('goes on after a failure, which it logs', async () => {
    const { done, told, job } = stand(true);
    await job.run();
    expect(done).toEqual(['holds', 'periods', 'holds', 'periods']);
    expect(told).toHaveLength(2);
    await job.close();
  });
});
