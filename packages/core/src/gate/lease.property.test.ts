import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exposureDivisor, PooledLease, type Short, Ticket } from './lease.ts';

const endsAt = new Date('2026-12-01T00:00:00Z');
const endMs = endsAt.getTime();
const leaseOf = (granted: bigint) =>
  new PooledLease({ id: 'l', envelopeId: 'e', periodKey: '2026-11', currency: 'USD', granted, endsAt });
const isTicket = (answer: Ticket | Short): answer is Ticket => answer instanceof Ticket;

const step = fc.record({
  verb: fc.constantFrom('admit', 'admit', 'admit', 'settle', 'settle', 'void', 'top-up', 'grow', 'shrink'),
  amount: fc.bigInt({ min: 0n, max: 500n }),
  more: fc.bigInt({ min: 0n, max: 500n }),
  which: fc.nat(),
  share: fc.bigInt({ min: 0n, max: 100n }),
});
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** Carries out one step; in strict mode calls cost at most what is held, in learned mode their worst case. */
function play(lease: PooledLease, open: Ticket[], one: Step, learned: boolean): 'admitted' | 'short' | null {
  const ticket = open[one.which % Math.max(1, open.length)];
  const closed = () => open.splice(open.indexOf(ticket as Ticket), 1);
  if (one.verb === 'admit') {
    const answer = lease.admit(one.amount, 0, learned ? one.amount + one.more : one.amount);
    if (isTicket(answer)) open.push(answer);
    return isTicket(answer) ? 'admitted' : 'short';
  }
  if (one.verb === 'grow') lease.grow(one.amount);
  if (one.verb === 'shrink') lease.giveBack(one.amount);
  if (!ticket) return null;
  if (one.verb === 'settle') {
    closed();
    lease.settle(ticket, (ticket.worst * one.share) / 100n, 0);
  }
  if (one.verb === 'void') {
    closed();
    lease.void(ticket);
  }
  if (one.verb === 'top-up') lease.topUp(ticket, one.amount);
  return null;
}

function faultsOf(lease: PooledLease, open: readonly Ticket[]): string[] {
  const faults: string[] = [];
  const check = (holds: boolean, what: string) => holds || faults.push(what);
  const sum = (of: (ticket: Ticket) => bigint) => open.reduce((total, ticket) => total + of(ticket), 0n);
  const { granted, debt, spent, reserved, free, exposure } = lease;
  check(spent + reserved + free === granted + debt, 'spent + reserved + free differs from granted + debt');
  check(reserved === sum(({ held }) => held), 'reserved differs from what running calls hold');
  check(
    exposure === sum(({ held, worst }) => (worst > held ? worst - held : 0n)),
    'exposure differs from what running calls may cost beyond their holds',
  );
  check(lease.inFlight === open.length, 'calls in flight are miscounted');
  check(free >= 0n && (free === 0n || debt === 0n), 'something is free and something is owed');
  return faults;
}

const lives = fc.tuple(
  fc.bigInt({ min: 0n, max: 2_000n }),
  fc.array(step, { minLength: 40, maxLength: 120 }),
);

test('in strict mode what is spent and held never passes what was granted, whatever happens', () => {
  let [admitted, short] = [0, 0];
  fc.assert(
    fc.property(lives, ([granted, steps]) => {
      const lease = leaseOf(granted);
      const open: Ticket[] = [];
      const faults = steps.flatMap((one) => {
        const answer = play(lease, open, one, false);
        if (answer === 'admitted') admitted++;
        if (answer === 'short') short++;
        const owed = lease.debt + lease.overshoot > 0n ? [`${lease.debt} is owed`] : [];
        return [...owed, ...faultsOf(lease, open)];
      });
      expect(faults).toEqual([]);
    }),
    { numRuns: 300 },
  );
  // Both happened often enough to mean something.
  expect(Math.min(admitted, short)).toBeGreaterThan(100);
});

test('in learned mode what is spent and held passes it by at most a twentieth, also if every call costs its worst', () => {
  const pastBound = ({ debt, granted }: PooledLease): string[] =>
    debt * exposureDivisor > granted ? [`${debt} is owed of ${granted}`] : [];
  fc.assert(
    fc.property(lives, ([granted, steps]) => {
      const lease = leaseOf(granted);
      const open: Ticket[] = [];
      const faults = steps.flatMap((one) => {
        play(lease, open, one, true);
        return [...pastBound(lease), ...faultsOf(lease, open)];
      });
      for (const ticket of open.splice(0)) {
        lease.settle(ticket, ticket.worst, 0);
        faults.push(...pastBound(lease));
      }
      expect(faults).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test('the bound of learned mode is reached, and not passed, when every call costs its worst at the limit', () => {
  const lease = leaseOf(1_000n);
  const open: Ticket[] = [];
  for (let answer = lease.admit(10n, 0, 60n); isTicket(answer); answer = lease.admit(10n, 0, 60n)) {
    open.push(answer);
  }
  const last = lease.admit(lease.free, 0);
  if (isTicket(last)) open.push(last);
  for (const ticket of open) lease.settle(ticket, ticket.worst, 0);
  expect(lease.debt).toBe(50n);
});

test('a cost beyond every hold is booked in full, counted as overshoot, and stops admission until it is made up for', () => {
  const lease = leaseOf(10n);
  const ticket = lease.admit(10n, 0) as Ticket;
  expect(lease.settle(ticket, 13n, 0)).toBe(3n);
  expect([lease.spent, lease.free, lease.debt, lease.overshoot]).toEqual([13n, 0n, 3n, 3n]);
  expect(lease.admit(0n, 0)).toEqual({ needed: 0n, missing: 3n, ended: false });
  lease.grow(5n);
  expect([lease.free, lease.debt]).toEqual([2n, 0n]);
});

test('a call is admitted up to the last of what is free, and told what it misses past it', () => {
  const lease = leaseOf(10n);
  expect(isTicket(lease.admit(7n, 0))).toBe(true);
  expect(lease.admit(4n, 0)).toEqual({ needed: 4n, missing: 1n, ended: false });
  expect(isTicket(lease.admit(3n, 0))).toBe(true);
  expect(lease.free).toBe(0n);
});

test('nothing is admitted from the first instant after the period on, while running calls still settle', () => {
  const lease = leaseOf(10n);
  const ticket = lease.admit(4n, endMs - 1) as Ticket;
  expect(lease.admit(1n, endMs)).toEqual({ needed: 1n, missing: 1n, ended: true });
  expect(lease.topUp(ticket, 2n)).toBe(0n);
  lease.settle(ticket, 5n, endMs + 1);
  expect([lease.spent, lease.reserved, lease.free]).toEqual([5n, 0n, 5n]);
});

test('a call is settled once, in the lease that admitted it', () => {
  const lease = leaseOf(10n);
  const ticket = lease.admit(4n, 0) as Ticket;
  expect(() => leaseOf(10n).void(ticket)).toThrow('the lease that admitted it');
  lease.void(ticket);
  expect(() => lease.settle(ticket, 1n, 0)).toThrow('settled once');
  expect([lease.free, lease.inFlight]).toEqual([10n, 0]);
});

test('a learned hold is raised as far as keeps the exposure within its bound', () => {
  const lease = leaseOf(1_000n);
  const first = lease.admit(10n, 0, 40n) as Ticket;
  expect([first.held, lease.exposure]).toEqual([10n, 30n]);
  const second = lease.admit(10n, 0, 40n) as Ticket;
  expect([second.held, lease.exposure]).toEqual([20n, 50n]);
  expect((lease.admit(10n, 0, 40n) as Ticket).held).toBe(40n);
  expect(lease.topUp(first, 40n)).toBe(0n);
  expect(lease.exposure).toBe(20n);
});

test('what the exposure rests on is not given back', () => {
  const lease = leaseOf(1_000n);
  lease.admit(10n, 0, 40n);
  expect(lease.giveBack(990n)).toBe(400n);
  expect([lease.granted, lease.exposure]).toEqual([600n, 30n]);
});
