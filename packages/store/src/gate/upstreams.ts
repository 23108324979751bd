import type { UpstreamKind } from '@exchequer/model';
import type { UpstreamView, Workspace } from '@exchequer/model/contract';
import type { TransactionSql } from 'postgres';
import { type AuditActor, recordAudit } from '../access/index.ts';
import type { GateDeskOptions } from './options.ts';
import { type GateRefusal, refuseGate } from './refusal.ts';
import {
  type KeptUpstream,
  loadCredentials,
  loadUpstreams,
  placeOf,
  saveUpstream,
  upstreamView,
} from './upstream-rows.ts';

/** What is asked of an upstream; what is left out stays, or is as usual for its kind. */
export interface UpstreamWish {
  name: string;
  kind: UpstreamKind;
  provider?: string | undefined;
  base_url?: string | undefined;
  options?: Record<string, string> | undefined;
  allow_private?: boolean | undefined;
  connect_ms?: number | undefined;
  first_byte_ms?: number | undefined;
  idle_ms?: number | undefined;
  enabled?: boolean | undefined;
  add_credential?: { name: string; secret: string } | undefined;
  remove_credential?: string | undefined;
}

/** Where calls can go. */
export interface UpstreamDesk {
  list(workspace: Workspace): Promise<UpstreamView[]>;
  put(
    workspace: Workspace,
    id: string,
    wish: UpstreamWish,
    by: AuditActor,
  ): Promise<UpstreamView | GateRefusal>;
  /** Refused while a route names it. */
  remove(workspace: Workspace, id: string, by: AuditActor): Promise<{ done: boolean } | GateRefusal>;
  /** Seals every credential under the newest master key; returns how many were not. */
  sealAnew(by: AuditActor): Promise<number>;
}

const usualProvider: Record<UpstreamKind, string> = {
  openai: 'openai',
  anthropic: 'anthropic',
  gemini: 'google',
  bedrock: 'aws',
  azure: 'azure',
  compatible: 'openai',
};

const usualAddress = (kind: UpstreamKind, options: Readonly<Record<string, string>>): string | null => {
  switch (kind) {
    case 'openai':
      return 'https://api.openai.com';
    case 'anthropic':
      return 'https://api.anthropic.com';
    case 'gemini':
      return 'https://generativelanguage.googleapis.com';
    case 'bedrock':
      return options.region ? `https://bedrock-runtime.${options.region}.amazonaws.com` : null;
    case 'azure':
    case 'compatible':
      return null;
  }
};

/** Models answer after minutes at times; a connection stands within seconds. */
const usualTimeouts = { connectMs: 5_000, firstByteMs: 600_000, idleMs: 120_000 };

export function createUpstreamDesk(options: GateDeskOptions): UpstreamDesk {
  const { sql, now } = options;
  return {
    list: async (workspace) => {
      const [upstreams, credentials] = await Promise.all([
        loadUpstreams(sql, workspace),
        loadCredentials(sql, workspace),
      ]);
      return upstreams.map((upstream) =>
        upstreamView(
          upstream,
          credentials.filter(({ upstreamId }) => upstreamId === upstream.id),
        ),
      );
    },
    put: async (workspace, id, wish, by) =>
      sql.begin((tx) => put(options, tx, workspace, id, wish, by)) as Promise<UpstreamView | GateRefusal>,
    remove: async (workspace, id, by) => {
      const done = await sql.begin(async (tx) => {
        const [upstream] = await loadUpstreams(tx, workspace, id);
        if (!upstream) return unknown(id);
        const [route] = await tx<{ name: string }[]>`
          select name from gate_route where workspace = ${workspace}
            and targets @> ${tx.json([{ upstreamId: id }])} limit 1`;
        if (route) return inUse(upstream.name, route.name);
        await tx`delete from gate_upstream where workspace = ${workspace} and id = ${id}`;
        const detail = { name: upstream.name };
        await recordAudit(tx, by, now(), { action: 'upstream.remove', subject: id, workspace, detail });
        return { done: true };
      });
      return done as { done: boolean } | GateRefusal;
    },
    sealAnew: (by) => sql.begin((tx) => sealAnew(options, tx, by)) as Promise<number>,
  };
}

async function put(
  options: GateDeskOptions,
  tx: TransactionSql,
  workspace: Workspace,
  id: string,
  wish: UpstreamWish,
  by: AuditActor,
): Promise<UpstreamView | GateRefusal> {
  const { now } = options;
  const [before] = await loadUpstreams(tx, workspace, id);
  const upstream = become(workspace, id, before, wish);
  if ('refused' in upstream) return upstream;
  await saveUpstream(tx, upstream);
  if (wish.remove_credential !== undefined) {
    await tx`
      delete from gate_credential
      where workspace = ${workspace} and upstream_id = ${id} and id = ${wish.remove_credential}`;
  }
  if (wish.add_credential) await addCredential(options, tx, workspace, id, wish.add_credential);
  await recordAudit(tx, by, now(), {
    action: before ? 'upstream.change' : 'upstream.add',
    subject: id,
    workspace,
    detail: {
      name: upstream.name,
      base_url: upstream.baseUrl,
      ...(wish.add_credential && { credential_added: wish.add_credential.name }),
      ...(wish.remove_credential && { credential_removed: wish.remove_credential }),
    },
  });
  return upstreamView(upstream, await loadCredentials(tx, workspace, id));
}

/** The upstream as it shall be; another kind starts from what is usual for it. */
function become(
  workspace: Workspace,
  id: string,
  before: KeptUpstream | undefined,
  wish: UpstreamWish,
): KeptUpstream | GateRefusal {
  const { name, kind } = wish;
  const same = before?.kind === kind ? before : undefined;
  const settings = wish.options ?? same?.options ?? {};
  const address = wish.base_url ?? same?.baseUrl ?? usualAddress(kind, settings);
  if (address === null) {
    const fix =
      kind === 'bedrock'
        ? 'Name the region in its options, or give its base URL.'
        : 'Give its base URL, such as https://name.openai.azure.com or http://127.0.0.1:8000.';
    return refuseGate('address-invalid', `an upstream of the kind ${kind} has no usual address`, fix);
  }
  const baseUrl = cleanAddress(address);
  if (baseUrl === null) {
    const fix = 'Give an http or https URL without user, query and fragment.';
    return refuseGate('address-invalid', `${address} is no address of an upstream`, fix);
  }
  const timeouts = same?.timeouts ?? usualTimeouts;
  return {
    ...{ workspace, id, name, kind, baseUrl, options: settings },
    provider: wish.provider ?? same?.provider ?? usualProvider[kind],
    allowPrivate: wish.allow_private ?? same?.allowPrivate ?? false,
    timeouts: {
      connectMs: wish.connect_ms ?? timeouts.connectMs,
      firstByteMs: wish.first_byte_ms ?? timeouts.firstByteMs,
      idleMs: wish.idle_ms ?? timeouts.idleMs,
    },
    enabled: wish.enabled ?? before?.enabled ?? true,
  };
}

/** Origin and path without a slash at the end; null when it cannot be called. */
function cleanAddress(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const { protocol, username, password, search, hash, origin, pathname } = new URL(text);
  if (!['http:', 'https:'].includes(protocol) || username || password || search || hash) return null;
  return `${origin}${pathname.replace(/\/+$/, '')}`;
}

async function addCredential(
  { secrets, now, newId }: GateDeskOptions,
  tx: TransactionSql,
  workspace: Workspace,
  upstreamId: string,
  { name, secret }: { name: string; secret: string },
): Promise<void> {
  const id = newId('ucr_');
  const { keyId, nonce, sealed } = secrets.seal(placeOf({ workspace, upstreamId, id }), secret);
  await tx`
    insert into gate_credential (workspace, id, upstream_id, name, hint, key_id, nonce, sealed, created_at)
    values (${workspace}, ${id}, ${upstreamId}, ${name}, ${hintOf(secret)}, ${keyId}, ${nonce}, ${sealed}, ${now()})`;
}

/** Last characters, as providers' own pages show their keys; nothing of a short one. */
const hintOf = (secret: string): string => (secret.length < 16 ? '…' : `…${secret.slice(-4)}`);

async function sealAnew(
  { secrets, now }: GateDeskOptions,
  tx: TransactionSql,
  by: AuditActor,
): Promise<number> {
  await tx`select 1 from gate_credential order by workspace, id for update`;
  const old = (await loadCredentials(tx)).filter(({ keyId }) => keyId !== secrets.keyId);
  for (const credential of old) {
    const place = placeOf(credential);
    const { keyId, nonce, sealed } = secrets.seal(place, secrets.open(place, credential));
    await tx`
      update gate_credential set key_id = ${keyId}, nonce = ${nonce}, sealed = ${sealed}
      where workspace = ${credential.workspace} and id = ${credential.id}`;
  }
  if (old.length > 0) {
    const detail = { credentials: old.length, key_id: secrets.keyId };
    await recordAudit(tx, by, now(), { action: 'upstream.seal-anew', subject: 'credentials', detail });
  }
  return old.length;
}

const unknown = (id: string): GateRefusal =>
  refuseGate(
    'upstream-unknown',
    `there is no upstream ${id}`,
    'List the upstreams and take an id from there.',
  );

const inUse = (upstream: string, route: string): GateRefusal =>
  refuseGate(
    'upstream-in-use',
    `calls of the route ${route} go to ${upstream}`,
    'Take it out of the route first, or switch the upstream off.',
  );
