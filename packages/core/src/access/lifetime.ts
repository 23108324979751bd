import { type AccessRefusal, refuseAccess } from './refusal.ts';

/** A session that nobody uses ends after this long. */
export const sessionIdleMs = 30 * 24 * 3_600_000;
/** A one-time link is good for this long. */
export const linkLifetimeMs = 15 * 60_000;
/** Last use is written at most this often, so that requests cost no write each. */
export const lastUseGrainMs = 60_000;

export interface SessionLife {
  lastSeenAt: Date;
  revokedAt: Date | null;
}

/** When the session ends unless it is used before. */
export function sessionEnd(session: SessionLife): Date {
  return new Date(session.lastSeenAt.getTime() + sessionIdleMs);
}

/** Null when the session is good, else why not. */
export function checkSession(session: SessionLife, now: Date): AccessRefusal | null {
  if (session.revokedAt) return refuseAccess('session-ended');
  return sessionEnd(session) <= now ? refuseAccess('session-ended') : null;
}

export interface TokenLife {
  expiresAt: Date | null;
  revokedAt: Date | null;
}

/** Null when the token is good, else why not. */
export function checkToken(token: TokenLife, now: Date): AccessRefusal | null {
  if (token.revokedAt) return refuseAccess('token-revoked');
  return token.expiresAt && token.expiresAt <= now ? refuseAccess('token-expired') : null;
}

export interface LinkLife {
  expiresAt: Date;
  usedAt: Date | null;
}

/** Null when the one-time link may be used now, else why not. */
export function checkLink(link: LinkLife | null, now: Date): AccessRefusal | null {
  if (!link) return refuseAccess('link-unknown');
  if (link.usedAt) return refuseAccess('link-used');
  return link.expiresAt <= now ? refuseAccess('link-expired') : null;
}

/** Whether the last use is old enough to be written again. */
export function worthWriting(lastUse: Date | null, now: Date): boolean {
  return lastUse === null || now.getTime() - lastUse.getTime() >= lastUseGrainMs;
}
