import type { GatewayKey } from '@exchequer/model';
import type { GatewayKeyView } from '@exchequer/model/contract';
import type { ISql } from 'postgres';

/** A key as it is stored, with what its list shows. */
export interface KeptKey extends GatewayKey {
  workspace: 'live' | 'sample';
  hash: Buffer;
  createdBy: string;
  rotatedTo: string | null;
  lastUsedAt: Date | null;
  worker: { id: string; name: string; kind: 'person' | 'agent' };
}

type KeyRow = Omit<KeptKey, 'worker' | 'tokensPerMinute' | 'held'> & {
  heldBy: string | null;
  heldAt: Date | null;
  heldReason: string | null;
  tokensPerMinute: string | null;
  workerName: string;
  workerKind: KeptKey['worker']['kind'];
};

function fromRow(kept: KeyRow): KeptKey {
  const { workerName, workerKind, tokensPerMinute, heldBy, heldAt, heldReason, ...row } = kept;
  return {
    ...row,
    tokensPerMinute: tokensPerMinute === null ? null : Number(tokensPerMinute),
    worker: { id: row.workerId, name: workerName, kind: workerKind },
    held: heldBy && heldAt ? { by: heldBy, at: heldAt, reason: heldReason ?? '' } : null,
  };
}

export interface KeyFilter {
  workspace?: string | undefined;
  id?: string | undefined;
  worker?: string | undefined;
  /** SHA-256 of the secret. */
  hash?: Buffer | undefined;
  /** Leaves out keys that ended before this time. */
  endedSince?: Date | undefined;
}

/** Keys with their workers, oldest first. */
export async function loadKeys(sql: ISql, filter: KeyFilter): Promise<KeptKey[]> {
  const { workspace, id, worker, hash, endedSince } = filter;
  const rows = await sql<KeyRow[]>`
    select k.workspace, k.id, k.hash, k.name, k.worker_id as "workerId", k.agent, k.workflow, k.project, k.purpose,
      k.models, k.endpoints, k.requests_per_minute as "requestsPerMinute",
      k.tokens_per_minute as "tokensPerMinute", k.max_depth as "maxDepth", k.max_fan_out as "maxFanOut",
      k.loop_limit as "loopLimit", k.cap_output as "capOutput", k.hint, k.created_by as "createdBy",
      k.created_at as "createdAt", k.expires_at as "expiresAt", k.revoked_at as "revokedAt",
      k.rotated_to as "rotatedTo", k.last_used_at as "lastUsedAt", w.name as "workerName", w.kind as "workerKind",
      h.held_by as "heldBy", h.held_at as "heldAt", h.reason as "heldReason"
    from gate_key k join worker w on w.workspace = k.workspace and w.id = k.worker_id
      left join gate_hold h on h.workspace = k.workspace and h.worker_id = k.worker_id
    where true
      ${workspace === undefined ? sql`` : sql`and k.workspace = ${workspace}`}
      ${id === undefined ? sql`` : sql`and k.id = ${id}`}
      ${worker === undefined ? sql`` : sql`and k.worker_id = ${worker}`}
      ${hash === undefined ? sql`` : sql`and k.hash = ${hash}`}
      ${endedSince === undefined ? sql`` : sql`and coalesce(least(k.revoked_at, k.expires_at), 'infinity') >= ${endedSince}`}
    order by k.created_at, k.id`;
  return rows.map(fromRow);
}

/** Writes a new key. */
export async function insertKey(tx: ISql, key: Omit<KeptKey, 'worker'>): Promise<void> {
  await tx`
    insert into gate_key ${tx({
      workspace: key.workspace,
      id: key.id,
      hash: key.hash,
      worker_id: key.workerId,
      hint: key.hint,
      created_by: key.createdBy,
      created_at: key.createdAt,
      ...changeable(key),
    })}`;
}

/** Writes what of a key may change. */
export async function updateKey(tx: ISql, key: Omit<KeptKey, 'worker'>): Promise<void> {
  const row = { ...changeable(key), revoked_at: key.revokedAt, rotated_to: key.rotatedTo };
  await tx`update gate_key set ${tx(row)} where workspace = ${key.workspace} and id = ${key.id}`;
}

const changeable = (key: GatewayKey) => ({ ...termsOf(key), expires_at: key.expiresAt });

/** What a key may be used for, named as columns and as the API name it. */
const termsOf = (key: GatewayKey) => ({
  name: key.name,
  agent: key.agent,
  workflow: key.workflow,
  project: key.project,
  purpose: key.purpose,
  models: [...key.models],
  endpoints: [...key.endpoints],
  requests_per_minute: key.requestsPerMinute,
  tokens_per_minute: key.tokensPerMinute,
  max_depth: key.maxDepth,
  max_fan_out: key.maxFanOut,
  loop_limit: key.loopLimit,
  cap_output: key.capOutput,
});

/** Whether a key works at a time. */
export function keyStateAt(
  key: Pick<GatewayKey, 'revokedAt' | 'expiresAt'>,
  now: Date,
): GatewayKeyView['state'] {
  if (key.revokedAt) return 'revoked';
  return key.expiresAt && key.expiresAt <= now ? 'expired' : 'active';
}

/** A key as the API shows it. */
export const keyView = (key: KeptKey, now: Date): GatewayKeyView => ({
  id: key.id,
  ...termsOf(key),
  hint: key.hint,
  worker: key.worker,
  state: keyStateAt(key, now),
  created_at: key.createdAt.toISOString(),
  created_by: key.createdBy,
  expires_at: key.expiresAt?.toISOString() ?? null,
  revoked_at: key.revokedAt?.toISOString() ?? null,
  last_used_at: key.lastUsedAt?.toISOString() ?? null,
  rotated_to: key.rotatedTo,
  held: key.held ? { by: key.held.by, at: key.held.at.toISOString(), reason: key.held.reason } : null,
});
