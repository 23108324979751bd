import type { Sql } from 'postgres';

/** One invariant that does not hold, and the row that breaks it. */
export interface Finding {
  /** Such as `digest`, `balance`, `sum-zero`. */
  invariant: string;
  /** The row, such as `transaction 42` or `account envelope/env_1/2026-11/available USD (live)`. */
  subject: string;
  /** One sentence: what differs. */
  detail: string;
}

const mostFindings = 1_000;

/** Findings, the first of them kept. */
export class Findings {
  readonly #kept: Finding[] = [];
  #total = 0;

  add(found: readonly Finding[]): void {
    this.#total += found.length;
    this.#kept.push(...found.slice(0, mostFindings - this.#kept.length));
  }

  answer() {
    return { sound: this.#total === 0, findings: this.#kept, findingsTotal: this.#total };
  }
}

export type Session = Awaited<ReturnType<Sql['reserve']>>;

/** Half-open range of transaction ids. */
export interface Chunk {
  from: bigint;
  to: bigint;
}
