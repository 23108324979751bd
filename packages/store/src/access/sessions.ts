import {
  type AccessRefusal,
  type Actor,
  checkLink,
  checkSession,
  refuseAccess,
  sessionEnd,
  worthWriting,
} from '@exchequer/core/access';
import type { ISql } from 'postgres';
import { recordAudit } from './audit.ts';
import type { SessionRecord, UserRecord } from './records.ts';
import { csrfOf, hashSecret, newSecret } from './secret.ts';
import type { AccessState } from './state.ts';

/** A signed-in person, as found by the session's secret. */
export interface OpenSession {
  id: string;
  actor: Actor;
  csrfToken: string;
  endsAt: Date;
}

/** The session of a cookie's secret; using it puts off its end. */
export function openSession(state: AccessState, secret: string): OpenSession | AccessRefusal {
  const record = state.sessions.find(secret);
  const user = record && state.users.get(record.userId);
  if (!record || !user) return refuseAccess('session-ended');
  const now = state.now();
  const refusal = checkSession(record, now);
  if (refusal) return refusal;
  touch(state, record, now);
  return toOpenSession(record, user, secret);
}

function toOpenSession(record: SessionRecord, user: UserRecord, secret: string): OpenSession {
  const actor: Actor = { ...user, kind: 'person' };
  return { id: record.id, actor, csrfToken: csrfOf(secret), endsAt: sessionEnd(record) };
}

function touch(state: AccessState, record: SessionRecord, now: Date): void {
  if (!worthWriting(record.lastSeenAt, now)) return;
  record.lastSeenAt = now;
  state.sql`update access_session set last_seen_at = ${now} where id = ${record.id}`.catch(
    state.onBackgroundError,
  );
}

/** Uses up a one-time link and opens a session for its user. */
export async function redeemLink(
  state: AccessState,
  linkSecret: string,
  userAgent: string,
): Promise<{ secret: string; session: OpenSession } | AccessRefusal> {
  const now = state.now();
  const hash = hashSecret(linkSecret);
  const secret = newSecret('exs_');
  const opened = await state.sql.begin(async (tx) => {
    const user = await takeLink(state, tx, hash, now);
    if ('refused' in user) return user;
    const record: SessionRecord = {
      id: state.newId('ses_'),
      hash: hashSecret(secret),
      userId: user.id,
      userAgent: userAgent.slice(0, 300),
      createdAt: now,
      lastSeenAt: now,
      revokedAt: null,
    };
    await insertSession(tx, record);
    await recordAudit(tx, user, now, { action: 'session.open', subject: record.id });
    return { record, user };
  });
  if ('refused' in opened) return opened;
  state.sessions.add(opened.record);
  return { secret, session: toOpenSession(opened.record, opened.user, secret) };
}

/** The row lock makes two redeemers of one link take turns, so that only the first finds it unused. */
async function takeLink(
  state: AccessState,
  tx: ISql,
  hash: Buffer,
  now: Date,
): Promise<UserRecord | AccessRefusal> {
  const [link] = await tx<{ userId: string; expiresAt: Date; usedAt: Date | null }[]>`
    select user_id as "userId", expires_at as "expiresAt", used_at as "usedAt"
    from access_link where hash = ${hash} for update`;
  const refusal = checkLink(link ?? null, now);
  if (refusal) return refusal;
  const user = link && state.users.get(link.userId);
  if (!user) return refuseAccess('link-unknown');
  await tx`update access_link set used_at = ${now} where hash = ${hash}`;
  return user;
}

async function insertSession(tx: ISql, record: SessionRecord): Promise<void> {
  await tx`
    insert into access_session (id, hash, user_id, user_agent, created_at, last_seen_at)
    values (${record.id}, ${record.hash}, ${record.userId}, ${record.userAgent}, ${record.createdAt},
      ${record.lastSeenAt})`;
}

/** Ends a session at once; false when there is no such open session. */
export async function endSession(state: AccessState, id: string, by: Actor): Promise<boolean> {
  const record = state.sessions.get(id);
  if (!record || record.revokedAt) return false;
  const now = state.now();
  await state.sql.begin(async (tx) => {
    await tx`update access_session set revoked_at = ${now} where id = ${id}`;
    await recordAudit(tx, by, now, { action: 'session.end', subject: id });
  });
  record.revokedAt = now;
  return true;
}

/** Sessions that are open now, last used first. */
export function openSessions(state: AccessState): (SessionRecord & { userName: string })[] {
  const now = state.now();
  return state.sessions
    .values()
    .filter((record) => !checkSession(record, now))
    .map((record) => ({ ...record, userName: state.users.get(record.userId)?.name ?? '' }))
    .sort((a, b) => b.lastSeenAt.getTime() - a.lastSeenAt.getTime());
}
