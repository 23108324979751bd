import { addDays, entitlement, type Grant, isSafe, type Lot, periodOf } from '@exchequer/core/grant';
import { smallestGroup } from '@exchequer/core/metric';
import { formatUsd, parseUsd } from '@exchequer/model';
import type { GrantTimeline } from '@exchequer/model/contract';
import type { ISql } from 'postgres';
import { type GrantOptions, todayOf } from './options.ts';
import { loadWorkers } from './people.ts';
import { loadGrants, loadLots } from './rows.ts';
import { effective, netOf } from './views.ts';

interface Flow {
  month: string;
  lotId: string;
  pocket: string;
  amount: bigint;
}

/** What the books moved on the accounts of lots, by month. */
async function flows(sql: ISql, workspace: string, from: string, to: string): Promise<Flow[]> {
  const rows = await sql<{ month: string; lot: string; pocket: string; amount: string }[]>`
    select to_char(t.occurred_on, 'YYYY-MM') as month, split_part(a.key, '/', 2) as lot,
      split_part(a.key, '/', 3) as pocket, sum(p.amount) as amount
    from ledger_account a
    cross join lateral ledger_postings_on(a.id) p
    join ledger_transaction t on t.id = p.transaction_id
    where a.workspace = ${workspace} and a.book = 'budget' and starts_with(a.key, 'lot/')
      and t.occurred_on >= ${`${from}-01`} and t.occurred_on < ${endOfMonth(to)}
    group by 1, 2, 3`;
  return rows.map(({ month, lot, pocket, amount }) => ({
    month,
    lotId: lot,
    pocket,
    amount: parseUsd(amount),
  }));
}

const endOfMonth = (month: string): string => periodOf('monthly', `${month}-01`, 1).to;

function monthsBetween(from: string, to: string): string[] {
  const months: string[] = [];
  for (let month = from; month <= to && months.length < 60; month = endOfMonth(month).slice(0, 7))
    months.push(month);
  return months;
}

type Point = GrantTimeline['points'][number];

/**
 * Accrual, use and expiry by month: what the books say up to this month, what falls due after it.
 * Of everybody (then only months in which enough persons hold lots), or of one person.
 */
export async function grantTimeline(
  options: GrantOptions,
  workspace: string,
  range: { from: string; to: string },
  workerId?: string,
): Promise<GrantTimeline> {
  const { sql } = options;
  const today = todayOf(options);
  const [allGrants, allLots, workers, moved] = await Promise.all([
    loadGrants(sql, workspace),
    loadLots(sql, workspace),
    loadWorkers(sql, workspace, today),
    flows(sql, workspace, range.from, range.to),
  ]);
  const mine = (holder: { kind: string; id: string }) =>
    holder.kind === 'worker' && (workerId === undefined || holder.id === workerId);
  const lots = new Map(allLots.filter(({ holder }) => mine(holder)).map((lot) => [lot.id, lot]));
  const grants = allGrants.filter(({ holder }) => mine(holder)).map((grant) => effective(grant, workers));
  const told = (month: string) => workerId !== undefined || enough(month, lots, grants);
  const months = monthsBetween(range.from, range.to);
  const shown = months.filter(told);
  return {
    currency: 'USD',
    time_zone: options.timeZone(),
    holders: new Set([...lots.values()].map(({ holder }) => holder.id)).size,
    points: shown.map((month) =>
      month <= today.slice(0, 7)
        ? booked(month, moved, lots)
        : planned(month, grants, lots, options.fiscalStart()),
    ),
    withheld:
      shown.length === months.length
        ? null
        : `${months.length - shown.length} months are left out: fewer than ${smallestGroup} persons held grants in them, or one held most.`,
  };
}

/** Whether a month's sums tell nothing about one person. */
function enough(month: string, lots: ReadonlyMap<string, Lot>, grants: readonly Grant[]): boolean {
  const [from, to] = [`${month}-01`, endOfMonth(month)];
  const holding = [...lots.values()].filter((lot) => lot.startsOn < to && lot.expiresOn > from);
  if (holding.length > 0) {
    return isSafe(holding.map((lot) => ({ id: lot.holder.id, figures: [netOf([lot]).granted] })));
  }
  return isSafe(
    grants.map((grant) => ({ id: grant.holder.id, figures: [entitlement(grant, { from, to })] })),
  );
}

function booked(month: string, moved: readonly Flow[], lots: ReadonlyMap<string, Lot>): Point {
  const sum = (pocket: string, kinds?: readonly Lot['kind'][]) =>
    moved
      .filter((flow) => flow.month === month && flow.pocket === pocket)
      .filter(({ lotId }) => {
        const lot = lots.get(lotId);
        return lot !== undefined && (kinds?.includes(lot.kind) ?? true);
      })
      .reduce((total, { amount }) => total + amount, 0n);
  return {
    month,
    booked: true,
    granted: formatUsd(-sum('source', ['accrual', 'transfer'])),
    used: formatUsd(sum('used')),
    expired: formatUsd(sum('expired')),
    returned: formatUsd(sum('returned')),
    rolled_over: formatUsd(-sum('source', ['rollover'])),
  };
}

function planned(
  month: string,
  grants: readonly Grant[],
  lots: ReadonlyMap<string, Lot>,
  fiscalStart: number,
): Point {
  const span = { from: `${month}-01`, to: endOfMonth(month) };
  // An expiry falls on the first day after a lot's last, so the months' edges move by one.
  const going = [...lots.values()].filter(
    (lot) => addDays(lot.expiresOn, -1) >= span.from && addDays(lot.expiresOn, -1) < span.to,
  );
  const granted = grants.reduce((sum, grant) => sum + dueIn(grant, span, fiscalStart), 0n);
  return {
    month,
    booked: false,
    granted: formatUsd(granted),
    used: '0',
    expired: formatUsd(going.reduce((sum, lot) => sum + lot.available, 0n)),
    returned: '0',
    rolled_over: '0',
  };
}

/** What of a grant falls due in a span: lots come whole on the first day of their period. */
function dueIn(grant: Grant, span: { from: string; to: string }, fiscalStart: number): bigint {
  if (grant.terms.cadence === 'daily' || grant.terms.cadence === 'monthly') return entitlement(grant, span);
  const period = periodOf(grant.terms.cadence, span.from, fiscalStart);
  return period.from === span.from ? entitlement(grant, period) : 0n;
}
