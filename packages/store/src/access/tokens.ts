import {
  type AccessRefusal,
  type Actor,
  checkToken,
  refuseAccess,
  worthWriting,
} from '@exchequer/core/access';
import type { Scope, Workspace } from '@exchequer/model/contract';
import { recordAudit } from './audit.ts';
import type { TokenRecord } from './records.ts';
import { hashSecret, newSecret } from './secret.ts';
import type { AccessState } from './state.ts';

/** Every API token starts so, which lets secret scanners find one that leaked. */
const prefixes: Record<Workspace, string> = { live: 'exq_', sample: 'exq_sample_' };

/** The holder of an API token. Costs one hash and a look-up in memory. */
export function tokenHolder(state: AccessState, secret: string): Actor | AccessRefusal {
  const record = state.tokens.find(secret);
  if (!record) return refuseAccess('credentials-unknown');
  const now = state.now();
  const refusal = checkToken(record, now);
  if (refusal) return refusal;
  touch(state, record, now);
  return toActor(record);
}

/** One actor object per token, since ingest asks for it on every request. */
const actors = new WeakMap<TokenRecord, Actor>();

function toActor(record: TokenRecord): Actor {
  const known = actors.get(record);
  if (known) return known;
  const { id, name, scopes, workspace } = record;
  const actor: Actor = { id, kind: 'token', name, scopes, workspace, workerId: null };
  actors.set(record, actor);
  return actor;
}

function touch(state: AccessState, record: TokenRecord, now: Date): void {
  if (!worthWriting(record.lastUsedAt, now)) return;
  record.lastUsedAt = now;
  state.sql`update access_token set last_used_at = ${now} where id = ${record.id}`.catch(
    state.onBackgroundError,
  );
}

export interface NewToken {
  name: string;
  scopes: Scope[];
  workspace: Workspace;
  expiresAt: Date | null;
}

/** Makes an API token. The secret is told here and kept nowhere. */
export async function createToken(
  state: AccessState,
  wish: NewToken,
  by: Actor,
): Promise<{ record: TokenRecord; secret: string }> {
  const now = state.now();
  const secret = newSecret(prefixes[wish.workspace]);
  const record: TokenRecord = {
    id: state.newId('tok_'),
    hash: hashSecret(secret),
    ...wish,
    scopes: [...new Set(wish.scopes)],
    hint: secret.slice(0, prefixes[wish.workspace].length + 4),
    createdBy: by.name,
    createdAt: now,
    lastUsedAt: null,
    revokedAt: null,
  };
  await state.sql.begin(async (tx) => {
    await tx`
      insert into access_token (id, hash, name, scopes, workspace, hint, created_by, created_at, expires_at)
      values (${record.id}, ${record.hash}, ${record.name}, ${record.scopes}, ${record.workspace},
        ${record.hint}, ${record.createdBy}, ${now}, ${record.expiresAt})`;
    const detail = { name: record.name, scopes: record.scopes };
    await recordAudit(tx, by, now, { action: 'token.create', subject: record.id, detail });
  });
  state.tokens.add(record);
  return { record, secret };
}

/** Revokes a token; the next request that carries it is refused. False when there is none to revoke. */
export async function revokeToken(state: AccessState, id: string, by: Actor): Promise<boolean> {
  const record = state.tokens.get(id);
  if (!record || record.revokedAt) return false;
  const now = state.now();
  await state.sql.begin(async (tx) => {
    await tx`update access_token set revoked_at = ${now} where id = ${id}`;
    await recordAudit(tx, by, now, { action: 'token.revoke', subject: id, detail: { name: record.name } });
  });
  record.revokedAt = now;
  return true;
}
