import { type EnvelopePeriodRef, type GateLease, type LeaseRefusal, parseUsd } from '@exchequer/model';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  appropriate,
  extend,
  isRefusal,
  type LedgerRefusal,
  release,
  reserve,
  settle,
  shrink,
} from '../ledger/index.ts';
import { MemoryBooks } from '../ledger/memory-books.test-kit.ts';
import { Admissions, type LeaseBooks } from './admissions.ts';
import { lesser } from './amount.ts';
import { type PooledLease, Ticket } from './lease.ts';

const day = '2026-11-21';
const common = { workspace: 'live', key: 'k', day };
const ref = (envelopeId: string): EnvelopePeriodRef => ({
  envelopeId,
  periodKey: '2026-11',
  enforcement: 'hard',
  overdraft: parseUsd('1000'),
  currency: 'USD',
});
const path = [ref('leaf'), ref('team')];
const endsAt = new Date('2026-12-01T00:00:00Z');
const startMs = Date.parse('2026-11-21T09:00:00Z');

/** The real commands over books in memory, with leases as gateways open them. */
class TestBooks implements LeaseBooks {
  readonly books = new MemoryBooks();
  questions = 0;
  leases = 0;
  away = false;
  readonly #answersIn: () => Promise<void>;

  constructor(limits: readonly [bigint, bigint], answersIn: () => Promise<void> = async () => undefined) {
    this.#answersIn = answersIn;
    path.forEach((envelope, at) => {
      this.books.run(appropriate({ ...common, envelope, amount: limits[at] ?? 0n }));
    });
  }

  balance(envelope: string, pocket: string): bigint {
    return this.books.balance(`envelope/${envelope}/2026-11/${pocket}`);
  }

  async open(envelopeId: string, amount: bigint) {
    await this.#asked();
    const id = `lease${++this.leases}`;
    const answer = this.books.run(reserve({ ...common, holdId: id, path, amount, expiresAt: endsAt }));
    if (isRefusal(answer)) return { refusal: this.#refusal(answer) };
    const lease: GateLease = {
      id,
      workspace: 'live',
      gatewayId: 'g',
      envelopeId,
      periodKey: '2026-11',
      currency: 'USD',
      granted: amount,
      endsAt,
      state: 'open',
    };
    return { lease, left: this.#left() };
  }

  async grow(lease: PooledLease, amount: bigint) {
    await this.#asked();
    const answer = this.books.run(
      extend({ ...common, holdId: lease.id, path, amount, expiresAt: endsAt, draws: 'nothing' }),
    );
    if (!isRefusal(answer)) return { grown: amount, left: this.#left() };
    return answer.refused === 'hold-resolved'
      ? ({ closed: true } as const)
      : { refusal: this.#refusal(answer) };
  }

  async shrink(lease: PooledLease, amount: bigint) {
    await this.#asked();
    this.books.run(shrink({ ...common, holdId: lease.id, amount }));
  }

  /** What the tower does with the usage of a call, and at the end of a lease. */
  book(lease: PooledLease, amount: bigint) {
    if (amount > 0n) this.books.run(settle({ ...common, holdId: lease.id, amount, final: false }));
  }
  close(leaseId: string) {
    this.books.run(release({ ...common, holdId: leaseId }));
  }

  async #asked() {
    this.questions++;
    await this.#answersIn();
    if (this.away) throw new Error('the books are away');
  }

  #left(): bigint {
    return lesser(this.balance('leaf', 'available'), this.balance('team', 'available'));
  }

  #refusal({ refused, detail, facts }: LedgerRefusal): LeaseRefusal {
    const envelopeId = String(facts?.envelope ?? '');
    return {
      refused: refused === 'envelope-exhausted' ? refused : 'books-refused',
      detail,
      envelopeId,
      envelopeName: envelopeId,
      free: this.balance(envelopeId, 'available'),
      limit: 0n,
      period: '2026-11',
      resetsAt: endsAt,
    };
  }
}

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

test('calls that wait are told when the books are away, and the next one asks again', async () => {
  const books = new TestBooks([1_000n, 1_000n]);
  const gate = gateOver(books);
  books.away = true;
  const waiting = times(3).map(() => gate.admit('leaf', { amount: 10n }) as Promise<Ticket>);
  for (const one of await Promise.allSettled(waiting)) expect(one.status).toBe('rejected');
  books.away = false;
  expect(await gate.admit('leaf', { amount: 10n })).toBeInstanceOf(Ticket);
});

test('whatever gateways do, and whenever they crash, an envelope is never overspent, and all of it comes back', async () => {
  const action = fc.record({
    gate: fc.nat(2),
    verb: fc.constantFrom('admit', 'admit', 'admit', 'settle', 'settle', 'void', 'tend', 'crash', 'wait'),
    amount: fc.bigInt({ min: 1n, max: 600n }),
    which: fc.nat(),
  });
  let [admitted, refused, crashed] = [0, 0, 0];
  await fc.assert(
    fc.asyncProperty(fc.array(action, { minLength: 20, maxLength: 100 }), async (actions) => {
      nowMs = startMs;
      const books = new TestBooks([1_500n, 2_000n]);
      const gates = times(3).map(() => ({ gate: gateOver(books), open: [] as Ticket[] }));
      let spent = 0n;
      for (const { gate: at, verb, amount, which } of actions) {
        const mine = gates[at] as (typeof gates)[number];
        const ticket = mine.open[which % Math.max(1, mine.open.length)];
        if (verb === 'admit') {
          const answer = await mine.gate.admit('leaf', { amount });
          if (answer instanceof Ticket) {
            admitted++;
            mine.open.push(answer);
          } else refused++;
        } else if (verb === 'tend') await mine.gate.tend();
        else if (verb === 'wait') nowMs += Number(amount) * 100;
        else if (verb === 'crash') {
          crashed++;
          // What ran is booked by what was seen of it, then the lease is released.
          for (const { lease, held } of mine.open.splice(0)) {
            books.book(lease, held / 2n);
            spent += held / 2n;
          }
          for (const lease of mine.gate.pool.of('leaf').leases()) books.close(lease.id);
          mine.gate = gateOver(books);
        } else if (ticket) {
          mine.open.splice(mine.open.indexOf(ticket), 1);
          if (verb === 'void') ticket.lease.void(ticket);
          else {
            const cost = ticket.held - (ticket.held * BigInt(which % 5)) / 5n;
            ticket.lease.settle(ticket, cost, nowMs);
            books.book(ticket.lease, cost);
            spent += cost;
          }
        }
        const inFlight = gates.flatMap(({ open }) => open).reduce((sum, { held }) => sum + held, 0n);
        expect(spent + inFlight <= 1_500n).toBe(true);
        expect(books.balance('leaf', 'overdraft')).toBe(0n);
      }
      for (const { gate, open } of gates) {
        for (const ticket of open) ticket.lease.void(ticket);
        gate.pool.retireAll();
        for (const lease of gate.pool.finished(nowMs)) books.close(lease.id);
      }
      expect(books.balance('leaf', 'reserved')).toBe(0n);
      expect(books.balance('leaf', 'spent')).toBe(spent);
      expect(books.balance('leaf', 'available')).toBe(1_500n - spent);
    }),
    { numRuns: 80 },
  );
  expect(Math.min(admitted, refused, crashed)).toBeGreaterThan(20);
});
