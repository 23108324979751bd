/** Time over which spend is averaged: long enough to be calm, short enough to follow a burst. */
const memoryMs = 15_000;

/**
 * How fast money is spent: an exponentially weighted average per second. A statistic, and therefore a
 * float; it decides how much is asked for, never what is owed.
 */
export class Burn {
  #perSecond = 0;
  #atMs = Number.NEGATIVE_INFINITY;

  add(cost: bigint, nowMs: number): void {
    this.#perSecond = this.perSecond(nowMs) + (Number(cost) * 1_000) / memoryMs;
    this.#atMs = Math.max(this.#atMs, nowMs);
  }

  /** 10⁻¹² of the currency per second. */
  perSecond(nowMs: number): number {
    return nowMs > this.#atMs ? this.#perSecond * Math.exp((this.#atMs - nowMs) / memoryMs) : this.#perSecond;
  }

  /** What is spent in a number of seconds at this rate. */
  over(seconds: number, nowMs: number): bigint {
    return BigInt(Math.ceil(this.perSecond(nowMs) * seconds));
  }
}
