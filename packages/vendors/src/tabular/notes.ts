import { formatUsd } from '@exchequer/model';

/** Collects why rows were left out, for the summary of an import. */
export class SkipNotes {
  readonly #groups = new Map<string, { rows: number; usd: bigint | null }>();

  add(why: string, usd?: bigint): void {
    const group = this.#groups.get(why) ?? { rows: 0, usd: null };
    group.rows += 1;
    if (usd !== undefined) group.usd = (group.usd ?? 0n) + usd;
    this.#groups.set(why, group);
  }

  /** One sentence per reason: "991 rows are other cloud cost, not AI usage ($20.67…)". */
  sentences(): string[] {
    return [...this.#groups].map(([why, { rows, usd }]) => {
      const cost = usd === null ? '' : ` ($${formatUsd(usd)})`;
      return `${rows} ${rows === 1 ? 'row' : 'rows'}: ${why}${cost}`;
    });
  }
}
