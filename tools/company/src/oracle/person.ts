import type { Roster, Worker } from './roster.ts';
import type { Scope } from './span.ts';

type Person = NonNullable<Worker['person']>;

/** Tokens of every worker by day: for figures that are no sums. */
export class WorkerTokens {
  readonly #roster: Roster;
  readonly #byWorker: Float64Array[] = [];

  constructor(roster: Roster) {
    this.#roster = roster;
  }

  add(worker: Worker, day: number, tokens: number): void {
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

  /** Tokens of each person employed on some day of the range, in one of the teams. */
  ofEmployed(scope: Scope): { person: Person; tokens: number }[] {
    return this.#roster.workers.flatMap((worker) => {
      const { person, team } = worker;
      if (!person || (scope.teams && !scope.teams.has(team))) return [];
      const there = (person.joins ?? 0) < scope.to && (person.leaves ?? scope.to) > scope.from;
      return there ? [{ person, tokens: this.of(worker, scope) }] : [];
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

/** G = 2Σ i·x₍ᵢ₎ ÷ (nΣx) − (n+1)/n. */
export function giniOf(figures: readonly number[]): number | null {
  const sorted = [...figures].sort((a, b) => a - b);
  const total = sorted.reduce((sum, figure) => sum + figure, 0);
  if (total === 0) return null;
  const weighted = sorted.reduce((sum, figure, at) => sum + (at + 1) * figure, 0);
  return (2 * weighted) / (sorted.length * total) - (sorted.length + 1) / sorted.length;
}
