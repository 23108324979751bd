import type { Roster, Worker } from './roster.ts';
import type { Scope } from './span.ts';

type Person = NonNullable<Worker['person']>;

/** Tokens of every worker by day: for figures that are no sums. */
export class WorkerTokens {
  readonly #roster: Roster;
  readonly #byWorker: Float64Array[] = [];
  /** Cost at base prices, in pico-dollars. */
  readonly #baseOf: BigInt64Array[] = [];

  constructor(roster: Roster) {
    this.#roster = roster;
  }

  add(worker: Worker, day: number, tokens: number, base: bigint): void {
    const costs = this.#baseOf[worker.index] ?? new BigInt64Array(this.#roster.company.size.days + 2);
    this.#baseOf[worker.index] = costs;
    costs[day] = (costs[day] ?? 0n) + base;
    const days = this.#byWorker[worker.index] ?? new Float64Array(this.#roster.company.size.days + 2);
    this.#byWorker[worker.index] = days;
    days[day] = (days[day] ?? 0) + tokens;
  }

  of(worker: Worker, { from, to }: Scope): number {
    const days = this.#byWorker[worker.index];
    let sum = 0;
    for (let day = from; day < to; day++) sum += days?.[day] ?? 0;
    return sum;
  }

  #base(worker: Worker, { from, to }: Scope): bigint {
    const days = this.#baseOf[worker.index];
    let sum = 0n;
    for (let day = from; day < to; day++) sum += days?.[day] ?? 0n;
    return sum;
  }

  /** Tokens and base cost of each person employed on some day of the range, in one of the teams. */
  ofEmployed(scope: Scope): { person: Person; tokens: number; base: bigint }[] {
    return this.#roster.workers.flatMap((worker) => {
      const { person, team } = worker;
      if (!person || (scope.teams && !scope.teams.has(team))) return [];
      const there = (person.joins ?? 0) < scope.to && (person.leaves ?? scope.to) > scope.from;
      return there ? [{ person, tokens: this.of(worker, scope), base: this.#base(worker, scope) }] : [];
    });
  }

  /** Workers with any tokens: persons and agents. */
  active(scope: Scope): { persons: number; agents: number } {
    const found = this.#roster.workers.filter(
      (worker) => (!scope.teams || scope.teams.has(worker.team)) && this.of(worker, scope) !== 0,
    );
    const persons = found.filter(({ person }) => person !== null).length;
    return { persons, agents: found.length - persons };
  }
}

/** A quantile between neighbours in proportion, of figures in any order. */
export function quantile(figures: readonly number[], share: number): number {
  const sorted = [...figures].sort((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const [below = Number.NaN, above = Number.NaN] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return below + (above - below) * (at - Math.floor(at));
}

/** Ten times a quantile of whole figures, between neighbours in proportion: exact for tenths. */
export function tenfoldQuantile(figures: readonly bigint[], share: number): bigint {
  const sorted = [...figures].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const tenths = (sorted.length - 1) * Math.round(share * 10);
  const [below = 0n, above = 0n] = [sorted[Math.floor(tenths / 10)], sorted[Math.ceil(tenths / 10)]];
  return below * 10n + (above - below) * BigInt(tenths % 10);
}

/** G = 2Σ i·x₍ᵢ₎ ÷ (nΣx) − (n+1)/n. */
export function giniOf(figures: readonly number[]): number | null {
  const sorted = [...figures].sort((a, b) => a - b);
  const total = sorted.reduce((sum, figure) => sum + figure, 0);
  if (total === 0) return null;
  const weighted = sorted.reduce((sum, figure, at) => sum + (at + 1) * figure, 0);
  return (2 * weighted) / (sorted.length * total) - (sorted.length + 1) / sorted.length;
}
