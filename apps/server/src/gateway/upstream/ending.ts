import type { GateFault } from '@exchequer/model';
import { errors } from 'undici';
import { AddressRefused } from './address.ts';

/** Why an attempt at an upstream came to nothing, or its answer ended before its end. */
export type AttemptFailure =
  | { kind: 'status'; status: number; retryAfterMs: number | null }
  | { kind: 'unreachable'; why: string }
  | { kind: 'timeout'; why: string }
  | { kind: 'broken'; why: string }
  | { kind: 'refused'; why: string };

/** The client of a call that is under way went away. */
export class ClientGone extends Error {
  readonly code = 'CLIENT_GONE';
}

const connecting = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
]);

/** What went wrong, from what undici or the system reports. */
export function failureOf(error: Error): AttemptFailure {
  if (error instanceof AddressRefused) return { kind: 'refused', why: error.message };
  const why = whyOf(error);
  if (error instanceof errors.HeadersTimeoutError || error instanceof errors.BodyTimeoutError) {
    return { kind: 'timeout', why };
  }
  if (error instanceof errors.ConnectTimeoutError) return { kind: 'unreachable', why };
  const { code = '' } = error as NodeJS.ErrnoException;
  if (connecting.has(code) || code.startsWith('ERR_TLS') || code.startsWith('CERT_')) {
    return { kind: 'unreachable', why };
  }
  return { kind: 'broken', why };
}

/** Addresses and file names in system messages are nothing for a client: the code says enough. */
function whyOf(error: Error): string {
  const { code } = error as NodeJS.ErrnoException;
  return code ?? error.name;
}

const meant = {
  unreachable: { kind: 'upstream-unreachable', status: 502, says: 'cannot be reached' },
  refused: { kind: 'upstream-unreachable', status: 502, says: 'has an address that is not allowed' },
  timeout: { kind: 'upstream-timeout', status: 504, says: 'did not answer in time' },
  broken: { kind: 'upstream-broken', status: 502, says: 'broke off its answer' },
} as const;

/** What the client hears when nothing of an answer was sent to it yet. */
export function faultOf(failure: Exclude<AttemptFailure, { kind: 'status' }>, upstream: string): GateFault {
  const { kind, status, says } = meant[failure.kind];
  return {
    kind,
    status,
    message: `The upstream ${upstream} ${says} (${failure.why}). Try again; if it goes on, tell who runs the gateway.`,
    retry: failure.kind !== 'refused',
    facts: { upstream, reason: failure.why },
  };
}

/** Answers that say that the same call may succeed a moment later or elsewhere. */
export function isRetryable(status: number, shouldRetry: string | string[] | undefined): boolean {
  if (shouldRetry === 'false') return false;
  return status === 429 || status >= 500;
}

/** Answers that say that the credential, and not the call, was turned away. */
export const refusesCredential = (status: number): boolean => status === 401 || status === 403;

/** `retry-after` in milliseconds; null when there is none or it is a date. */
export function retryAfterMs(header: string | string[] | undefined): number | null {
  const seconds = Number(header);
  return typeof header === 'string' && Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : null;
}
