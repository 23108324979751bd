import { linkLifetimeMs } from '@exchequer/core/access';
import { type AuditActor, recordAudit } from './audit.ts';
import { hashSecret, newSecret } from './secret.ts';
import { openSessions } from './sessions.ts';
import type { AccessState } from './state.ts';

/** A link that signs its user in once. The secret is told here and kept nowhere. */
export interface OneTimeLink {
  secret: string;
  expiresAt: Date;
}

const tower: AuditActor = { id: 'tower', name: 'the tower' };

/** A link for the admin when nobody could sign in otherwise: at first start, or with no admin session left. */
export async function firstAdminLink(state: AccessState): Promise<OneTimeLink | null> {
  const reachable = openSessions(state).some((session) =>
    state.users.get(session.userId)?.scopes.includes('admin'),
  );
  return reachable ? null : newAdminLink(state, tower);
}

/** A new link for the admin; who makes it is written down. */
export async function newAdminLink(state: AccessState, by: AuditActor): Promise<OneTimeLink> {
  const now = state.now();
  const secret = newSecret('exl_');
  const expiresAt = new Date(now.getTime() + linkLifetimeMs);
  const userId = await adminId(state, now);
  await state.sql.begin(async (tx) => {
    await tx`delete from access_link where expires_at < ${new Date(now.getTime() - linkLifetimeMs)}`;
    await tx`
      insert into access_link (hash, user_id, created_at, expires_at)
      values (${hashSecret(secret)}, ${userId}, ${now}, ${expiresAt})`;
    await recordAudit(tx, by, now, { action: 'link.create', subject: userId });
  });
  return { secret, expiresAt };
}

async function adminId(state: AccessState, now: Date): Promise<string> {
  for (const user of state.users.values()) if (user.scopes.includes('admin')) return user.id;
  const admin = {
    id: state.newId('usr_'),
    name: 'Admin',
    scopes: ['ingest' as const, 'read' as const, 'admin' as const],
    workerId: null,
  };
  await state.sql`
    insert into access_user (id, name, scopes, created_at)
    values (${admin.id}, ${admin.name}, ${admin.scopes}, ${now})`;
  state.users.set(admin.id, admin);
  return admin.id;
}
