const slotMs = 5_000;
const slots = 6;
/** So many calls within half a minute before a share means anything. */
const leastCalls = 10;
const openShare = 0.5;
const failingShare = 0.1;
const firstPauseMs = 5_000;
const longestPauseMs = 120_000;
/** A probe that nobody reports on for so long is given up. */
const probeMs = 60_000;

interface Slot {
  at: number;
  calls: number;
  failures: number;
}

/**
 * The circuit breaker of one upstream. It opens when at least half of ten or more calls of the last
 * half minute failed; after a pause, which doubles each time, one call at a time probes; a probe that
 * succeeds closes it.
 */
export class CircuitBreaker {
  readonly #slots: Slot[] = Array.from({ length: slots }, () => ({ at: -1, calls: 0, failures: 0 }));
  #pauseMs = firstPauseMs;
  #openUntilMs: number | null = null;
  #probeSinceMs: number | null = null;

  /** Whether a call may be sent. Where the circuit is open past its pause, the asker becomes the probe. */
  allow(nowMs: number): boolean {
    if (!this.usable(nowMs)) return false;
    if (this.#openUntilMs !== null) this.#probeSinceMs = nowMs;
    return true;
  }

  /** As `allow`, without becoming the probe. */
  usable(nowMs: number): boolean {
    if (this.#openUntilMs === null) return true;
    if (nowMs < this.#openUntilMs) return false;
    return this.#probeSinceMs === null || nowMs - this.#probeSinceMs >= probeMs;
  }

  succeeded(nowMs: number): void {
    this.#slot(nowMs).calls++;
    if (this.#openUntilMs === null) return;
    // What was sent before it opened says nothing of how it does now.
    if (this.#probeSinceMs !== null) this.#close();
  }

  failed(nowMs: number): void {
    const slot = this.#slot(nowMs);
    slot.calls++;
    slot.failures++;
    if (this.#openUntilMs !== null) {
      if (this.#probeSinceMs === null) return;
      this.#pauseMs = Math.min(longestPauseMs, this.#pauseMs * 2);
      this.#open(nowMs);
    } else {
      const { calls, failures } = this.#recent(nowMs);
      if (calls >= leastCalls && failures >= calls * openShare) this.#open(nowMs);
    }
  }

  /** A call ended without saying anything of the upstream, such as when its client left. */
  abandoned(): void {
    this.#probeSinceMs = null;
  }

  state(nowMs: number): 'healthy' | 'failing' | 'open' | 'unused' {
    if (this.#openUntilMs !== null) return 'open';
    const { calls, failures } = this.#recent(nowMs);
    if (calls === 0) return 'unused';
    return failures > calls * failingShare ? 'failing' : 'healthy';
  }

  #open(nowMs: number): void {
    this.#openUntilMs = nowMs + this.#pauseMs;
    this.#probeSinceMs = null;
  }

  #close(): void {
    this.#openUntilMs = null;
    this.#probeSinceMs = null;
    this.#pauseMs = firstPauseMs;
    for (const slot of this.#slots) [slot.calls, slot.failures] = [0, 0];
  }

  #slot(nowMs: number): Slot {
    const at = Math.floor(nowMs / slotMs);
    const slot = this.#slots[((at % slots) + slots) % slots] as Slot;
    if (slot.at !== at) {
      slot.at = at;
      slot.calls = 0;
      slot.failures = 0;
    }
    return slot;
  }

  #recent(nowMs: number): { calls: number; failures: number } {
    const oldest = Math.floor(nowMs / slotMs) - slots;
    let [calls, failures] = [0, 0];
    for (const slot of this.#slots) {
      if (slot.at <= oldest) continue;
      calls += slot.calls;
      failures += slot.failures;
    }
    return { calls, failures };
  }
}
