import { describe, expect, test } from 'vitest';
import { checkAttempts, recentAttempts } from './attempts.ts';
import { checkLink, checkSession, checkToken, permits, sessionIdleMs, worthWriting } from './index.ts';

const now = new Date('2026-11-21T09:00:00Z');
const before = (ms: number) => new Date(now.getTime() - ms);

describe('a session', () => {
  test('lives as long as it is used within thirty days', () => {
    expect(checkSession({ lastSeenAt: before(sessionIdleMs - 1), revokedAt: null }, now)).toBeNull();
    expect(checkSession({ lastSeenAt: before(sessionIdleMs), revokedAt: null }, now)?.refused).toBe(
      'session-ended',
    );
  });
  test('ends at once when revoked', () => {
    expect(checkSession({ lastSeenAt: now, revokedAt: now }, now)?.refused).toBe('session-ended');
  });
});

describe('a token', () => {
  test('is good until the instant it expires', () => {
    expect(checkToken({ expiresAt: new Date(now.getTime() + 1), revokedAt: null }, now)).toBeNull();
    expect(checkToken({ expiresAt: now, revokedAt: null }, now)?.refused).toBe('token-expired');
    expect(checkToken({ expiresAt: null, revokedAt: null }, now)).toBeNull();
  });
  test('is told to be revoked even when it has expired too', () => {
    expect(checkToken({ expiresAt: before(1), revokedAt: before(2) }, now)?.refused).toBe('token-revoked');
  });
});

describe('a one-time link', () => {
  const fresh = { expiresAt: new Date(now.getTime() + 1000), usedAt: null };
  test('opens once', () => {
    expect(checkLink(fresh, now)).toBeNull();
    expect(checkLink({ ...fresh, usedAt: before(1) }, now)?.refused).toBe('link-used');
  });
  test('that is unknown or late is refused with the command that makes a new one', () => {
    expect(checkLink(null, now)?.fix).toContain('exchequer login');
    expect(checkLink({ ...fresh, expiresAt: now }, now)?.refused).toBe('link-expired');
  });
});

describe('sign-in attempts', () => {
  const failures = (count: number, address: (i: number) => string) =>
    Array.from({ length: count }, (_, i) => ({ address: address(i), at: before(30_000) }));

  test('of one address are refused after ten failures, until the oldest is a minute old', () => {
    const ten = failures(10, () => 'a');
    expect(checkAttempts(ten.slice(1), 'a', now)).toBeNull();
    expect(checkAttempts(ten, 'a', now)?.retryAfterSeconds).toBe(30);
    expect(checkAttempts(ten, 'b', now)).toBeNull();
    expect(checkAttempts(ten, 'a', new Date(now.getTime() + 30_000))).toBeNull();
  });
  test('spread over many addresses are refused together', () => {
    expect(checkAttempts(failures(100, String), 'new', now)?.refused).toBe('too-many-attempts');
  });
  test('are forgotten after a minute, so that the log stays short', () => {
    expect(recentAttempts(failures(3, String), new Date(now.getTime() + 30_000))).toEqual([]);
  });
});

test('an admin may read and ingest, a reader may not ingest', () => {
  expect(permits(['admin'], 'ingest')).toBe(true);
  expect(permits(['read'], 'ingest')).toBe(false);
  expect(permits([], 'read')).toBe(false);
});

test('base pay is for the compensation scope alone: an admin does not have it', () => {
  expect(permits(['admin', 'read', 'ingest'], 'compensation')).toBe(false);
  expect(permits(['compensation'], 'compensation')).toBe(true);
  expect(permits(['compensation'], 'read')).toBe(false);
  expect(permits(['self'], 'read')).toBe(false);
});

test('last use is written at most once a minute', () => {
  expect(worthWriting(null, now)).toBe(true);
  expect(worthWriting(before(59_999), now)).toBe(false);
  expect(worthWriting(before(60_000), now)).toBe(true);
});
