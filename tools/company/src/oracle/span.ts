/** Days of a company's span, half-open and counted from its first; and its teams, all of them where null. */
export interface Scope {
  from: number;
  to: number;
  teams: ReadonlySet<string> | null;
}

const dayMs = 86_400_000;

/** The day of the span that a date or an instant lies in. */
export const dayOf = (from: string, at: string): number =>
  Math.floor((Date.parse(at) - Date.parse(`${from}T00:00:00Z`)) / dayMs);

/** Sums by name, day and team. What belongs to no team has the team ''. */
export class DaySums {
  readonly #by = new Map<string, Map<string, bigint[]>>();

  add(name: string, day: number, team: string, amount: bigint): void {
    const teams = this.#by.get(name) ?? new Map<string, bigint[]>();
    this.#by.set(name, teams);
    const days = teams.get(team) ?? [];
    teams.set(team, days);
    days[day] = (days[day] ?? 0n) + amount;
  }

  /** True where anything at all was added under the name. */
  has(name: string): boolean {
    return this.#by.has(name);
  }

  sum(name: string, { from, to, teams }: Scope): bigint {
    let sum = 0n;
    for (const [team, days] of this.#by.get(name) ?? []) {
      if (teams && !teams.has(team)) continue;
      for (let day = from; day < to; day++) sum += days[day] ?? 0n;
    }
    return sum;
  }
}
