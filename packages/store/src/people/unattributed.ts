import {
  type Identity,
  isIdentityKind,
  normaliseIdentity,
  proposeWorkers,
  type Roster,
} from '@exchequer/core/workforce';
import type { UnattributedItem, Workspace } from '@exchequer/model/contract';
import type { Sql } from 'postgres';
import { loadRoster } from './rows.ts';

/** Usage without a worker, of one identity or, where the source names nobody, of one place. */
export interface UnattributedRow {
  identity_kind: string;
  identity: string;
  /** Where the usage came from, when nobody is named. */
  hint: string;
  tools: string[];
  requests: string;
  tokens: string;
  first_seen_at: string;
  last_seen_at: string;
}

/** A worker whose usage stands in the same sessions as that of an unattributed identity. */
export interface Companion {
  identity_kind: string;
  identity: string;
  worker_id: string;
  sessions: number;
}

/** What the usage journal knows of unattributed usage. */
export interface UnattributedUsage {
  /** Most tokens first. */
  list(workspace: string, limit: number): Promise<UnattributedRow[]>;
  companions(workspace: string, identities: readonly { kind: string; value: string }[]): Promise<Companion[]>;
}

/** The queue of usage without a worker, each entry with the workers who may stand behind it. */
export async function listUnattributed(
  sql: Sql,
  usage: UnattributedUsage,
  workspace: Workspace,
  limit: number,
): Promise<UnattributedItem[]> {
  const rows = await usage.list(workspace, limit);
  const named = rows.filter(({ identity }) => identity !== '');
  const asked = named.map(({ identity_kind: kind, identity: value }) => ({ kind, value }));
  const [roster, companions] = await Promise.all([
    loadRoster(sql, workspace),
    asked.length > 0 ? usage.companions(workspace, asked) : [],
  ]);
  return rows.map((row) => ({ ...row, ...proposalsFor(row, roster, companions) }));
}

function proposalsFor(
  row: UnattributedRow,
  roster: Roster,
  companions: readonly Companion[],
): Pick<UnattributedItem, 'proposals' | 'command'> {
  const { identity_kind: kind, identity: value } = row;
  if (value === '' || !isIdentityKind(kind)) {
    return {
      proposals: [],
      command: 'Let the source name who acts: the settings under “Send telemetry” do.',
    };
  }
  const own = companions.filter((one) => one.identity_kind === kind && one.identity === value);
  const together = own.map(({ worker_id: workerId, sessions }) => ({ workerId, sessions }));
  const asked = { kind, value: normaliseIdentity(kind, value), companions: together };
  const proposals = proposeWorkers(asked, roster.workers, identitiesByWorker(roster));
  const worker = proposals[0] ? quoted(proposals[0].workerName) : '<worker>';
  return {
    proposals: proposals.map(({ workerId, workerName, reason, confidence }) => ({
      worker_id: workerId,
      worker_name: workerName,
      reason,
      confidence,
    })),
    command: `npx exchequer people map ${quoted(`${kind}:${value}`)} ${worker} --yes`,
  };
}

const byRoster = new WeakMap<Roster, Map<string, Identity[]>>();

function identitiesByWorker(roster: Roster): Map<string, Identity[]> {
  const known = byRoster.get(roster);
  if (known) return known;
  const made = new Map<string, Identity[]>();
  for (const identity of roster.identities) {
    const own = made.get(identity.workerId) ?? [];
    made.set(identity.workerId, [...own, identity]);
  }
  byRoster.set(roster, made);
  return made;
}

/** For a POSIX shell, so that a name from outside stays one harmless word when pasted. */
const quoted = (text: string): string =>
  /^[\w.@:/+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
