import { Admissions, LeasePool, Ticket } from '@exchequer/core/gate';
import { parseUsd } from '@exchequer/model';
import type { GateLeases, GrantedLease } from '@exchequer/store/gate';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { GateBooks } from './books.ts';
import { LeaseKeeper } from './keeper.ts';
import { HeardTerm } from './term.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

type Alive = () => Promise<{ lost: string[] }>;

const hangs: Alive = () => new Promise(() => {});
const lives: Alive = async () => ({ lost: [] });

/** A gateway that has leased a dollar of `leaf`; the epoch may be set, the other clock goes on. */
async function stand(leaseSeconds = 30) {
  const state = { alive: lives, asked: 0, opened: 0, closed: [] as string[], hanging: false };
  const hang = () => (state.hanging ? new Promise<never>(() => {}) : Promise.resolve());
  const granted = (id: string): GrantedLease => ({
    ...{ id, workspace: 'live', gatewayId: 'g', envelopeId: 'leaf', periodKey: '2026-11', path: ['leaf'] },
    ...{ currency: 'USD', granted: parseUsd('1'), left: null, state: 'open' },
    endsAt: new Date('2999-01-01T00:00:00Z'),
  });
  const leases: GateLeases = {
    open: async () => {
      await hang();
      return granted(`lse_${++state.opened}`);
    },
    grow: async (lease, { wish }) => {
      await hang();
      return { ...lease, granted: lease.granted + wish, left: null };
    },
    shrink: async (lease) => {
      await hang();
      return { ...lease, left: null };
    },
    close: async (ids) => {
      state.closed.push(...ids);
    },
    closeFormer: async () => 0,
  };
  const nowMs = () => performance.now();
  const term = new HeardTerm(nowMs);
  const books = new GateBooks(leases, term);
  books.belongs('leaf', 'live');
  const admissions = new Admissions({ books, nowMs: () => Date.now(), pool: new LeasePool(term) });
  const keeper = new LeaseKeeper({
    ...{ admissions, books, term, nowMs },
    alive: () => {
      state.asked++;
      return state.alive();
    },
    leaseSeconds: () => leaseSeconds,
    shipped: async () => {},
    epochMs: () => Date.now(),
    log: () => {},
  });
  keeper.start();
  await vi.advanceTimersByTimeAsync(0);
  const call = async () => {
    const answer = Promise.resolve(admissions.admit('leaf', { amount: parseUsd('0.01') })).then(
      (ticket) => (ticket instanceof Ticket ? ticket.lease.id : 'refused'),
      (error: Error) => error.message,
    );
    await vi.advanceTimersByTimeAsync(2_000);
    return answer;
  };
  expect(await call()).toBe('lse_1');
  return { state, term, keeper, call };
}

describe('what a gateway has leased', () => {
  test('is spent no more once its sign of life is overdue, however long that hangs', async () => {
    const { state, call } = await stand();
    state.alive = hangs;
    await vi.advanceTimersByTimeAsync(18_000);
    expect(await call()).toBe('lse_1');
    await vi.advanceTimersByTimeAsync(13_000);
    expect(await call()).toBe('the database does not answer');
    expect(state.opened).toBe(1);
  });

  test('is spent no more while the books hang in the middle of being asked, unless the gateway is heard', async () => {
    const { state, call } = await stand();
    state.hanging = true;
    await vi.advanceTimersByTimeAsync(120_000);
    expect(state.asked).toBeGreaterThan(20);
    expect(await call()).toBe('lse_1');
    state.alive = hangs;
    await vi.advanceTimersByTimeAsync(28_500);
    expect(await call()).toBe('the database does not answer');
  });

  test('is judged by time that passes, not by a clock that is set back', async () => {
    const { state, call } = await stand();
    state.alive = hangs;
    await vi.advanceTimersByTimeAsync(29_000);
    vi.setSystemTime(Date.now() - 3_600_000);
    expect(await call()).toBe('the database does not answer');
  });

  test('is spent again once the gateway is heard, but for what was given to others', async () => {
    const { state, call } = await stand();
    state.alive = () => Promise.reject(new Error('the database is away'));
    await vi.advanceTimersByTimeAsync(31_000);
    expect(await call()).toBe('the database is away');
    state.alive = lives;
    expect(await call()).toBe('lse_1');
    state.alive = async () => ({ lost: ['lse_1'] });
    await vi.advanceTimersByTimeAsync(6_000);
    expect(await call()).toBe('lse_2');
  });

  test('waits for the first sign of life, and ends sooner where the rules shorten it', async () => {
    const { term, state, call } = await stand(60);
    state.alive = hangs;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await call()).toBe('lse_1');
    term.setSeconds(10);
    expect(term.lasts).toBe(false);
    expect(new HeardTerm(() => 0).lasts).toBe(false);
  });
});
