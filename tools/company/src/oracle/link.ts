import { dateOf } from '../index.ts';
import type { Merge, Results } from './result.ts';
import type { DaySums } from './span.ts';

/** Usage of sessions of the same days on one branch: days with what they cost. */
interface OnBranch {
  team: string;
  first: number;
  last: number;
  byDay: Map<number, { cost: bigint; base: bigint }>;
}

const dayMs = 86_400_000;

/**
 * Which spend led to work that stands: that of a branch whose name holds a ticket that stayed resolved; and
 * from thirty days before a pull request of the branch was opened until the day after it was merged, where
 * the pull request was not taken back.
 */
export class BranchSpend {
  readonly #from: string;
  readonly #byBranch = new Map<string, Map<string, OnBranch>>();
  #session = '';
  #place = '';
  #open: OnBranch = { team: '', first: 0, last: 0, byDay: new Map() };

  constructor(from: string) {
    this.#from = from;
  }

  /** Usage of one session comes in one piece. */
  add(used: {
    session: string;
    repo: string;
    branch: string;
    team: string;
    day: number;
    cost: bigint;
    base: bigint;
  }): void {
    const { session, repo, branch, team, day, cost, base } = used;
    if (session === '' || branch === '') return;
    if (session !== this.#session) {
      this.#close();
      this.#session = session;
      this.#place = `${repo}\n${branch}`;
      this.#open = { team, first: day, last: day, byDay: new Map() };
    }
    const open = this.#open;
    open.first = Math.min(open.first, day);
    open.last = Math.max(open.last, day);
    addTo(open.byDay, day, { cost, base });
  }

  #close(): void {
    if (this.#session === '') return;
    const open = this.#open;
    const alike = `${open.team} ${open.first} ${open.last}`;
    const places = this.#byBranch.get(this.#place) ?? new Map<string, OnBranch>();
    this.#byBranch.set(this.#place, places);
    const known = places.get(alike);
    if (known) for (const [day, more] of open.byDay) addTo(known.byDay, day, more);
    else places.set(alike, open);
    this.#session = '';
  }

  /** Adds what led to the merges that stand under `linked`. */
  end({ merges, standing }: Pick<Results, 'merges' | 'standing'>, sums: DaySums): void {
    this.#close();
    const kept = new Map<string, Merge[]>();
    for (const merge of merges) {
      if (merge.back) continue;
      const place = `${merge.repo}\n${merge.branch}`;
      kept.set(place, [...(kept.get(place) ?? []), merge]);
    }
    for (const [place, all] of this.#byBranch)
      for (const { team, first, last, byDay } of all.values()) {
        const ticket = /hal-\d+/.exec(place)?.[0].toUpperCase() ?? '';
        const led =
          standing.has(`ticket ${ticket}`) ||
          (kept.get(place) ?? []).some(
            ({ opened, merged }) => last >= this.#day(opened) - 30 && first <= this.#day(merged) + 1,
          );
        if (!led) continue;
        for (const [day, { cost, base }] of byDay) {
          sums.add('linked', day, team, cost);
          sums.add('linked base', day, team, base);
        }
      }
    this.#byBranch.clear();
  }

  #day = (at: number): number => Math.floor((at - Date.parse(`${dateOf(this.#from, 0)}T00:00:00Z`)) / dayMs);
}

function addTo(byDay: OnBranch['byDay'], day: number, more: { cost: bigint; base: bigint }): void {
  const known = byDay.get(day) ?? { cost: 0n, base: 0n };
  byDay.set(day, { cost: known.cost + more.cost, base: known.base + more.base });
}
