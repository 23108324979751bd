import { type EnvelopePeriodRef, type GateLease, type LeaseRefusal, parseUsd } from '@exchequer/model';
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
import type { LeaseBooks } from './admissions.ts';
import { lesser } from './amount.ts';
import type { PooledLease } from './lease.ts';

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
export const endsAt = new Date('2026-12-01T00:00:00Z');
export const startMs = Date.parse('2026-11-21T09:00:00Z');

/** The real commands over books in memory, with leases as gateways open them. */
export class TestBooks implements LeaseBooks {
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
    return { left: this.#left() };
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
