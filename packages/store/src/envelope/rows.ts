import { type EnvelopeStep, treeOf } from '@exchequer/core/envelope';
import { type Envelope, formatUsd, parseUsd } from '@exchequer/model';
import type { ISql, JSONValue } from 'postgres';
import type { AuditActor } from '../access/index.ts';

/** An envelope with the number of its changes. */
export interface KeptEnvelope extends Envelope {
  version: number;
}

export type KeptTree = ReadonlyMap<string, KeptEnvelope>;

interface EnvelopeRow {
  id: string;
  name: string;
  kind: Envelope['kind'];
  ref: string;
  parent_id: string | null;
  currency: string;
  period_limit: string;
  period: Envelope['period'];
  custom_starts_on: string | null;
  custom_ends_on: string | null;
  enforcement: Envelope['enforcement'];
  thresholds: string[];
  rollover_percent: number | null;
  rollover_cap: string | null;
  overdraft: string;
  owner_id: string | null;
  managed_by: Envelope['managedBy'];
  state: Envelope['state'];
  since: string;
  version: number;
}

function fromRow(row: EnvelopeRow): KeptEnvelope {
  const { custom_starts_on: startsOn, custom_ends_on: endsOn, rollover_percent: percent } = row;
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    ref: row.ref,
    parentId: row.parent_id,
    currency: row.currency,
    limit: parseUsd(row.period_limit),
    period: row.period,
    custom: startsOn && endsOn ? { startsOn, endsOn } : null,
    enforcement: row.enforcement,
    thresholds: row.thresholds.map(Number),
    rollover: percent === null ? null : { percent, cap: amountOrNull(row.rollover_cap) },
    overdraft: parseUsd(row.overdraft),
    ownerId: row.owner_id,
    managedBy: row.managed_by,
    state: row.state,
    since: row.since,
    version: row.version,
  };
}

const amountOrNull = (text: string | null): bigint | null => (text === null ? null : parseUsd(text));

/** Every envelope of a workspace. */
export async function loadTree(sql: ISql, workspace: string): Promise<KeptTree> {
  const rows = await sql<EnvelopeRow[]>`
    select id, name, kind, ref, parent_id, currency, period_limit, period, custom_starts_on, custom_ends_on,
      enforcement, thresholds, rollover_percent, rollover_cap, overdraft, owner_id, managed_by, state, since,
      version
    from envelope where workspace = ${workspace} order by id`;
  return treeOf(rows.map(fromRow)) as KeptTree;
}

function toRow(workspace: string, envelope: Envelope, version: number) {
  const { custom, rollover } = envelope;
  return {
    workspace,
    id: envelope.id,
    name: envelope.name,
    kind: envelope.kind,
    ref: envelope.ref,
    parent_id: envelope.parentId,
    currency: envelope.currency,
    period_limit: formatUsd(envelope.limit),
    period: envelope.period,
    custom_starts_on: custom?.startsOn ?? null,
    custom_ends_on: custom?.endsOn ?? null,
    enforcement: envelope.enforcement,
    thresholds: [...envelope.thresholds],
    rollover_percent: rollover?.percent ?? null,
    rollover_cap: rollover?.cap == null ? null : formatUsd(rollover.cap),
    overdraft: formatUsd(envelope.overdraft),
    owner_id: envelope.ownerId,
    managed_by: envelope.managedBy,
    state: envelope.state,
    since: envelope.since,
    version,
  };
}

const changeable = [
  'name',
  'kind',
  'ref',
  'parent_id',
  'period_limit',
  'period',
  'custom_starts_on',
  'custom_ends_on',
  'enforcement',
  'thresholds',
  'rollover_percent',
  'rollover_cap',
  'overdraft',
  'owner_id',
  'managed_by',
  'state',
  'version',
] as const;

/** Writes an envelope as it becomes. */
export async function saveEnvelope(
  tx: ISql,
  workspace: string,
  { before, after }: EnvelopeStep,
  version: number,
): Promise<void> {
  const row = toRow(workspace, after, version);
  if (before) {
    await tx`update envelope set ${tx(row, ...changeable)} where workspace = ${workspace} and id = ${after.id}`;
  } else {
    await tx`insert into envelope ${tx(row)}`;
  }
}

export interface ChangeNote {
  envelopeId: string;
  version: number;
  action: 'create' | 'change' | 'close';
  changes: JSONValue;
}

/** Writes a version of an envelope down. */
export async function noteChange(
  tx: ISql,
  workspace: string,
  by: AuditActor,
  at: Date,
  { envelopeId, version, action, changes }: ChangeNote,
): Promise<void> {
  await tx`
    insert into envelope_change (workspace, envelope_id, version, at, by_id, by_name, action, changes)
    values (${workspace}, ${envelopeId}, ${version}, ${at}, ${by.id}, ${by.name}, ${action}, ${tx.json(changes)})`;
}

/**
 * Takes the lock under which the tree and periods of a workspace change and usage is routed, until the
 * transaction ends. It comes before every lock of the books.
 */
export async function lockBudgets(tx: ISql, workspace: string): Promise<void> {
  await tx`select pg_advisory_xact_lock(hashtextextended(${`envelope ${workspace}`}, 0))`;
}
