import { formatUsd, parseUsd } from '@exchequer/model';
import type { BudgetRequest } from '@exchequer/model/contract';
import type { ISql } from 'postgres';
import { cursorOf, partsOf } from '../postgres/index.ts';
import { listRequests, type RequestFilter, type RequestListRow } from './request-rows.ts';

const amountView = (text: string | null): string | null => (text === null ? null : formatUsd(parseUsd(text)));
const instantView = (at: Date | null): string | null => at?.toISOString() ?? null;

const viewOf = (row: RequestListRow): BudgetRequest => ({
  id: row.id,
  envelope_id: row.envelope_id,
  envelope_name: row.envelope_name,
  currency: row.currency,
  kind: row.approved_kind ?? row.kind,
  amount: formatUsd(parseUsd(row.amount)),
  reason: row.reason,
  expires_at: instantView(row.ends_at),
  state: row.state,
  requested_by_id: row.requested_by_id,
  requested_by_name: row.requested_by_name,
  requested_at: row.requested_at.toISOString(),
  decided_by_id: row.decided_by_id,
  decided_by_name: row.decided_by_name,
  decided_at: instantView(row.decided_at),
  note: row.note,
  approved_amount: amountView(row.approved_amount),
  ended_at: instantView(row.ended_at),
  taken_back: amountView(row.taken_back),
});

/** One page of requests. */
export async function requestPage(
  sql: ISql,
  workspace: string,
  filter: Omit<RequestFilter, 'before'> & { cursor?: string | undefined },
): Promise<{ requests: BudgetRequest[]; next_cursor: string | null }> {
  const { cursor, limit, ...rest } = filter;
  const [at, id] = partsOf(cursor, 2) ?? [];
  const before = at !== undefined && id !== undefined ? { at, id } : undefined;
  const rows = await listRequests(sql, workspace, { ...rest, before, limit: limit + 1 });
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return {
    requests: shown.map(viewOf),
    next_cursor: last ? cursorOf([last.requested_at.toISOString(), last.id]) : null,
  };
}

export async function findRequest(sql: ISql, workspace: string, id: string): Promise<BudgetRequest | null> {
  const [row] = await listRequests(sql, workspace, { id, limit: 1 });
  return row ? viewOf(row) : null;
}
