import type { UpstreamCredential } from '@exchequer/model';
import { Recent } from './recent.ts';

/** A credential that is refused will not be accepted a moment later: someone has to replace it. */
const refusedMs = 300_000;
/** A provider that says nothing of when to come again. */
const limitedMs = 10_000;
const longestMs = 3_600_000;
/** Upstreams and credentials that are remembered. */
const most = 10_000;

/** Takes an upstream's credentials in turn, leaving out for a while those that it did not accept. */
export class CredentialRotation {
  readonly #turns = new Recent<{ next: number }>(most);
  readonly #restsUntil = new Recent<number>(most);

  /** The next credential. When all rest, the one that rests least long; null when there is none. */
  next(
    upstreamId: string,
    credentials: readonly UpstreamCredential[],
    nowMs: number,
  ): UpstreamCredential | null {
    if (credentials.length < 2) return credentials[0] ?? null;
    const turn = this.#turns.at(upstreamId, () => ({ next: 0 }));
    let soonest: UpstreamCredential | null = null;
    let soonestMs = Number.POSITIVE_INFINITY;
    for (let step = 0; step < credentials.length; step++) {
      const at = (turn.next + step) % credentials.length;
      const credential = credentials[at];
      if (!credential) continue;
      const untilMs = this.#restsUntil.get(credential.id) ?? 0;
      if (untilMs <= nowMs) {
        turn.next = at + 1;
        return credential;
      }
      if (untilMs < soonestMs) [soonest, soonestMs] = [credential, untilMs];
    }
    return soonest;
  }

  /** The upstream answered with a status: 401 and 403 rest the credential, 429 does until it may be used again. */
  answered(credentialId: string, status: number, retryAfterMs: number | null, nowMs: number): void {
    if (status === 401 || status === 403) this.#restsUntil.set(credentialId, nowMs + refusedMs);
    else if (status === 429) {
      this.#restsUntil.set(credentialId, nowMs + Math.min(longestMs, retryAfterMs ?? limitedMs));
    }
  }

  /** Whether a credential is left out now. */
  rests(credentialId: string, nowMs: number): boolean {
    return (this.#restsUntil.get(credentialId) ?? 0) > nowMs;
  }
}
