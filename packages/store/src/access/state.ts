import { sessionIdleMs } from '@exchequer/core/access';
import type { Sql } from 'postgres';
import { Keyring } from './keyring.ts';
import {
  loadSessions,
  loadTokens,
  loadUsers,
  type SessionRecord,
  type TokenRecord,
  type UserRecord,
} from './records.ts';

export interface AccessOptions {
  sql: Sql;
  now: () => Date;
  /** Whether the machine's own command line may see base pay. */
  localCompensation?: boolean;
  /** Makes an id such as `ses_…` from its prefix. */
  newId: (prefix: string) => string;
  /** Told when the time of a last use could not be written; no request fails for it. */
  onBackgroundError: (error: unknown) => void;
}

/** What the parts of access share: the options, and the records in memory. */
export interface AccessState extends AccessOptions {
  users: Map<string, UserRecord>;
  sessions: Keyring<SessionRecord>;
  tokens: Keyring<TokenRecord>;
}

/** Loads all users, open sessions and tokens into memory. */
export async function loadState(options: AccessOptions): Promise<AccessState> {
  const { sql, now } = options;
  const [users, sessions, tokens] = await Promise.all([
    loadUsers(sql),
    loadSessions(sql, new Date(now().getTime() - sessionIdleMs)),
    loadTokens(sql),
  ]);
  return { ...options, users, sessions: new Keyring(sessions), tokens: new Keyring(tokens) };
}
