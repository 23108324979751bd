import { describe, expect, test } from 'vitest';
import { startGateJob } from './index.ts';

function stand(fail = false) {
  const done: string[] = [];
  const heard: number[] = [];
  const clock = { ms: 0 };
  const told: string[] = [];
  const job = startGateJob({
    rounds: {
      releaseInDoubt: async () => {
        done.push('release');
        if (fail) throw new Error('the database is away');
        return 2;
      },
      silentGateways: async (ms) => {
        heard.push(ms);
        done.push('doubt');
        return ['a', 'b'].map((id) => ({ id, workspace: 'live', gatewayId: 'gw_1' }));
      },
      releaseClosing: async (waiting) => {
        done.push('close');
        return (await waiting('live', [])).size;
      },
    },
    charges: { waitingLeases: async () => new Set<string>() },
    now: () => new Date(clock.ms),
    forget: async () => done.push('forget'),
    log: (message) => told.push(message),
  });
  return { done, told, heard, clock, job };
}

describe('the round of the gate', () => {
  test('gives back what was in doubt before it puts anything in doubt, then ends what is done', async () => {
    const { done, told, job } = stand();
    await job.run();
    await job.close();
    const rounds = done.filter((what) => what !== 'forget');
    expect(rounds.slice(0, 3)).toEqual(['release', 'doubt', 'close']);
    expect(done.filter((what) => what === 'forget')).toHaveLength(1);
    expect(told).toContain('the gateway gw_1 is silent; its leases (2) are in doubt');
    expect(told).toContain('2 leases of silent gateways were given back');
    await job.run();
    expect(done.filter((what) => what !== 'forget')).toEqual(rounds);
  });

  test('counts silence only from when gateways could be heard again', async () => {
    const { clock, heard, job } = stand();
    await job.run();
    for (const ms of [5_000, 10_000, 100_000, 105_000]) {
      clock.ms = ms;
      await job.run();
    }
    await job.close();
    expect(heard.slice(-5)).toEqual([0, 5_000, 10_000, 0, 5_000]);
  });

  test('goes on after a failure, which it logs', async () => {
    const { done, told, job } = stand(true);
    await job.run();
    await job.close();
    expect(done.filter((what) => what === 'release').length).toBeGreaterThan(1);
    expect(told).toContain('leases could not be looked after');
  });
});
