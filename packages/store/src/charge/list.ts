import type { TaggedPurpose } from '@exchequer/core/charge';
import { formatUsd, parseUsd, tokenClasses } from '@exchequer/model';
import type { ChargeView } from '@exchequer/model/contract';
import type { ISql, PendingQuery, Row } from 'postgres';

/** Which charges: company days are half-open. */
export interface ChargeFilter {
  from?: string | undefined;
  to?: string | undefined;
  postedFrom?: string | undefined;
  postedTo?: string | undefined;
  provider?: string | undefined;
  purpose?: string | undefined;
  costCenter?: string | undefined;
  teamId?: string | undefined;
  envelopeId?: string | undefined;
  project?: string | undefined;
  /** Without the prefix of its id. */
  transaction?: string | undefined;
  batchId?: string | undefined;
  /** These alone; ids without their prefix. */
  ids?: readonly string[] | undefined;
  /** As known then. */
  knownAt?: Date | undefined;
}

/** The conditions of a filter; every value is bound. */
function where(sql: ISql, workspace: string, filter: ChargeFilter): PendingQuery<Row[]> {
  const { knownAt } = filter;
  const given = (value: string | undefined): string | null => value ?? null;
  return sql`
    c.workspace = ${workspace}
    and (${given(filter.from)}::text is null or c.occurred_on >= ${given(filter.from)}::text::date)
    and (${given(filter.to)}::text is null or c.occurred_on < ${given(filter.to)}::text::date)
    and (${given(filter.postedFrom)}::text is null or c.posted_on >= ${given(filter.postedFrom)}::text::date)
    and (${given(filter.postedTo)}::text is null or c.posted_on < ${given(filter.postedTo)}::text::date)
    and (${given(filter.provider)}::text is null or c.provider = ${given(filter.provider)})
    and (${given(filter.purpose)}::text is null or c.purpose = ${given(filter.purpose)})
    and (${given(filter.costCenter)}::text is null or c.cost_center = ${given(filter.costCenter)})
    and (${given(filter.teamId)}::text is null or c.team_id = ${given(filter.teamId)})
    and (${given(filter.envelopeId)}::text is null or c.envelope_id = ${given(filter.envelopeId)})
    and (${given(filter.project)}::text is null or c.project = ${given(filter.project)})
    and (${given(filter.transaction)}::text is null or c.transaction_id = ${given(filter.transaction)}::text::bigint)
    and (${given(filter.batchId)}::text is null or c.batch_id = ${given(filter.batchId)})
    and (${filter.ids ?? null}::text[] is null or c.id = any(${filter.ids ?? null}::text[]::bigint[]))
    and (${knownAt ?? null}::timestamptz is null or c.recorded_at <= ${knownAt ?? null})`;
}

type ChargeRow = Record<string, string> & {
  recorded_at: Date;
  transaction: string | null;
  envelope_id: string | null;
};

const allTokens = tokenClasses.join(' + ');

/** A page of charges, newest first. Who used it is left out: amounts of persons are nobody's list. */
export async function listCharges(
  sql: ISql,
  workspace: string,
  filter: ChargeFilter,
  page: { cursor?: string | undefined; limit: number },
): Promise<{ charges: ChargeView[]; nextCursor: string | null }> {
  const before = /^\d{1,18}$/.test(page.cursor ?? '') ? (page.cursor as string) : null;
  const rows = await sql<ChargeRow[]>`
    select c.id::text, c.batch_id, c.transaction_id::text as transaction, c.kind, c.occurred_on, c.posted_on,
      c.recorded_at, c.provider, c.model, c.tool, c.team_id, c.project, c.repo, c.agent, c.workflow, c.service,
      c.cost_center_claim, c.billing_mode, c.purpose, c.cost_center, c.envelope_id, c.amount::text,
      c.suspense::text, c.requests::text, c.uncached_input::text, c.cache_read::text, c.cache_write_5m::text,
      c.cache_write_30m::text, c.cache_write_1h::text, c.cache_write_12h::text, c.cache_write_unknown::text,
      c.output::text
    from charge c
    where ${where(sql, workspace, filter)} and (${before}::text is null or c.id < ${before}::text::bigint)
    order by c.id desc limit ${page.limit + 1}`;
  const shown = rows.slice(0, page.limit);
  return {
    charges: shown.map(toView),
    nextCursor: rows.length > page.limit ? (shown.at(-1)?.id ?? null) : null,
  };
}

function toView(row: ChargeRow): ChargeView {
  const text = (name: string): string => row[name] ?? '';
  const tokens = tokenClasses.map((name) => [name, row[name] ?? '0'] as const);
  return {
    id: `chg_${row.id}`,
    batch_id: text('batch_id'),
    transaction_id: row.transaction === null ? null : `txn_${row.transaction}`,
    kind: text('kind') as ChargeView['kind'],
    occurred_on: text('occurred_on'),
    posted_on: text('posted_on'),
    recorded_at: row.recorded_at.toISOString(),
    provider: text('provider'),
    model: text('model'),
    tool: text('tool'),
    team_id: text('team_id'),
    project: text('project'),
    repo: text('repo'),
    agent: text('agent'),
    workflow: text('workflow'),
    service: text('service'),
    cost_center_claim: text('cost_center_claim'),
    billing_mode: text('billing_mode'),
    purpose: text('purpose') as TaggedPurpose,
    cost_center: text('cost_center'),
    envelope_id: row.envelope_id,
    amount: formatUsd(parseUsd(text('amount'))),
    suspense: formatUsd(parseUsd(text('suspense'))),
    requests: text('requests'),
    tokens: String(tokens.reduce((sum, [, n]) => sum + BigInt(n), 0n)),
    tokens_by_class: Object.fromEntries(tokens),
  };
}

export const chargeKeys = [
  'purpose',
  'cost_center',
  'provider',
  'team',
  'day',
  'month',
  'envelope',
  'project',
  'model',
] as const;
export type ChargeKey = (typeof chargeKeys)[number];

/** Column of each key; printed by us and never by a caller. */
const keyColumn: Record<ChargeKey, string> = {
  purpose: 'c.purpose',
  cost_center: 'c.cost_center',
  provider: 'c.provider',
  team: 'c.team_id',
  day: 'c.occurred_on::text',
  month: "to_char(c.occurred_on, 'YYYY-MM')",
  envelope: "coalesce(c.envelope_id, '')",
  project: 'c.project',
  model: 'c.model',
};

/** Sums of charges; money as exact decimal strings. */
export interface ChargeSums {
  amount: string;
  suspense: string;
  requests: string;
  tokens: string;
}

/** Charges summed by a key, most expensive first. */
export async function sumCharges(
  sql: ISql & { unsafe(text: string): unknown },
  workspace: string,
  filter: ChargeFilter,
  by: ChargeKey | null,
): Promise<(ChargeSums & { key: string })[]> {
  const key = sql.unsafe(by === null ? "''" : keyColumn[by]) as PendingQuery<Row[]>;
  const tokens = sql.unsafe(allTokens) as PendingQuery<Row[]>;
  const rows = await sql<(ChargeSums & { key: string })[]>`
    select ${key} as key, coalesce(sum(c.amount), 0)::text as amount, coalesce(sum(c.suspense), 0)::text as suspense,
      coalesce(sum(c.requests), 0)::text as requests, coalesce(sum(${tokens}), 0)::text as tokens
    from charge c where ${where(sql, workspace, filter)}
    group by 1
    having sum(c.amount) <> 0 or sum(c.suspense) <> 0 or sum(c.requests) <> 0 or sum(${tokens}) <> 0
    order by sum(c.amount) desc, 1 limit 5000`;
  return rows.map((row) => ({
    ...row,
    amount: formatUsd(parseUsd(row.amount)),
    suspense: formatUsd(parseUsd(row.suspense)),
  }));
}

const none: ChargeSums = { amount: '0', suspense: '0', requests: '0', tokens: '0' };

/** The sum of all of them. */
export async function totalCharges(
  sql: ISql & { unsafe(text: string): unknown },
  workspace: string,
  filter: ChargeFilter,
): Promise<ChargeSums> {
  const [row] = await sumCharges(sql, workspace, filter, null);
  if (!row) return none;
  const { key: _none, ...sums } = row;
  return sums;
}
