import type { EnvelopePeriodRef, Pocket } from '@exchequer/model';
import { pockets } from '@exchequer/model';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { appropriate, withdraw } from './appropriate.ts';
import { isRefusal, type LedgerCommand } from './command.ts';
import { extend } from './extend.ts';
import { lease, returnLease } from './lease.ts';
import { MemoryBooks } from './memory-books.test-kit.ts';
import { expire, release } from './release.ts';
import { reserve } from './reserve.ts';
import { endPeriod } from './rollover.ts';
import { settle } from './settle.ts';
import { shrink } from './shrink.ts';
import { transfer } from './transfer.ts';
import { recordUsage } from './usage.ts';

const day = '2026-11-21';
const common = { workspace: 'live', key: 'k', day };

/** A company over two teams, each over two leaves; one leaf is soft. */
const envelope = (envelopeId: string, more: Partial<EnvelopePeriodRef> = {}): EnvelopePeriodRef => ({
  envelopeId,
  periodKey: '2026-11',
  enforcement: 'hard',
  overdraft: 20n,
  currency: 'USD',
  ...more,
});
const company = envelope('company', { overdraft: 50n });
const teams = [envelope('red'), envelope('blue', { enforcement: 'record' })];
const leaves = [0, 1, 2, 3].map((at) => envelope(`leaf${at}`, at === 1 ? { enforcement: 'soft' } : {}));
const every = [company, ...teams, ...leaves];
const pathOf = (leaf: number): EnvelopePeriodRef[] => [
  leaves[leaf] as EnvelopePeriodRef,
  teams[leaf >> 1] as EnvelopePeriodRef,
  company,
];

interface Step {
  verb: number;
  leaf: number;
  amount: number;
  hold: number;
  flag: boolean;
}

const step = fc.record({
  verb: fc.nat(14),
  leaf: fc.nat(3),
  amount: fc.integer({ min: 1, max: 120 }),
  hold: fc.nat(9),
  flag: fc.boolean(),
});

function commandOf({ verb, leaf, amount: size, hold, flag }: Step, now: Date): LedgerCommand<unknown> {
  const path = pathOf(leaf);
  const amount = BigInt(size);
  const any = every[(leaf * 3 + hold) % every.length] as EnvelopePeriodRef;
  const held = { ...common, holdId: `h${hold}` };
  const expiresAt = new Date(now.getTime() + (flag ? -1 : 1));
  switch (verb) {
    case 0:
      return appropriate({ ...common, envelope: any, amount: amount * 3n });
    case 1:
      return withdraw({ ...common, envelope: any, amount, short: flag ? 'refuse' : 'take-available' });
    case 2:
    case 3:
      return reserve({ ...held, path, amount, expiresAt });
    case 4:
      return extend({ ...held, path, amount, expiresAt });
    case 5:
    case 6:
      return settle({ ...held, amount, final: flag });
    case 7:
      return release(held);
    case 12:
      return shrink({ ...held, amount });
    case 13:
      return extend({ ...held, path, amount, expiresAt, draws: 'nothing' });
    case 8:
      return expire({ ...held, policy: flag ? 'release' : 'in_doubt' });
    case 9:
      return transfer({ ...common, from: any, to: path[0] as EnvelopePeriodRef, amount });
    case 10: {
      const use = (of: number, much: bigint) => ({ path: pathOf(of), amount: much });
      const uses = [use(leaf, flag ? amount : -amount), use((leaf + 1) % 4, amount)];
      return recordUsage({ ...common, days: [{ day, uses, memo: 'Usage', subject: 'b' }] });
    }
    case 11:
      return (flag ? lease : returnLease)({ ...common, leaseId: 'l', path, amount });
    default: {
      const next = envelope(any.envelopeId, { periodKey: '2026-12', overdraft: any.overdraft });
      const to = flag ? { period: next, rule: { percent: 33.3, cap: 25n } } : null;
      return endPeriod({ ...common, from: any, to });
    }
  }
}

const at = (books: MemoryBooks, ref: EnvelopePeriodRef, pocket: Pocket, period = ref.periodKey) =>
  books.balance(`envelope/${ref.envelopeId}/${period}/${pocket}`);

function assertSound(books: MemoryBooks): void {
  const faults: string[] = [];
  const check = (holds: boolean, what: string) => holds || faults.push(what);
  for (const ref of every) {
    const { envelopeId } = ref;
    for (const period of ['2026-11', '2026-12']) {
      const sum = pockets.reduce((total, pocket) => total + at(books, ref, pocket, period), 0n);
      check(sum === 0n, `pockets of ${envelopeId} in ${period} sum to ${sum}`);
    }
    const [available, overdraft] = [at(books, ref, 'available'), at(books, ref, 'overdraft')];
    check(overdraft <= 0n, `${envelopeId} is owed an overdraft`);
    check(available === 0n || overdraft === 0n, `${envelopeId} has something left and is overdrawn`);
    const held = [...books.holds.values()]
      .filter(({ path }) => path.includes(`envelope/${envelopeId}/2026-11`))
      .reduce((total, { amount }) => total + amount, 0n);
    check(at(books, ref, 'reserved') === held, `${envelopeId} does not hold what its leaves hold`);
  }
  expect(faults).toEqual([]);
}

test('whatever happens, pockets sum to zero, none falls below zero, and every level holds what its leaves hold', () => {
  let [done, refused] = [0, 0];
  fc.assert(
    fc.property(fc.array(step, { minLength: 20, maxLength: 60 }), (steps) => {
      const books = new MemoryBooks();
      for (const envelope of every) books.run(appropriate({ ...common, envelope, amount: 200n }));
      for (const one of steps) {
        const before = books.entries.length;
        const answer = books.run(commandOf(one, books.now));
        if (isRefusal(answer as object)) {
          refused++;
          expect(books.entries.length).toBe(before);
        } else done++;
        assertSound(books);
      }
    }),
    { numRuns: 100 },
  );
  // Both happened often enough to mean something.
  expect(Math.min(done, refused)).toBeGreaterThan(100);
});

test('a hard level admits no reservation past what it has, in any order of calls', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 90 }), { maxLength: 30 }), (amounts) => {
      const books = new MemoryBooks();
      for (const envelope of pathOf(0)) books.run(appropriate({ ...common, envelope, amount: 200n }));
      let admitted = 0n;
      amounts.forEach((amount, index) => {
        const asked = { ...common, holdId: `h${index}`, path: pathOf(0), amount: BigInt(amount) };
        const fits = admitted + BigInt(amount) <= 200n;
        const answer = books.run(reserve({ ...asked, expiresAt: books.now }));
        expect(isRefusal(answer)).toBe(!fits);
        if (fits) admitted += BigInt(amount);
      });
      expect(at(books, company, 'reserved')).toBe(admitted);
    }),
    { numRuns: 200 },
  );
});
