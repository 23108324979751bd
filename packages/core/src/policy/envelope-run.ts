import type { Envelope } from '@exchequer/model';
import { type Period, periodAfter, periodOn } from '../envelope/index.ts';
import { rolloverPart } from '../ledger/index.ts';

/** A threshold that spend reached, and when. */
export interface Crossing {
  threshold: number;
  periodKey: string;
  atMs: number;
}

/** A refused call. */
export interface RefusedCall {
  atMs: number;
  cost: bigint;
}

/** More crossings than this say nothing more; the rest is counted. */
const mostCrossings = 60;

/** One envelope through the simulated time: what it has spent in its period, and what it did. */
export class EnvelopeRun {
  readonly envelope: Envelope;
  readonly hard: boolean;
  calls = 0;
  cost = 0n;
  admittedCost = 0n;
  refusedCalls = 0;
  refusedCost = 0n;
  overCalls = 0;
  overCost = 0n;
  first: RefusedCall | null = null;
  last: RefusedCall | null = null;
  daysRefused = 0;
  crossings: Crossing[] = [];
  moreCrossings = 0;
  /** Highest spent share of a limit so far, as a fraction that stays exact. */
  peak: { spent: bigint; limit: bigint; periodKey: string } | null = null;
  /** Calls by group of usage, all and refused. */
  readonly callsOf = new Map<number, number>();
  readonly refusedOf = new Map<number, number>();

  #period: Period | null = null;
  #limit = 0n;
  #spent = 0n;
  /** Amounts at which the next thresholds lie, ascending, and how many are behind. */
  #marks: bigint[] = [];
  #passed = 0;
  #refusedOn = '';

  constructor(envelope: Envelope) {
    this.envelope = envelope;
    this.hard = envelope.enforcement === 'hard';
  }

  /** Enters the period that holds the day; what the rule lets go is carried over from the one before. */
  enter(day: string, fiscalStart: number): void {
    const period = periodOn(this.envelope, day, fiscalStart);
    if (!period || period.key === this.#period?.key) return;
    const { rollover } = this.envelope;
    let carried = 0n;
    for (
      let at = this.#period;
      at && at.key !== period.key;
      at = periodAfter(this.envelope, at, fiscalStart)
    ) {
      const left = at === this.#period ? this.#limit - this.#spent : this.envelope.limit + carried;
      carried = rollover && left > 0n ? rolloverPart(left, rollover) : 0n;
    }
    this.#notePeak();
    this.#period = period;
    this.#limit = this.envelope.limit + carried;
    this.#spent = 0n;
    this.#passed = 0;
    // Percents have at most three decimals here, so that the marks stay exact; rounded up to be reached.
    this.#marks = this.envelope.thresholds.map(
      (percent) => (this.#limit * BigInt(Math.round(percent * 1_000)) + 99_999n) / 100_000n,
    );
  }

  /** What may still be spent in the period; less than nothing past the limit. */
  room(): bigint {
    return this.#limit - this.#spent;
  }

  spend(cost: bigint, calls: number, atMs: number): void {
    if (cost > 0n && this.room() < cost) {
      this.overCalls += calls;
      this.overCost += cost;
    }
    this.#spent += cost;
    this.admittedCost += cost;
    if (this.#spent <= 0n) return;
    for (
      let mark = this.#marks[this.#passed];
      mark !== undefined && this.#spent >= mark;
      mark = this.#marks[this.#passed]
    ) {
      this.#cross(this.envelope.thresholds[this.#passed] ?? 0, atMs);
      this.#passed++;
    }
  }

  refuse(cost: bigint, calls: number, atMs: number, day: string): void {
    this.refusedCalls += calls;
    this.refusedCost += cost;
    this.first ??= { atMs, cost };
    this.last = { atMs, cost };
    if (this.#refusedOn !== day) this.daysRefused++;
    this.#refusedOn = day;
  }

  /** Ends the run, so that the last period counts for the peak too. */
  end(): void {
    this.#notePeak();
  }

  #cross(threshold: number, atMs: number): void {
    if (this.crossings.length >= mostCrossings) this.moreCrossings++;
    else this.crossings.push({ threshold, periodKey: this.#period?.key ?? '', atMs });
  }

  #notePeak(): void {
    if (!this.#period || this.#limit <= 0n) return;
    const higher = !this.peak || this.#spent * this.peak.limit > this.peak.spent * this.#limit;
    if (higher) this.peak = { spent: this.#spent, limit: this.#limit, periodKey: this.#period.key };
  }
}
