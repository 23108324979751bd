import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Admissions } from './admissions.ts';
import { exposureDivisor, Ticket } from './lease.ts';
import { startMs, TestBooks } from './lease-books.test-kit.ts';

const limit = 1_500n;

const action = fc.record({
  gate: fc.nat(2),
  verb: fc.constantFrom('admit', 'admit', 'admit', 'settle', 'settle', 'void', 'tend', 'crash', 'wait'),
  amount: fc.bigInt({ min: 1n, max: 600n }),
  more: fc.bigInt({ min: 0n, max: 300n }),
  which: fc.nat(),
});
type Action = typeof action extends fc.Arbitrary<infer A> ? A : never;

interface Gateway {
  admissions: Admissions;
  open: Ticket[];
}

/** Three gateways over one envelope of the real books. */
class World {
  readonly books = new TestBooks([limit, 2_000n]);
  readonly gateways: Gateway[] = [0, 1, 2].map(() => ({ admissions: this.#admissions(), open: [] }));
  spent = 0n;
  readonly seen = { admitted: 0, refused: 0, crashed: 0 };
  readonly #learned: boolean;
  #nowMs = startMs;

  constructor(learned: boolean) {
    this.#learned = learned;
  }

  async play(step: Action): Promise<void> {
    const mine = this.gateways[step.gate] as Gateway;
    const ticket = mine.open[step.which % Math.max(1, mine.open.length)];
    if (step.verb === 'admit') await this.#admit(mine, step);
    else if (step.verb === 'tend') await mine.admissions.tend();
    else if (step.verb === 'wait') this.#nowMs += Number(step.amount) * 100;
    else if (step.verb === 'crash') this.#crash(mine);
    else if (ticket) {
      mine.open.splice(mine.open.indexOf(ticket), 1);
      if (step.verb === 'void') ticket.lease.void(ticket);
      else {
        const cost = ticket.worst - (ticket.worst * BigInt(step.which % 5)) / 5n;
        ticket.lease.settle(ticket, cost, this.#nowMs);
        this.#book(ticket, cost);
      }
    }
  }

  /** What is spent, and what running calls may still cost. */
  committed(): bigint {
    return this.gateways.flatMap(({ open }) => open).reduce((sum, { worst }) => sum + worst, this.spent);
  }

  /** Every gateway stops in order. */
  end(): void {
    for (const { admissions, open } of this.gateways) {
      for (const ticket of open) ticket.lease.void(ticket);
      admissions.pool.retireAll();
      for (const lease of admissions.pool.finished(this.#nowMs)) this.books.close(lease.id);
    }
  }

  #admissions(): Admissions {
    return new Admissions({ books: this.books, nowMs: () => this.#nowMs });
  }

  async #admit(mine: Gateway, { amount, more }: Action): Promise<void> {
    const worst = this.#learned ? amount + more : amount;
    const answer = await mine.admissions.admit('leaf', { amount, worst });
    if (answer instanceof Ticket) {
      this.seen.admitted++;
      mine.open.push(answer);
    } else this.seen.refused++;
  }

  /** What ran is booked by what was seen of it, then the lease is released. */
  #crash(mine: Gateway): void {
    this.seen.crashed++;
    for (const ticket of mine.open.splice(0)) this.#book(ticket, ticket.held / 2n);
    for (const lease of mine.admissions.pool.of('leaf').leases()) this.books.close(lease.id);
    mine.admissions = this.#admissions();
  }

  #book({ lease }: Ticket, cost: bigint): void {
    this.spent += cost;
    this.books.book(lease, cost);
  }
}

test.each([
  ['strict', false, 0n],
  ['learned', true, limit / exposureDivisor],
])(
  'whatever %s gateways do, and whenever they crash, an envelope is never overspent past the bound, and all of it comes back',
  async (_, learned, bound) => {
    const seen = { admitted: 0, refused: 0, crashed: 0 };
    await fc.assert(
      fc.asyncProperty(fc.array(action, { minLength: 20, maxLength: 100 }), async (steps) => {
        const world = new World(learned);
        for (const step of steps) {
          await world.play(step);
          expect(world.committed()).toBeLessThanOrEqual(limit + bound);
        }
        world.end();
        const { books, spent } = world;
        expect(books.balance('leaf', 'reserved')).toBe(0n);
        expect(books.balance('leaf', 'spent')).toBe(spent);
        expect(books.balance('leaf', 'available') + books.balance('leaf', 'overdraft')).toBe(limit - spent);
        for (const name of ['admitted', 'refused', 'crashed'] as const) seen[name] += world.seen[name];
      }),
      { numRuns: 80 },
    );
    expect(Math.min(seen.admitted, seen.refused, seen.crashed)).toBeGreaterThan(20);
  },
);
