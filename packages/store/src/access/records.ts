import type { Scope, Workspace } from '@exchequer/model/contract';
import type { Sql } from 'postgres';

export interface UserRecord {
  id: string;
  name: string;
  scopes: Scope[];
  workerId: string | null;
  /** Workspace of the worker that this person is. */
  workspace: Workspace;
}

export interface SessionRecord {
  id: string;
  hash: Buffer;
  userId: string;
  userAgent: string;
  createdAt: Date;
  lastSeenAt: Date;
  revokedAt: Date | null;
}

export interface TokenRecord {
  id: string;
  hash: Buffer;
  name: string;
  scopes: Scope[];
  workspace: Workspace;
  hint: string;
  createdBy: string;
  createdAt: Date;
  lastUsedAt: Date | null;
  expiresAt: Date | null;
  revokedAt: Date | null;
}

/** Users who are not disabled, by id. */
export async function loadUsers(sql: Sql): Promise<Map<string, UserRecord>> {
  const rows = await sql<UserRecord[]>`
    select id, name, scopes, worker_id as "workerId", workspace from access_user where disabled_at is null`;
  return new Map(rows.map((row) => [row.id, row]));
}

/** Sessions that were seen since `seenSince` and not revoked. */
export async function loadSessions(sql: Sql, seenSince: Date): Promise<SessionRecord[]> {
  return sql<SessionRecord[]>`
    select id, hash, user_id as "userId", user_agent as "userAgent", created_at as "createdAt",
      last_seen_at as "lastSeenAt", revoked_at as "revokedAt"
    from access_session where revoked_at is null and last_seen_at > ${seenSince}`;
}

/** All tokens, revoked ones too: their holders are told so. */
export async function loadTokens(sql: Sql): Promise<TokenRecord[]> {
  return sql<TokenRecord[]>`
    select id, hash, name, scopes, workspace, hint, created_by as "createdBy", created_at as "createdAt",
      last_used_at as "lastUsedAt", expires_at as "expiresAt", revoked_at as "revokedAt"
    from access_token order by created_at`;
}
