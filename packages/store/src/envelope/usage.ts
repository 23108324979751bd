import {
  bookUsage,
  carriersOn,
  type LevelUsage,
  routesOf,
  routeUsage,
  type UsageBooked,
} from '@exchequer/core/envelope';
import { dayAfter, type LedgerCommand } from '@exchequer/core/ledger';
import { formatUsd, type SpendFacts } from '@exchequer/model';
import type { TransactionSql } from 'postgres';
import { closedThrough } from '../ledger/index.ts';
import { openAll } from './current.ts';
import { leafOfLease, leasesNamed, settleLease, type UsedLease } from './lease-usage.ts';
import { refOf } from './opening.ts';
import { type BudgetOptions, todayOf } from './options.ts';
import { type OpenedPeriod, periodsOver } from './period-rows.ts';
import { type KeptTree, loadTree, lockBudgets } from './rows.ts';
import { addUsage, type UsageSum } from './usage-rows.ts';

/** Usage of one company day, already summed as far as its facts are the same. */
export interface UsageRow {
  occurredOn: string;
  facts: SpendFacts;
  /** Negative where a correction takes usage back. */
  cost: bigint;
  /** USD when left out. */
  currency?: string;
  /** Lease of a gateway from which it was paid; empty or left out elsewhere. */
  lease?: string;
}

/** What a batch of usage came to. A repeated batch gives zeros, since it did nothing. */
export interface UsageRecorded {
  repeated: boolean;
  covered: string;
  uncovered: string;
}

/** A batch, ready to be posted in the transaction that prepared it. */
export interface PreparedUsage extends UsageRecorded {
  /** In the order in which they have to be posted; the last one is the batch. */
  commands: LedgerCommand<object>[];
  /** The envelope that pays for each row, in their order; null where none covers it. */
  payers: readonly (string | null)[];
}

export const usageKey = (batchId: string): string => `budget-usage:${batchId}`;

/**
 * Routes a batch of usage to its envelopes and writes down what no envelope pays for. Usage goes to
 * the period of its own day; where the book is closed over that period, to the current one. What was
 * paid from a lease is settled out of its hold as long as there is one.
 * Takes the lock of the budgets: call it before anything is posted in the transaction.
 */
export async function prepareUsage(
  options: BudgetOptions,
  tx: TransactionSql,
  workspace: string,
  batchId: string,
  rows: readonly UsageRow[],
): Promise<PreparedUsage> {
  await lockBudgets(tx, workspace);
  const key = usageKey(batchId);
  const [earlier] = await tx`select 1 from ledger_command where workspace = ${workspace} and key = ${key}`;
  const tree = await loadTree(tx, workspace);
  const leases = await leasesNamed(
    tx,
    workspace,
    rows.map(({ lease = '' }) => lease),
  );
  const routed = routeAll(tree, leases, rows);
  const payers = routed.map(({ leaf }) => leaf);
  if (earlier) {
    // The books answer as they did, or refuse when the batch says something else now.
    const commands = [commandOf(workspace, batchId, rows, [])];
    return { repeated: true, covered: '0', uncovered: '0', commands, payers };
  }
  const opening = await openAll(options, tx, workspace);
  const costly = routed.filter(({ amount }) => amount !== 0n);
  const { settled, plain } = bySettlement(costly);
  const levelsOf = await levelling(options, tx, workspace, tree, costly);
  await addUsage(tx, workspace, costly);
  const settlements = settled.map(({ lease, day, amount, part }) => {
    const levels = levelsOf(part).flatMap((one) => one.levels);
    return settleLease({ workspace, key, batchId, leaseId: lease.id, day, amount, levels });
  });
  const sum = (pick: (one: UsageSum) => bigint) => costly.reduce((total, one) => total + pick(one), 0n);
  const uncovered = sum((one) => one.uncovered);
  return {
    repeated: false,
    covered: formatUsd(sum((one) => one.amount) - uncovered),
    uncovered: formatUsd(uncovered),
    commands: [...opening, ...settlements, commandOf(workspace, batchId, rows, levelsOf(plain))],
    payers,
  };
}

interface RoutedUsage extends UsageSum {
  leaf: string | null;
  /** The lease from which it was paid, when its amount is still held. */
  lease: UsedLease | null;
}

function routeAll(
  tree: KeptTree,
  leases: ReadonlyMap<string, UsedLease>,
  rows: readonly UsageRow[],
): RoutedUsage[] {
  const routes = routesOf(tree);
  return rows.map(({ occurredOn: day, facts, cost, currency = 'USD', lease: named = '' }) => {
    const lease = leases.get(named);
    const ofLease = leafOfLease(tree, lease, day, currency);
    const leaf = ofLease ?? routeUsage(routes, facts, day, currency);
    const held = ofLease !== null && lease?.held ? lease : null;
    return { day, currency, facts, amount: cost, uncovered: leaf ? 0n : cost, leaf, lease: held };
  });
}

interface LeasePart {
  lease: UsedLease;
  day: string;
  /** Above zero. */
  amount: bigint;
  part: RoutedUsage[];
}

/** What is settled out of leases, by lease and day; a day that came to less than nothing is a correction. */
function bySettlement(routed: readonly RoutedUsage[]): { settled: LeasePart[]; plain: RoutedUsage[] } {
  const parts = new Map<string, LeasePart>();
  const plain = routed.filter(({ lease }) => !lease);
  for (const one of routed) {
    const { lease, day, amount } = one;
    if (!lease) continue;
    const key = `${lease.id} ${day}`;
    const known = parts.get(key) ?? { lease, day, amount: 0n, part: [] };
    known.amount += amount;
    known.part.push(one);
    parts.set(key, known);
  }
  const all = [...parts.values()];
  plain.push(...all.filter(({ amount }) => amount <= 0n).flatMap(({ part }) => part));
  return { settled: all.filter(({ amount }) => amount > 0n), plain };
}

type DayLevels = { day: string; levels: LevelUsage[] };

/** Loads the periods of some usage, and tells the sums of any part of it per company day and level. */
async function levelling(
  options: BudgetOptions,
  tx: TransactionSql,
  workspace: string,
  tree: KeptTree,
  routed: readonly RoutedUsage[],
): Promise<(part: readonly RoutedUsage[]) => DayLevels[]> {
  const today = todayOf(options);
  const [first] = routed.map(({ day }) => day).sort();
  if (first === undefined) return () => [];
  const isPast = first < today;
  const periods = periodIndex(await periodsOver(tx, workspace, isPast ? first : today, today));
  const closed = await closedThrough(tx, workspace, 'budget');
  return (part) => {
    const leaves = leafSums(part);
    return [...leaves.keys()].sort().map((day) => {
      const levels = new Map<string, LevelUsage>();
      for (const [leaf, amount] of leaves.get(day) ?? []) {
        for (const envelope of carriersOn(tree, leaf, day)) {
          const period = payingPeriod(periods.get(envelope.id) ?? [], day, today, closed);
          if (!period) continue;
          const level = levels.get(envelope.id) ?? {
            ref: refOf(envelope, period),
            amount: 0n,
            ended: period.endedAt !== null,
          };
          levels.set(envelope.id, { ...level, amount: level.amount + amount });
        }
      }
      return { day, levels: [...levels.values()].filter(({ amount }) => amount !== 0n) };
    });
  };
}

/** What each envelope pays for directly, by company day. */
function leafSums(routed: readonly RoutedUsage[]): Map<string, Map<string, bigint>> {
  const days = new Map<string, Map<string, bigint>>();
  for (const { day, leaf, amount } of routed) {
    const leaves = days.get(day) ?? new Map<string, bigint>();
    days.set(day, leaves);
    if (leaf) leaves.set(leaf, (leaves.get(leaf) ?? 0n) + amount);
  }
  return days;
}

function periodIndex(periods: readonly OpenedPeriod[]): Map<string, OpenedPeriod[]> {
  const index = new Map<string, OpenedPeriod[]>();
  for (const period of periods) {
    const known = index.get(period.envelopeId);
    if (known) known.push(period);
    else index.set(period.envelopeId, [period]);
  }
  return index;
}

const holding = (periods: readonly OpenedPeriod[], day: string): OpenedPeriod | undefined =>
  periods.find(({ startsOn, endsOn }) => startsOn <= day && day < endsOn);

/** The period of the day; the current one where the book is closed through that period's last day. */
function payingPeriod(
  periods: readonly OpenedPeriod[],
  day: string,
  today: string,
  closed: string | null,
): OpenedPeriod | undefined {
  const own = holding(periods, day);
  const current = holding(periods, today);
  // Usage dated ahead of the company's today belongs to what is current.
  if (!own) return current;
  return closed !== null && own.endsOn <= dayAfter(closed) ? (current ?? own) : own;
}

function commandOf(
  workspace: string,
  batchId: string,
  rows: readonly UsageRow[],
  days: readonly DayLevels[],
): LedgerCommand<UsageBooked> {
  return bookUsage({
    workspace,
    key: usageKey(batchId),
    body: rows.map(saidOf),
    subject: batchId,
    days,
    memo: 'Usage',
    what: 'usage',
  });
}

/** What a row says by itself: teams above and families are looked up, and may change. */
const saidOf = ({ occurredOn, facts, cost, currency = 'USD', lease = '' }: UsageRow) => {
  const { workerId, teamIds, project, repo, agent } = facts;
  const said = [occurredOn, workerId, teamIds[0] ?? '', project, repo, agent, cost, currency];
  return lease === '' ? said : [...said, lease];
};
