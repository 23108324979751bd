import type { DialectName, Upstream, UpstreamKind } from '@exchequer/model';
import type { UpstreamView } from '@exchequer/model/contract';
import type { ISql } from 'postgres';
import type { SealedSecret } from './secret-box.ts';

/** An upstream as it is stored; its credentials stay sealed. */
export interface KeptUpstream extends Omit<Upstream, 'credentials' | 'dialect'> {
  workspace: string;
}

export interface KeptCredential extends SealedSecret {
  workspace: string;
  id: string;
  upstreamId: string;
  name: string;
  hint: string;
}

const dialectOf: Record<UpstreamKind, DialectName> = {
  openai: 'openai',
  anthropic: 'anthropic',
  gemini: 'gemini',
  bedrock: 'bedrock',
  azure: 'openai',
  compatible: 'openai',
};

interface UpstreamRow extends Omit<KeptUpstream, 'timeouts'> {
  connectMs: number;
  firstByteMs: number;
  idleMs: number;
}

/** Upstreams by id; of all workspaces unless one is named. */
export async function loadUpstreams(sql: ISql, workspace?: string, id?: string): Promise<KeptUpstream[]> {
  const rows = await sql<UpstreamRow[]>`
    select workspace, id, name, kind, provider, base_url as "baseUrl", options, allow_private as "allowPrivate",
      connect_ms as "connectMs", first_byte_ms as "firstByteMs", idle_ms as "idleMs", enabled
    from gate_upstream
    where true ${workspace === undefined ? sql`` : sql`and workspace = ${workspace}`}
      ${id === undefined ? sql`` : sql`and id = ${id}`}
    order by workspace, lower(name), id`;
  return rows.map(({ connectMs, firstByteMs, idleMs, ...row }) => ({
    ...row,
    timeouts: { connectMs, firstByteMs, idleMs },
  }));
}

/** Credentials in the order in which they were added. */
export async function loadCredentials(
  sql: ISql,
  workspace?: string,
  upstreamId?: string,
): Promise<KeptCredential[]> {
  return sql<KeptCredential[]>`
    select workspace, id, upstream_id as "upstreamId", name, hint, key_id as "keyId", nonce, sealed
    from gate_credential
    where true ${workspace === undefined ? sql`` : sql`and workspace = ${workspace}`}
      ${upstreamId === undefined ? sql`` : sql`and upstream_id = ${upstreamId}`}
    order by created_at, id`;
}

/** Adds an upstream or changes it. */
export async function saveUpstream(tx: ISql, upstream: KeptUpstream): Promise<void> {
  const { connectMs, firstByteMs, idleMs } = upstream.timeouts;
  await tx`
    insert into gate_upstream (workspace, id, name, kind, provider, base_url, options, allow_private, connect_ms,
      first_byte_ms, idle_ms, enabled)
    values (${upstream.workspace}, ${upstream.id}, ${upstream.name}, ${upstream.kind}, ${upstream.provider},
      ${upstream.baseUrl}, ${tx.json({ ...upstream.options })}, ${upstream.allowPrivate}, ${connectMs},
      ${firstByteMs}, ${idleMs}, ${upstream.enabled})
    on conflict (workspace, id) do update set name = excluded.name, kind = excluded.kind,
      provider = excluded.provider, base_url = excluded.base_url, options = excluded.options,
      allow_private = excluded.allow_private, connect_ms = excluded.connect_ms,
      first_byte_ms = excluded.first_byte_ms, idle_ms = excluded.idle_ms, enabled = excluded.enabled`;
}

/** Where a credential is kept: it opens nowhere else. */
export const placeOf = ({
  workspace,
  upstreamId,
  id,
}: Pick<KeptCredential, 'workspace' | 'upstreamId' | 'id'>) => `${workspace}/${upstreamId}/${id}`;

/** What an upstream is with its credentials opened. */
export const openedUpstream = (
  { workspace: _workspace, ...upstream }: KeptUpstream,
  credentials: Upstream['credentials'],
): Upstream => ({ ...upstream, dialect: dialectOf[upstream.kind], credentials });

/** An upstream as the API shows it: of its secrets a hint alone. */
export const upstreamView = (
  upstream: KeptUpstream,
  credentials: readonly Pick<KeptCredential, 'id' | 'name' | 'hint'>[],
): UpstreamView => ({
  id: upstream.id,
  name: upstream.name,
  kind: upstream.kind,
  dialect: dialectOf[upstream.kind],
  provider: upstream.provider,
  base_url: upstream.baseUrl,
  options: { ...upstream.options },
  allow_private: upstream.allowPrivate,
  credentials: credentials.map(({ id, name, hint }) => ({ id, name, hint })),
  connect_ms: upstream.timeouts.connectMs,
  first_byte_ms: upstream.timeouts.firstByteMs,
  idle_ms: upstream.timeouts.idleMs,
  enabled: upstream.enabled,
});
