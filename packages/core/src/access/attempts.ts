import { type AccessRefusal, refuseAccess } from './refusal.ts';

/** Failed sign-ins are counted over this window. */
export const attemptWindowMs = 60_000;
/** Failures of one address, and of all together, before sign-in is refused for a while. */
export const attemptsPerAddress = 10;
export const attemptsTogether = 100;

/** One failed sign-in. */
export interface FailedAttempt {
  address: string;
  at: Date;
}

/** The failures that still count at `now`. */
export function recentAttempts(failures: readonly FailedAttempt[], now: Date): FailedAttempt[] {
  return failures.filter((failure) => now.getTime() - failure.at.getTime() < attemptWindowMs);
}

/** Null when an address may try to sign in, else the refusal with the seconds to wait. */
export function checkAttempts(
  failures: readonly FailedAttempt[],
  address: string,
  now: Date,
): AccessRefusal | null {
  const recent = recentAttempts(failures, now);
  const own = recent.filter((failure) => failure.address === address);
  const [oldest] = own.length >= attemptsPerAddress ? own : recent.length >= attemptsTogether ? recent : [];
  if (!oldest) return null;
  const waitMs = oldest.at.getTime() + attemptWindowMs - now.getTime();
  return refuseAccess('too-many-attempts', Math.max(1, Math.ceil(waitMs / 1000)));
}
