/** Buckets per doubling: an answer is at most 9 % above the true value, and never below it. */
const perDoubling = 8;
const mostBuckets = 40 * perDoubling;
/** When so many observations are held, all are halved: older ones fade. */
const memory = 2_048;

/**
 * A quantile of a stream of whole numbers in bounded memory: a histogram of logarithmic buckets whose
 * counts fade. The same observations in the same order give the same answer.
 */
export class FadingQuantile {
  readonly #counts: number[] = [];
  #total = 0;

  get total(): number {
    return this.#total;
  }

  add(value: number): void {
    const at = bucketOf(value);
    while (this.#counts.length <= at) this.#counts.push(0);
    this.#counts[at] = (this.#counts[at] ?? 0) + 1;
    this.#total++;
    if (this.#total >= memory) this.#fade();
  }

  /** The least bucket edge that a share (0–1) of the observations does not pass; 0 without any. */
  at(share: number): number {
    const counts = this.#counts;
    let rest = this.#total * share;
    for (let bucket = 0; bucket < counts.length; bucket++) {
      const count = counts[bucket] ?? 0;
      rest -= count;
      if (count > 0 && rest <= 0) return edgeOf(bucket);
    }
    return 0;
  }

  #fade(): void {
    this.#total = 0;
    for (const [bucket, count] of this.#counts.entries()) {
      this.#counts[bucket] = count / 2;
      this.#total += count / 2;
    }
  }
}

const bucketOf = (value: number): number =>
  value <= 1 ? 0 : Math.min(mostBuckets, Math.ceil(Math.log2(value) * perDoubling));

const edgeOf = (bucket: number): number => Math.ceil(2 ** (bucket / perDoubling));
