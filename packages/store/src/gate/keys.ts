import type { GatewayKeyView, KeyRules, Workspace } from '@exchequer/model/contract';
import type { Sql, TransactionSql } from 'postgres';
import { type AuditActor, hashSecret, newSecret, recordAudit } from '../access/index.ts';
import { addIdentities, lockPeople } from '../people/index.ts';
import { insertKey, type KeptKey, keyStateAt, keyView, loadKeys, updateKey } from './key-rows.ts';
import type { GateDeskOptions } from './options.ts';
import { type GateRefusal, refuseGate } from './refusal.ts';

/** What is asked of a new key; rules that are left out limit nothing. */
export interface KeyWish extends Partial<KeyRules> {
  name: string;
  worker_id: string;
  expires_at: string | null;
}

export type KeyChange = Partial<KeyRules> & {
  name?: string | undefined;
  expires_at?: string | null | undefined;
};

/** A key with its secret, which is told this once and kept nowhere. */
export interface MadeKey {
  key: GatewayKeyView;
  secret: string;
}

/** A key as its holder shows it: what it may do, and in which workspace. */
export type KeyHolder = Pick<
  KeptKey,
  'id' | 'workspace' | 'name' | 'agent' | 'project' | 'worker' | 'expiresAt' | 'revokedAt' | 'held'
>;

/** Gateway keys of the workspaces. */
export interface KeyDesk {
  /** Active ones, or all, oldest first. */
  list(
    workspace: Workspace,
    filter: { worker?: string | undefined; state: 'active' | 'all' },
  ): Promise<GatewayKeyView[]>;
  get(workspace: Workspace, id: string): Promise<GatewayKeyView | null>;
  /** Who holds a secret, whether or not its key still works; null when nobody has it. */
  holder(secret: string): Promise<KeyHolder | null>;
  /** The usage of the key counts to its worker from its first call on. */
  create(workspace: Workspace, wish: KeyWish, by: AuditActor): Promise<MadeKey | GateRefusal>;
  change(
    workspace: Workspace,
    id: string,
    change: KeyChange,
    by: AuditActor,
  ): Promise<GatewayKeyView | GateRefusal>;
  /** Makes the key that follows, for the same worker under the same rules; the old one works on for the overlap. */
  rotate(
    workspace: Workspace,
    id: string,
    overlapSeconds: number,
    by: AuditActor,
  ): Promise<MadeKey | GateRefusal>;
  /** Every gateway that listens refuses it within a second. One that was revoked stays as it is. */
  revoke(workspace: Workspace, id: string, by: AuditActor): Promise<GatewayKeyView | GateRefusal>;
}

/** Every secret starts so, which lets scanners find one that leaked. */
const prefixes: Record<Workspace, string> = { live: 'exq_', sample: 'exq_sample_' };

const noRules: KeyRules = {
  agent: '',
  workflow: '',
  project: '',
  purpose: '',
  models: [],
  endpoints: [],
  requests_per_minute: null,
  tokens_per_minute: null,
  max_depth: null,
  max_fan_out: null,
  loop_limit: null,
  cap_output: false,
};

export function createKeyDesk(options: GateDeskOptions): KeyDesk {
  const { sql, now } = options;
  return {
    list: async (workspace, { worker, state }) => {
      const keys = await loadKeys(sql, { workspace, worker });
      const shown = keys.filter((key) => state === 'all' || keyStateAt(key, now()) === 'active');
      return shown.map((key) => keyView(key, now()));
    },
    get: async (workspace, id) => {
      const [key] = await loadKeys(sql, { workspace, id });
      return key ? keyView(key, now()) : null;
    },
    holder: async (secret) => {
      const [key] = await loadKeys(sql, { hash: hashSecret(secret) });
      return key ?? null;
    },
    create: (workspace, wish, by) => sql.begin((tx) => createKey(options, tx, workspace, wish, by)),
    change: (workspace, id, change, by) =>
      onKey(options, workspace, id, async (tx, key) => {
        const at = now();
        const over = overRefusal(key, at) ?? expiryRefusal(change.expires_at, at);
        if (over) return over;
        const { name, expires_at: expiresAt, ...rules } = change;
        const changed = {
          ...key,
          ...rulesOf(withoutGaps(rules)),
          ...(name !== undefined && { name }),
          ...(expiresAt !== undefined && { expiresAt: dateOf(expiresAt) }),
        };
        await updateKey(tx, changed);
        const detail = JSON.parse(JSON.stringify(withoutGaps(change)));
        await recordAudit(tx, by, at, { action: 'key.change', subject: id, workspace, detail });
        return keyView(changed, at);
      }),
    rotate: (workspace, id, overlapSeconds, by) =>
      onKey(options, workspace, id, (tx, key) => rotateKey(options, tx, key, overlapSeconds, by)),
    revoke: (workspace, id, by) =>
      onKey(options, workspace, id, async (tx, key) => {
        if (key.revokedAt) return keyView(key, now());
        const revoked = { ...key, revokedAt: now() };
        await updateKey(tx, revoked);
        await recordAudit(tx, by, now(), {
          action: 'key.revoke',
          subject: id,
          workspace,
          detail: { name: key.name, worker: key.workerId },
        });
        return keyView(revoked, now());
      }),
  };
}

async function createKey(
  options: GateDeskOptions,
  tx: TransactionSql,
  workspace: Workspace,
  { name, worker_id: workerId, expires_at: expiresAt, ...rules }: KeyWish,
  by: AuditActor,
): Promise<MadeKey | GateRefusal> {
  const at = options.now();
  const [worker] = await tx<KeptKey['worker'][]>`
    select id, name, kind from worker where workspace = ${workspace} and id = ${workerId}`;
  if (!worker) {
    return refuseGate('worker-unknown', `there is no worker ${workerId}`, 'Add the person or agent first.');
  }
  const badExpiry = expiryRefusal(expiresAt, at);
  if (badExpiry) return badExpiry;
  const wish = {
    name,
    worker,
    expiresAt: dateOf(expiresAt),
    ...rulesOf({ ...noRules, ...withoutGaps(rules) }),
  };
  return makeKey(options, tx, workspace, wish as NewKey, by);
}

type NewKey = Omit<KeptKey, 'id' | 'workspace' | 'hash' | 'hint' | 'createdBy' | 'createdAt'>;

/** Writes a new key, and that its usage is its worker's, in one transaction. */
async function makeKey(
  { now, newId }: GateDeskOptions,
  tx: TransactionSql,
  workspace: Workspace,
  wish: NewKey,
  by: AuditActor,
): Promise<MadeKey> {
  const at = now();
  const secret = newSecret(prefixes[workspace]);
  const key: KeptKey = {
    ...wish,
    id: newId('key_'),
    workspace,
    workerId: wish.worker.id,
    hash: hashSecret(secret),
    hint: secret.slice(0, prefixes[workspace].length + 4),
    createdBy: by.name,
    createdAt: at,
    revokedAt: null,
    rotatedTo: null,
    lastUsedAt: null,
  };
  // First of all: a new key refers to the workspace, and two that both did would wait for each other.
  await lockPeople(tx, workspace);
  await insertKey(tx, key);
  const identity = { id: newId('idn_'), kind: 'api_key' as const, value: key.id, workerId: key.workerId };
  await addIdentities(tx, workspace, [{ ...identity, validFrom: null, validTo: null }]);
  await recordAudit(tx, by, at, {
    action: 'key.create',
    subject: key.id,
    workspace,
    detail: { name: key.name, worker: key.workerId, expires_at: key.expiresAt?.toISOString() ?? null },
  });
  return { key: keyView(key, at), secret };
}

async function rotateKey(
  options: GateDeskOptions,
  tx: TransactionSql,
  key: KeptKey,
  overlapSeconds: number,
  by: AuditActor,
): Promise<MadeKey | GateRefusal> {
  const at = options.now();
  const over = overRefusal(key, at);
  if (over) return over;
  // The new one lives as long as the old one was meant to.
  const lifetimeMs = key.expiresAt && key.expiresAt.getTime() - key.createdAt.getTime();
  const expiresAt = lifetimeMs ? new Date(at.getTime() + lifetimeMs) : null;
  const made = await makeKey(options, tx, key.workspace, { ...key, expiresAt }, by);
  const end = new Date(at.getTime() + overlapSeconds * 1_000);
  const ends = key.expiresAt && key.expiresAt < end ? key.expiresAt : end;
  await updateKey(tx, { ...key, expiresAt: ends, rotatedTo: made.key.id });
  await recordAudit(tx, by, at, {
    action: 'key.rotate',
    subject: key.id,
    workspace: key.workspace,
    detail: { name: key.name, rotated_to: made.key.id, works_until: ends.toISOString() },
  });
  return made;
}

/** Loads a key under its lock and changes it in one transaction. */
async function onKey<T>(
  { sql }: GateDeskOptions,
  workspace: Workspace,
  id: string,
  work: (tx: TransactionSql, key: KeptKey) => Promise<T | GateRefusal>,
): Promise<T | GateRefusal> {
  const done = await sql.begin(async (tx) => {
    await tx`select 1 from gate_key where workspace = ${workspace} and id = ${id} for update`;
    const [key] = await loadKeys(tx, { workspace, id });
    return key
      ? work(tx, key)
      : refuseGate('key-unknown', `there is no key ${id}`, 'List the keys and take an id from there.');
  });
  return done as T | GateRefusal;
}

function overRefusal(key: KeptKey, at: Date): GateRefusal | null {
  const state = keyStateAt(key, at);
  if (key.rotatedTo) {
    return refuseGate('key-over', `the key was rotated to ${key.rotatedTo}`, 'Use the key that follows it.');
  }
  return state === 'active' ? null : refuseGate('key-over', `the key is ${state}`, 'Make a new key.');
}

const expiryRefusal = (text: string | null | undefined, at: Date): GateRefusal | null =>
  text && new Date(text) <= at
    ? refuseGate('expiry-invalid', `${text} is over`, 'Name a later time, or none.')
    : null;

const dateOf = (text: string | null): Date | null => (text === null ? null : new Date(text));

const withoutGaps = <T extends object>(change: T): T =>
  Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as T;

const ruleNames = {
  agent: 'agent',
  workflow: 'workflow',
  project: 'project',
  purpose: 'purpose',
  models: 'models',
  endpoints: 'endpoints',
  requests_per_minute: 'requestsPerMinute',
  tokens_per_minute: 'tokensPerMinute',
  max_depth: 'maxDepth',
  max_fan_out: 'maxFanOut',
  loop_limit: 'loopLimit',
  cap_output: 'capOutput',
} as const satisfies Record<keyof KeyRules, keyof KeptKey>;

/** Rules in the words of the noun; those that are left out stay away. */
const rulesOf = (rules: Partial<KeyRules>): Partial<KeptKey> =>
  Object.fromEntries(
    Object.entries(rules).flatMap(([name, value]) => {
      const ours = ruleNames[name as keyof KeyRules] as string | undefined;
      return ours ? [[ours, value]] : [];
    }),
  );

/**
 * Writes down when keys were used; at most once a minute each, whoever says so.
 * @param uses last use by id of the key
 */
export async function noteKeyUse(sql: Sql, uses: ReadonlyMap<string, Date>): Promise<void> {
  if (uses.size === 0) return;
  const ids = [...uses.keys()];
  const times = ids.map((id) => uses.get(id)?.toISOString() ?? null);
  // Locked in one order, so that gateways never wait for each other in a circle.
  await sql`
    with used as (
      select k.id, u.at from gate_key k
      join unnest(${ids}::text[], ${times}::timestamptz[]) as u (id, at) on u.id = k.id
      where k.last_used_at is null or k.last_used_at <= u.at - interval '1 minute'
      order by k.id for update of k
    )
    update gate_key k set last_used_at = used.at from used where used.id = k.id`;
}
