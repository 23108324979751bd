import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Distrust } from './webhook.ts';

/** Signed times are believed this long, in either direction. */
const toleranceMs = 5 * 60_000;

/** Compares in constant time, whatever the lengths. */
export function sameText(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

export function hmac(
  algorithm: 'sha1' | 'sha256',
  key: string | Buffer,
  parts: readonly (string | Buffer)[],
  encoding: 'hex' | 'base64',
): string {
  const mac = createHmac(algorithm, key);
  for (const part of parts) mac.update(part);
  return mac.digest(encoding);
}

/** True when any of the offered signatures is one that any of the secrets makes. All are compared. */
export function anySigned(
  offered: readonly string[],
  secrets: readonly string[],
  sign: (secret: string) => string,
): boolean {
  let found = false;
  for (const secret of secrets) {
    const expected = sign(secret);
    for (const signature of offered) found = sameText(signature, expected) || found;
  }
  return found;
}

export const unsigned = (name: string): Distrust => ({
  refused: `the delivery has no ${name}`,
  fix: 'Set the secret of this source at the vendor, so that it signs what it sends.',
});

export const forged: Distrust = {
  refused: 'the signature is not one that the secret of this source makes',
  fix: 'Copy the secret of this source to the vendor again, or rotate it here and set the new one there.',
};

/** Refuses a signed time that is too far from now: a delivery caught and sent again later. */
export function untimely(signedMs: number, nowMs: number): Distrust | null {
  if (Number.isFinite(signedMs) && Math.abs(nowMs - signedMs) <= toleranceMs) return null;
  return {
    refused: 'the signed time of the delivery is more than five minutes from now',
    fix: 'Check the clock of this machine; a delivery that was held back is to be sent anew by the vendor.',
  };
}
