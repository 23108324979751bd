import { inTreeOrder, namesOf } from '@exchequer/core/envelope';
import { formatUsd } from '@exchequer/model';
import type { BudgetEnvelope, FoldedPersons } from '@exchequer/model/contract';
import type { ISql } from 'postgres';
import { balanceView } from './balance.ts';
import { dailySpendOf, moneyOfPeriods, placeOf } from './money.ts';
import { type BudgetOptions, todayOf } from './options.ts';
import { latestPeriods, type OpenedPeriod, periodsOver } from './period-rows.ts';
import { type KeptEnvelope, type KeptTree, loadTree } from './rows.ts';
import { foldPersons, sees, type Viewer } from './viewer.ts';

export interface EnvelopeFilter {
  state?: 'active' | 'closed' | 'all' | undefined;
  kind?: KeptEnvelope['kind'] | undefined;
  parentId?: string | undefined;
  search?: string | undefined;
}

/** Everything that lists and sums over envelopes are made from, loaded in a handful of queries. */
export interface BudgetState {
  tree: KeptTree;
  /** Every envelope as the API shows it, in the order of the tree. */
  shown: readonly BudgetEnvelope[];
  /** Spend per company day of the last two months, by envelope. */
  daily: ReadonlyMap<string, ReadonlyMap<string, bigint>>;
  today: string;
}

export async function loadState(options: BudgetOptions, workspace: string): Promise<BudgetState> {
  const { sql } = options;
  const today = todayOf(options);
  const [tree, latest, recent, names, open] = await Promise.all([
    loadTree(sql, workspace),
    latestPeriods(sql, workspace),
    periodsOver(sql, workspace, lookBackFrom(today), today),
    loadNames(sql, workspace),
    openRequests(sql, workspace),
  ]);
  const running = [...latest.values()].filter(({ endedAt }) => endedAt === null);
  const [money, daily] = await Promise.all([
    moneyOfPeriods(sql, workspace, running),
    dailySpendOf(sql, workspace, recent, today),
  ]);
  const balanceOf = (envelope: KeptEnvelope, period: OpenedPeriod | undefined) => {
    const found = period && money.get(placeOf(period));
    if (!period || !found || period.endedAt !== null) return null;
    const spend = daily.get(envelope.id) ?? new Map();
    return balanceView({ envelope, period, money: found, daily: spend, today, timeZone: options.timeZone() });
  };
  const shown = inTreeOrder(tree).map(({ envelope, depth }) => ({
    ...fieldsOf(envelope as KeptEnvelope, names),
    path: namesOf(tree, envelope.id),
    depth,
    balance: balanceOf(envelope as KeptEnvelope, latest.get(envelope.id)),
    open_requests: open.get(envelope.id) ?? 0,
  }));
  return { tree, shown, daily, today };
}

/** Two months and the longest period that may reach into them. */
const lookBackFrom = (today: string): string =>
  new Date(Date.parse(`${today}T00:00:00Z`) - 60 * 86_400_000).toISOString().slice(0, 10);

type Fields = Omit<BudgetEnvelope, 'path' | 'depth' | 'balance' | 'open_requests'>;

function fieldsOf(envelope: KeptEnvelope, names: ReadonlyMap<string, string>): Fields {
  const { rollover, custom, ownerId } = envelope;
  return {
    id: envelope.id,
    name: envelope.name,
    kind: envelope.kind,
    ref: envelope.ref,
    ref_name: names.get(envelope.ref) ?? envelope.ref,
    parent_id: envelope.parentId,
    currency: envelope.currency,
    limit: formatUsd(envelope.limit),
    period: envelope.period,
    custom: custom && { starts_on: custom.startsOn, ends_on: custom.endsOn },
    enforcement: envelope.enforcement,
    thresholds: [...envelope.thresholds],
    rollover: rollover && {
      percent: rollover.percent,
      cap: rollover.cap === null ? null : formatUsd(rollover.cap),
    },
    overdraft: formatUsd(envelope.overdraft),
    owner_id: ownerId,
    owner_name: ownerId && (names.get(ownerId) ?? ownerId),
    managed_by: envelope.managedBy,
    state: envelope.state,
    version: envelope.version,
  };
}

/** Names of teams and workers by their ids. */
async function loadNames(sql: ISql, workspace: string): Promise<Map<string, string>> {
  const rows = await sql<{ id: string; name: string }[]>`
    select id, name from team where workspace = ${workspace}
    union all select id, name from worker where workspace = ${workspace}`;
  return new Map(rows.map(({ id, name }) => [id, name]));
}

async function openRequests(sql: ISql, workspace: string): Promise<Map<string, number>> {
  const rows = await sql<{ envelope_id: string; n: number }[]>`
    select envelope_id, count(*)::int as n from budget_request
    where workspace = ${workspace} and state = 'open' group by 1`;
  return new Map(rows.map(({ envelope_id, n }) => [envelope_id, n]));
}

/** Envelopes that fit a filter, as far as the viewer may see them. */
export function listEnvelopes(
  { shown }: BudgetState,
  { state = 'active', kind, parentId, search = '' }: EnvelopeFilter,
  viewer: Viewer,
): { envelopes: BudgetEnvelope[]; folded: FoldedPersons[] } {
  const wanted = search.trim().toLowerCase();
  const fits = shown.filter(
    (one) =>
      (state === 'all' || one.state === state) &&
      (kind === undefined || one.kind === kind) &&
      (parentId === undefined || one.parent_id === parentId) &&
      (wanted === '' || `${one.name} ${one.ref} ${one.ref_name}`.toLowerCase().includes(wanted)),
  );
  const isSeen = (one: BudgetEnvelope) => sees(viewer, { ...one, ownerId: one.owner_id });
  return {
    envelopes: fits.filter(isSeen),
    // A search would let a reader tell the persons of a sum apart.
    folded: wanted === '' ? foldPersons(fits.filter((one) => !isSeen(one))) : [],
  };
}
