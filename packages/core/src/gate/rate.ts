import type { GateFault, GatewayKey } from '@exchequer/model';
import { gateFault } from './fault.ts';
import { Recent } from './recent.ts';

const minuteMs = 60_000;
/** Keys whose buckets are remembered. */
const mostKeys = 100_000;

/** A bucket that fills evenly over a minute. It may be overdrawn by what turned out to be more. */
export class TokenBucket {
  readonly limit: number;
  #level: number;
  #atMs: number;

  constructor(limit: number, nowMs: number) {
    this.limit = limit;
    this.#level = limit;
    this.#atMs = nowMs;
  }

  level(nowMs: number): number {
    if (nowMs > this.#atMs) {
      this.#level = Math.min(this.limit, this.#level + ((nowMs - this.#atMs) * this.limit) / minuteMs);
      this.#atMs = nowMs;
    }
    return this.#level;
  }

  /** Milliseconds until so much can be taken; 0 is now. What is more than a full bucket waits for a full one. */
  waitMs(amount: number, nowMs: number): number {
    const missing = Math.min(amount, this.limit) - this.level(nowMs);
    return missing <= 0 ? 0 : this.limit > 0 ? Math.ceil((missing * minuteMs) / this.limit) : minuteMs;
  }

  take(amount: number): void {
    this.#level = Math.min(this.limit, this.#level - amount);
  }
}

interface Buckets {
  requests: TokenBucket | null;
  tokens: TokenBucket | null;
}

type Limits = Pick<GatewayKey, 'id' | 'requestsPerMinute' | 'tokensPerMinute'>;

/** Requests and tokens per minute of every key, as this gateway sees them. */
export class RateLimits {
  readonly #keys = new Recent<Buckets>(mostKeys);

  /**
   * Takes one request and the tokens that are expected of it, or says when to come again; then nothing
   * is taken. What the call really used is made up for by `correct`.
   */
  take(key: Limits, expectedTokens: number, nowMs: number): GateFault | null {
    if (key.requestsPerMinute === null && key.tokensPerMinute === null) return null;
    const { requests, tokens } = this.#bucketsOf(key, nowMs);
    const forRequest = requests?.waitMs(1, nowMs) ?? 0;
    const forTokens = tokens?.waitMs(expectedTokens, nowMs) ?? 0;
    const wait = Math.max(forRequest, forTokens);
    if (wait > 0) {
      const what = forTokens > forRequest ? 'tokens' : 'requests';
      const limit = (what === 'tokens' ? tokens?.limit : requests?.limit) ?? 0;
      return gateFault('rate-limited', { what, limit, retryAfterSeconds: Math.ceil(wait / 1_000) });
    }
    requests?.take(1);
    tokens?.take(expectedTokens);
    return null;
  }

  /** A call has ended: what it used differs from what was expected. */
  correct(key: Limits, expectedTokens: number, usedTokens: number, nowMs: number): void {
    if (key.tokensPerMinute === null) return;
    const { tokens } = this.#bucketsOf(key, nowMs);
    tokens?.level(nowMs);
    tokens?.take(usedTokens - expectedTokens);
  }

  #bucketsOf({ id, requestsPerMinute, tokensPerMinute }: Limits, nowMs: number): Buckets {
    const known = this.#keys.get(id);
    const requests = bucketFor(known?.requests, requestsPerMinute, nowMs);
    const tokens = bucketFor(known?.tokens, tokensPerMinute, nowMs);
    if (known && known.requests === requests && known.tokens === tokens) return known;
    const made = { requests, tokens };
    this.#keys.set(id, made);
    return made;
  }
}

/** A changed limit starts with a full bucket of the new size. */
const bucketFor = (known: TokenBucket | null | undefined, limit: number | null, nowMs: number) =>
  limit === null ? null : known?.limit === limit ? known : new TokenBucket(limit, nowMs);
