import { formatUsd, parseUsd } from '@exchequer/model';
import type { BudgetRequest } from '@exchequer/model/contract';
import type { ISql } from 'postgres';

/** Who asks: an actor, and the worker they are where that is known. */
export interface Asker {
  id: string;
  name: string;
  workerId: string | null;
}

export interface RequestWish {
  envelopeId: string;
  kind: 'temporary' | 'permanent';
  /** Above zero. */
  amount: bigint;
  reason: string;
  expiresAt: Date | null;
  idempotencyKey?: string | undefined;
}

export interface KeptRequest extends RequestWish {
  id: string;
  state: BudgetRequest['state'];
  by: Asker;
}

interface RequestRow {
  id: string;
  envelope_id: string;
  kind: 'temporary' | 'permanent';
  amount: string;
  reason: string;
  expires_at: Date | null;
  state: BudgetRequest['state'];
  requested_by_id: string;
  requested_by_name: string;
  requested_by_worker: string | null;
}

const fromRow = (row: RequestRow): KeptRequest => ({
  id: row.id,
  envelopeId: row.envelope_id,
  kind: row.kind,
  amount: parseUsd(row.amount),
  reason: row.reason,
  expiresAt: row.expires_at,
  state: row.state,
  by: { id: row.requested_by_id, name: row.requested_by_name, workerId: row.requested_by_worker },
});

const columns = [
  'id',
  'envelope_id',
  'kind',
  'amount',
  'reason',
  'expires_at',
  'state',
  'requested_by_id',
  'requested_by_name',
  'requested_by_worker',
] as const;

/** A request, locked until the transaction ends. */
export async function lockRequest(tx: ISql, workspace: string, id: string): Promise<KeptRequest | null> {
  const [row] = await tx<RequestRow[]>`
    select ${tx(columns)} from budget_request where workspace = ${workspace} and id = ${id} for update`;
  return row ? fromRow(row) : null;
}

/** The request that was made under an idempotency key. */
export async function requestOfKey(tx: ISql, workspace: string, key: string): Promise<KeptRequest | null> {
  const [row] = await tx<RequestRow[]>`
    select ${tx(columns)} from budget_request where workspace = ${workspace} and idempotency_key = ${key}`;
  return row ? fromRow(row) : null;
}

export async function insertRequest(
  tx: ISql,
  workspace: string,
  id: string,
  wish: RequestWish,
  by: Asker,
  at: Date,
): Promise<void> {
  await tx`
    insert into budget_request (workspace, id, envelope_id, kind, amount, reason, expires_at, state,
      requested_by_id, requested_by_name, requested_by_worker, requested_at, idempotency_key)
    values (${workspace}, ${id}, ${wish.envelopeId}, ${wish.kind}, ${formatUsd(wish.amount)}, ${wish.reason},
      ${wish.expiresAt}, 'open', ${by.id}, ${by.name}, ${by.workerId}, ${at}, ${wish.idempotencyKey ?? null})`;
}

export interface Decision {
  state: 'approved' | 'declined';
  by: Asker;
  note: string;
  kind: 'temporary' | 'permanent' | null;
  amount: bigint | null;
}

export async function noteDecision(
  tx: ISql,
  workspace: string,
  id: string,
  { state, by, note, kind, amount }: Decision,
  at: Date,
): Promise<void> {
  await tx`
    update budget_request set state = ${state}, decided_by_id = ${by.id}, decided_by_name = ${by.name},
      decided_at = ${at}, note = ${note}, approved_kind = ${kind},
      approved_amount = ${amount === null ? null : formatUsd(amount)}
    where workspace = ${workspace} and id = ${id}`;
}

export async function noteWithdrawal(tx: ISql, workspace: string, id: string): Promise<void> {
  await tx`update budget_request set state = 'withdrawn' where workspace = ${workspace} and id = ${id}`;
}

export interface RequestFilter {
  state?: BudgetRequest['state'] | undefined;
  envelopeId?: string | undefined;
  id?: string | undefined;
  /** Who asked, or owns the envelope; everyone when left out. */
  shownTo?: { id: string; workerId: string | null } | undefined;
  /** Requests that were made before this one of the page before. */
  before?: { at: string; id: string } | undefined;
  limit: number;
}

/** Requests as lists show them, newest first. */
export function listRequests(sql: ISql, workspace: string, filter: RequestFilter) {
  const { state = null, envelopeId = null, id = null, shownTo = null, before = null, limit } = filter;
  return sql<RequestListRow[]>`
    select r.*, e.name as envelope_name, e.currency, i.ended_at, i.taken_back,
      coalesce(i.expires_at, r.expires_at) as ends_at
    from budget_request r
    join envelope e on e.workspace = r.workspace and e.id = r.envelope_id
    left join envelope_increase i on i.workspace = r.workspace and i.request_id = r.id
    where r.workspace = ${workspace} and (${state}::text is null or r.state = ${state})
      and (${envelopeId}::text is null or r.envelope_id = ${envelopeId})
      and (${id}::text is null or r.id = ${id})
      and (${shownTo === null} or r.requested_by_id = ${shownTo?.id ?? null}
        or r.requested_by_worker = ${shownTo?.workerId ?? null} or e.owner_id = ${shownTo?.workerId ?? null})
      and (${before?.at ?? null}::timestamptz is null
        or (r.requested_at, r.id) < (${before?.at ?? null}::timestamptz, ${before?.id ?? null}))
    order by r.requested_at desc, r.id desc limit ${limit}`;
}

export interface RequestListRow extends RequestRow {
  envelope_name: string;
  currency: string;
  requested_at: Date;
  decided_by_id: string | null;
  decided_by_name: string | null;
  decided_at: Date | null;
  note: string;
  approved_kind: 'temporary' | 'permanent' | null;
  approved_amount: string | null;
  ends_at: Date | null;
  ended_at: Date | null;
  taken_back: string | null;
}
