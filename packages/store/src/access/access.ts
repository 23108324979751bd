import {
  type AccessRefusal,
  type Actor,
  checkAttempts,
  type FailedAttempt,
  isRefusal,
  recentAttempts,
} from '@exchequer/core/access';
import type { AuditEntry, Workspace } from '@exchequer/model/contract';
import { auditPage } from './audit.ts';
import { firstAdminLink, newAdminLink, newWorkerLink, type OneTimeLink } from './links.ts';
import type { SessionRecord, TokenRecord } from './records.ts';
import { newSecret, sameSecret } from './secret.ts';
import { endSession, type OpenSession, openSession, openSessions, redeemLink } from './sessions.ts';
import { type AccessOptions, type AccessState, loadState } from './state.ts';
import { createToken, type NewToken, revokeToken, tokenHolder } from './tokens.ts';

/** Who may call: finds callers by their secrets, and keeps sessions, links and tokens. */
export interface Access {
  /** Token of this machine's own command line; new at every start, kept in `tower.json` alone. */
  readonly localToken: string;
  /** The caller of a bearer token, or why there is none. Costs microseconds. */
  holder(secret: string): Actor | AccessRefusal;
  /** The session of a cookie, or why there is none. Costs microseconds. */
  session(secret: string): OpenSession | AccessRefusal;
  /** Uses up a one-time link. Failed tries are counted per address. */
  signIn(attempt: SignIn): Promise<{ secret: string; session: OpenSession } | AccessRefusal>;
  endSession(id: string, by: Actor): Promise<boolean>;
  openSessions(): (SessionRecord & { userName: string })[];
  /** A link for the admin when no admin session is open, else null. */
  firstAdminLink(): Promise<OneTimeLink | null>;
  newAdminLink(by: Actor): Promise<OneTimeLink>;
  /** A link that signs a worker in to see what is their own; by id, number or email. */
  newWorkerLink(workspace: Workspace, named: string, by: Actor): Promise<OneTimeLink | AccessRefusal>;
  tokens(): TokenRecord[];
  createToken(wish: NewToken, by: Actor): Promise<{ record: TokenRecord; secret: string }>;
  revokeToken(id: string, by: Actor): Promise<boolean>;
  audit(page: { cursor?: string | undefined; limit: number }): Promise<{
    entries: AuditEntry[];
    next_cursor: string | null;
  }>;
}

export interface SignIn {
  linkSecret: string;
  /** Remote address, against which failed tries count. */
  address: string;
  userAgent: string;
}

const localActor = (compensation: boolean): Actor => ({
  id: 'local',
  kind: 'local',
  name: 'the command line on this machine',
  scopes: localScopes(compensation),
  workspace: 'live',
  workerId: null,
});

/** What the machine's own command line may do; base pay only where the machine's owner said so. */
export const localScopes = (compensation: boolean): Actor['scopes'] => [
  'ingest',
  'read',
  'admin',
  ...(compensation ? (['compensation'] as const) : []),
];

/** Loads all access records into memory and serves them from there. */
export async function createAccess(options: AccessOptions): Promise<Access> {
  const state = await loadState(options);
  const localToken = newSecret('exq_local_');
  const local = localActor(options.localCompensation ?? false);
  return {
    localToken,
    holder: (secret) =>
      secret.startsWith('exq_local_') && sameSecret(secret, localToken) ? local : tokenHolder(state, secret),
    session: (secret) => openSession(state, secret),
    signIn: guardedSignIn(state),
    endSession: (id, by) => endSession(state, id, by),
    openSessions: () => openSessions(state),
    firstAdminLink: () => firstAdminLink(state),
    newAdminLink: (by) => newAdminLink(state, by),
    newWorkerLink: (workspace, named, by) => newWorkerLink(state, workspace, named, by),
    tokens: () => state.tokens.values(),
    createToken: (wish, by) => createToken(state, wish, by),
    revokeToken: (id, by) => revokeToken(state, id, by),
    audit: (page) => auditPage(state.sql, page),
  };
}

function guardedSignIn(state: AccessState): Access['signIn'] {
  let failures: FailedAttempt[] = [];
  return async ({ linkSecret, address, userAgent }) => {
    const at = state.now();
    failures = recentAttempts(failures, at);
    const refusal = checkAttempts(failures, address, at);
    if (refusal) return refusal;
    // Counted before the look-up and taken back after it, so that a burst cannot slip through.
    const attempt = { address, at };
    failures.push(attempt);
    const result = await redeemLink(state, linkSecret, userAgent);
    if (!isRefusal(result)) failures = failures.filter((failure) => failure !== attempt);
    return result;
  };
}
