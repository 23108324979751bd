import { createHash } from 'node:crypto';
import type { PolicyChangeView, PolicySectionView, PolicyVersionView } from '@exchequer/model/contract';
import type { ISql, JSONValue } from 'postgres';
import type { AuditActor } from '../access/index.ts';

/** A file that is being applied. */
export interface Applied {
  text: string;
  note: string;
  fingerprint: string;
  summary: PolicyVersionView['summary'];
  changes: readonly PolicyChangeView[];
  purposes: PolicySectionView | null;
  cost_centres: PolicySectionView | null;
}

export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

interface VersionRow extends Omit<PolicyVersionView, 'applied_at' | Section> {
  applied_at: Date;
  purposes: PolicySectionView | null;
  cost_centres: PolicySectionView | null;
}
type Section = 'purposes' | 'cost_centres';

const columns = [
  'version',
  'applied_at',
  'actor_id',
  'actor_name',
  'note',
  'hash',
  'summary',
  'purposes',
  'cost_centres',
] as const;

const toView = ({ applied_at, purposes, cost_centres, ...row }: VersionRow): PolicyVersionView => ({
  ...row,
  applied_at: applied_at.toISOString(),
  purposes: purposes?.summary ?? null,
  cost_centres: cost_centres?.summary ?? null,
});

/** Keeps a file as it is applied. The caller holds the lock of the budgets, so versions have no gaps. */
export async function keepVersion(
  tx: ISql,
  workspace: string,
  applied: Applied,
  by: AuditActor,
  at: Date,
): Promise<PolicyVersionView> {
  const [last] = await tx<{ version: number }[]>`
    select coalesce(max(version), 0)::int as version from policy_version where workspace = ${workspace}`;
  const row = {
    workspace,
    version: (last?.version ?? 0) + 1,
    text: applied.text,
    hash: hashOf(applied.text),
    applied_at: at,
    actor_id: by.id,
    actor_name: by.name,
    note: applied.note,
    fingerprint: applied.fingerprint,
    summary: tx.json(applied.summary),
    changes: tx.json(applied.changes as unknown as JSONValue),
    purposes: applied.purposes && tx.json(applied.purposes),
    cost_centres: applied.cost_centres && tx.json(applied.cost_centres),
  };
  const [kept] = await tx<VersionRow[]>`insert into policy_version ${tx(row)} returning ${tx(columns)}`;
  if (!kept) throw new Error('an insert returns its row');
  return toView(kept);
}

/** Applied files, newest first; the cursor is the last version seen. */
export async function listVersions(
  sql: ISql,
  workspace: string,
  page: { cursor?: string | undefined; limit: number },
): Promise<{ versions: PolicyVersionView[]; next_cursor: string | null }> {
  const before = /^\d{1,9}$/.test(page.cursor ?? '') ? Number(page.cursor) : null;
  const rows = await sql<VersionRow[]>`
    select ${sql(columns)} from policy_version
    where workspace = ${workspace} and (${before}::int is null or version < ${before}::int)
    order by version desc limit ${page.limit + 1}`;
  const versions = rows.slice(0, page.limit).map(toView);
  const more = rows.length > page.limit;
  return { versions, next_cursor: more ? String(versions.at(-1)?.version) : null };
}

/** A file as it was applied, and what it changed. */
export interface KeptPolicy {
  version: PolicyVersionView;
  text: string;
  changes: PolicyChangeView[];
  purposes: PolicySectionView | null;
  cost_centres: PolicySectionView | null;
}

/** One applied file; null when there is none of that number. */
export async function findVersion(sql: ISql, workspace: string, version: number): Promise<KeptPolicy | null> {
  const [row] = await sql<(VersionRow & Pick<KeptPolicy, 'text' | 'changes'>)[]>`
    select ${sql(columns)}, text, changes from policy_version
    where workspace = ${workspace} and version = ${version}`;
  if (!row) return null;
  const { text, changes, ...rest } = row;
  const { purposes, cost_centres } = rest;
  return { version: toView(rest), text, changes, purposes, cost_centres };
}
