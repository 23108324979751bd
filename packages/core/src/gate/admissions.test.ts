import type { LeaseRefusal } from '@exchequer/model';
import { beforeEach, describe, expect, test } from 'vitest';
import { Admissions, type LeaseBooks } from './admissions.ts';
import { Ticket } from './lease.ts';
import { endsAt, startMs, TestBooks } from './lease-books.test-kit.ts';

let nowMs = startMs;
beforeEach(() => {
  nowMs = startMs;
});
const gateOver = (books: LeaseBooks) => new Admissions({ books, nowMs: () => nowMs });
const outcomes = async (answers: readonly (Ticket | Promise<Ticket | LeaseRefusal>)[]) => {
  const all = await Promise.all(answers);
  const tickets = all.filter((answer) => answer instanceof Ticket);
  return { tickets, refusals: all.filter((answer): answer is LeaseRefusal => !(answer instanceof Ticket)) };
};
const times = (n: number) => Array.from({ length: n }, (_, at) => at);

describe('many calls at once', () => {
  test.each([10, 100, 1_000])(
    '%i on an envelope worth seven: seven are admitted, the rest refused',
    async (n) => {
      const books = new TestBooks([700n, 10_000n]);
      const gate = gateOver(books);
      const { tickets, refusals } = await outcomes(times(n).map(() => gate.admit('leaf', { amount: 100n })));
      expect([tickets.length, refusals.length]).toEqual([7, n - 7]);
      expect(refusals[0]).toMatchObject({ refused: 'envelope-exhausted', envelopeId: 'leaf', free: 0n });
      // One question finds the limit, one takes what is left, one learns that nothing is.
      expect(books.questions).toBeLessThanOrEqual(3);
    },
  );

  test('over four gateways share what a level above has, to the last of it', async () => {
    const books = new TestBooks([10_000n, 950n], () => new Promise((done) => setTimeout(done, 1)));
    const gates = times(4).map(() => gateOver(books));
    const calls = times(200).map((at) => gates[at % 4]?.admit('leaf', { amount: 100n }) as Ticket);
    const { tickets, refusals } = await outcomes(calls);
    expect(tickets.length + refusals.length).toBe(200);
    expect(tickets.length).toBeLessThanOrEqual(9);
    // What one gateway has leased and not used is not there for the others until it gives it back.
    expect(tickets.length).toBeGreaterThanOrEqual(6);
    expect(refusals[0]?.envelopeId).toBe('team');
  });

  test('that fit what is leased ask the books nothing', async () => {
    const books = new TestBooks([10_000n, 10_000n]);
    const gate = gateOver(books);
    await gate.admit('leaf', { amount: 100n });
    const asked = books.questions;
    expect(gate.admit('leaf', { amount: 100n })).toBeInstanceOf(Ticket);
    expect(books.questions).toBe(asked);
  });
});

describe('a lease', () => {
  test('lets the last dollar be used, and nothing after it', async () => {
    const books = new TestBooks([1_000n, 1_000n]);
    const gate = gateOver(books);
    let admitted = 0;
    for (; admitted < 50; admitted++) {
      const ticket = await gate.admit('leaf', { amount: 30n });
      if (!(ticket instanceof Ticket)) break;
      ticket.lease.settle(ticket, 30n, nowMs);
      nowMs += 50;
    }
    expect(admitted).toBe(33);
    expect(await gate.admit('leaf', { amount: 10n })).toBeInstanceOf(Ticket);
    expect(await gate.admit('leaf', { amount: 1n })).toMatchObject({ refused: 'envelope-exhausted' });
  });

  test('is asked to grow rarely when calls come one after the other', async () => {
    const books = new TestBooks([100_000n, 100_000n]);
    const gate = gateOver(books);
    for (const at of times(500)) {
      const ticket = (await gate.admit('leaf', { amount: 100n })) as Ticket;
      nowMs += 20;
      ticket.lease.settle(ticket, BigInt(20 + (at % 7)), nowMs);
      if (at % 50 === 49) await gate.tend();
    }
    expect(books.questions).toBeLessThan(30);
  });

  test('gives everything back when idle, and opens no second one for the next call', async () => {
    const books = new TestBooks([1_000n, 1_000n]);
    const gate = gateOver(books);
    const ticket = (await gate.admit('leaf', { amount: 100n })) as Ticket;
    ticket.lease.settle(ticket, 40n, nowMs);
    books.book(ticket.lease, 40n);
    nowMs += 60_000;
    await gate.tend();
    expect([books.balance('leaf', 'available'), books.balance('leaf', 'reserved')]).toEqual([960n, 0n]);
    expect(await gate.admit('leaf', { amount: 100n })).toBeInstanceOf(Ticket);
    expect(books.leases).toBe(1);
  });

  test('is followed by another when its period ends, and told once when its calls are settled', async () => {
    const books = new TestBooks([1_000n, 1_000n]);
    const gate = gateOver(books);
    const ticket = (await gate.admit('leaf', { amount: 100n })) as Ticket;
    nowMs = endsAt.getTime();
    const next = gate.pool.of('leaf').admit(10n, nowMs);
    expect(next).toMatchObject({ ended: true });
    expect(gate.pool.finished(nowMs)).toEqual([]);
    ticket.lease.settle(ticket, 10n, nowMs);
    expect(gate.pool.finished(nowMs)).toEqual([ticket.lease]);
    expect(gate.pool.finished(nowMs)).toEqual([]);
  });

  test('that the books have closed meanwhile is replaced', async () => {
    const books = new TestBooks([1_000n, 1_000n]);
    const gate = gateOver(books);
    const first = (await gate.admit('leaf', { amount: 100n })) as Ticket;
    books.close(first.lease.id);
    const second = (await gate.admit('leaf', { amount: 500n })) as Ticket;
    expect(second.lease.id).toBe('lease2');
    expect(first.lease.serves(nowMs)).toBe(false);
  });
});

test('a refusal stands for a second without asking again, but not for a call that fits what was left', async () => {
  const books = new TestBooks([150n, 1_000n]);
  const gate = gateOver(books);
  expect(await gate.admit('leaf', { amount: 200n })).toMatchObject({ free: 150n });
  const asked = books.questions;
  expect(await gate.admit('leaf', { amount: 200n })).toMatchObject({ free: 150n });
  expect(books.questions).toBe(asked);
  expect(await gate.admit('leaf', { amount: 150n })).toBeInstanceOf(Ticket);
  nowMs += 1_000;
  await gate.admit('leaf', { amount: 200n });
  expect(books.questions).toBe(asked + 2);
});

test('before a call is refused, what lies idle with other gateways comes back, at most once a second', async () => {
  const books = new TestBooks([1_000n, 1_000n]);
  const other = gateOver(books);
  const first = (await other.admit('leaf', { amount: 400n })) as Ticket;
  first.lease.settle(first, 100n, nowMs);
  books.book(first.lease, 100n);
  let called = 0;
  const callIn = async () => {
    called++;
    await books.shrink(first.lease, first.lease.giveBack(first.lease.free));
  };
  const gate = gateOver({
    open: (...asked) => books.open(...asked),
    grow: (...asked) => books.grow(...asked),
    shrink: (...asked) => books.shrink(...asked),
    callIn,
  });
  const second = await gate.admit('leaf', { amount: 900n });
  expect(second).toBeInstanceOf(Ticket);
  expect(called).toBe(1);
  for (let at = 0; at < 5; at++) {
    expect(await gate.admit('leaf', { amount: 1n })).toMatchObject({ refused: 'envelope-exhausted' });
  }
  expect(called).toBe(1);
  nowMs += 1_000;
  await gate.admit('leaf', { amount: 1n });
  expect(called).toBe(2);
});

test('a refused call is told what a smaller one could have: what the books have left and what is free in the lease', async () => {
  const books = new TestBooks([1_000n, 1_000n]);
  const gate = gateOver(books);
  const first = (await gate.admit('leaf', { amount: 300n })) as Ticket;
  first.lease.settle(first, 100n, nowMs);
  const refusal = (await gate.admit('leaf', { amount: 901n })) as LeaseRefusal;
  expect(refusal.free).toBe(900n);
  expect(await gate.admit('leaf', { amount: refusal.free })).toBeInstanceOf(Ticket);
});

test('what remains is what the tightest level has left besides the lease, and what the lease has free', async () => {
  const books = new TestBooks([1_000n, 800n]);
  const gate = gateOver(books);
  const { pool } = gate;
  expect(pool.of('leaf').remaining(nowMs)).toBeNull();
  const first = (await gate.admit('leaf', { amount: 300n })) as Ticket;
  expect(pool.of('leaf').remaining(nowMs)).toBe(500n);
  first.lease.settle(first, 100n, nowMs);
  expect(pool.of('leaf').remaining(nowMs)).toBe(700n);
  await gate.giveBackIdle('leaf');
  expect(first.lease.free).toBe(0n);
  expect(pool.of('leaf').remaining(nowMs)).toBe(700n);
});

test('calls that wait are told when the books are away, and the next one asks again', async () => {
  const books = new TestBooks([1_000n, 1_000n]);
  const gate = gateOver(books);
  books.away = true;
  const waiting = times(3).map(() => gate.admit('leaf', { amount: 10n }) as Promise<Ticket>);
  for (const one of await Promise.allSettled(waiting)) expect(one.status).toBe('rejected');
  books.away = false;
  expect(await gate.admit('leaf', { amount: 10n })).toBeInstanceOf(Ticket);
});
