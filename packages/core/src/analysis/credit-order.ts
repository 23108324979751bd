/** A prepaid amount that lapses. */
export interface ExpiringCredit {
  readonly id: string;
  /** Dollars left. */
  readonly left: number;
  /** Whole days on which it may still be used; days beyond the paths count as the last of them. */
  readonly days: number;
}

export interface CreditFate {
  readonly id: string;
  /** Probability that some of it lapses. */
  readonly lapses: number;
  /** Expected dollars that lapse. */
  readonly lost: number;
}

export interface CreditOrder {
  readonly order: readonly string[];
  readonly fates: readonly CreditFate[];
  /** Expected dollars that lapse in the order given, and in the order advised. */
  readonly lostAsGiven: number;
  readonly lost: number;
}

/** What lapses first is used first: no other order loses less, whatever demand turns out to be. */
export function consumeFirst(
  credits: readonly ExpiringCredit[],
  paths: readonly ArrayLike<number>[],
): CreditOrder {
  const advised = [...credits].sort((a, b) => a.days - b.days || a.left - b.left);
  const fates = fatesIn(advised, paths);
  const sum = (all: readonly CreditFate[]) => all.reduce((total, { lost }) => total + lost, 0);
  return {
    order: advised.map(({ id }) => id),
    fates,
    lost: sum(fates),
    lostAsGiven: sum(fatesIn(credits, paths)),
  };
}

/** A cent: less is what adding up floats leaves over. */
const cent = 0.01;

function fatesIn(credits: readonly ExpiringCredit[], paths: readonly ArrayLike<number>[]): CreditFate[] {
  const lapsed = credits.map(() => 0);
  const lost = credits.map(() => 0);
  for (const path of paths) {
    const left = credits.map((credit) => credit.left);
    for (let day = 0; day < path.length; day++) {
      let spend = path[day] ?? 0;
      for (const [i, credit] of credits.entries()) {
        if (day >= credit.days) continue;
        const used = Math.min(spend, left[i] ?? 0);
        left[i] = (left[i] ?? 0) - used;
        spend -= used;
      }
    }
    for (const [i, rest] of left.entries()) {
      // A credit that outlives the paths is not known to lapse.
      if (rest < cent || (credits[i]?.days ?? 0) > path.length) continue;
      lapsed[i] = (lapsed[i] ?? 0) + 1;
      lost[i] = (lost[i] ?? 0) + rest;
    }
  }
  const n = Math.max(1, paths.length);
  return credits.map(({ id }, i) => ({ id, lapses: (lapsed[i] ?? 0) / n, lost: (lost[i] ?? 0) / n }));
}
