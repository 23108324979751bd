const everyMs = 100;

/** Shorter than this is how timers are. */
const usualMs = 20;

/** When this process was too busy to listen, and for how long. */
export class LostTime {
  readonly #rememberMs: number;
  readonly #timer: NodeJS.Timeout;
  readonly #spans: { untilMs: number; ms: number }[] = [];
  #lastMs = performance.now();

  /** @param rememberMs for how long what was lost is remembered */
  constructor(rememberMs: number) {
    this.#rememberMs = rememberMs;
    this.#timer = setInterval(() => this.#look(), everyMs);
    this.#timer.unref();
  }

  /** Milliseconds that were lost within the last so many. */
  within(lastMs: number): number {
    this.#look();
    const from = performance.now() - lastMs;
    let lost = 0;
    for (const { untilMs, ms } of this.#spans) lost += Math.min(ms, Math.max(0, untilMs - from));
    return Math.min(lost, lastMs);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const nowMs = performance.now();
    const ms = nowMs - this.#lastMs - everyMs;
    this.#lastMs = nowMs;
    if (ms > usualMs) this.#spans.push({ untilMs: nowMs, ms });
    while (this.#spans[0] && this.#spans[0].untilMs < nowMs - this.#rememberMs) this.#spans.shift();
  }
}
