import { type AccessRefusal, linkLifetimeMs } from '@exchequer/core/access';
import type { Workspace } from '@exchequer/model/contract';
import { type AuditActor, recordAudit } from './audit.ts';
import { hashSecret, newSecret } from './secret.ts';
import { openSessions } from './sessions.ts';
import type { AccessState } from './state.ts';
import { userOfWorker } from './worker-user.ts';

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
  return linkFor(state, await adminId(state, state.now()), by);
}

/** A new link that signs in a worker, to see what is their own. `named` is an id, number or email. */
export async function newWorkerLink(
  state: AccessState,
  workspace: Workspace,
  named: string,
  by: AuditActor,
): Promise<OneTimeLink | AccessRefusal> {
  const user = await userOfWorker(state, workspace, named);
  return 'refused' in user ? user : linkFor(state, user.id, by);
}

async function linkFor(state: AccessState, userId: string, by: AuditActor): Promise<OneTimeLink> {
  const now = state.now();
  const secret = newSecret('exl_');
  const expiresAt = new Date(now.getTime() + linkLifetimeMs);
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
    // The person who sets the install up gives pay rights on; somebody has to have them first.
    scopes: ['ingest' as const, 'read' as const, 'admin' as const, 'compensation' as const],
    workerId: null,
    workspace: 'live' as const,
  };
  await state.sql`
    insert into access_user (id, name, scopes, created_at)
    values (${admin.id}, ${admin.name}, ${admin.scopes}, ${now})`;
  state.users.set(admin.id, admin);
  return admin.id;
}
