import { bookUsage, carriersOn, type LevelUsage, routesOf, routeUsage } from '@exchequer/core/envelope';
import type { LedgerCommand } from '@exchequer/core/ledger';
import type { Envelope } from '@exchequer/model';
import type { ISql } from 'postgres';
import { readFacts } from './facts.ts';
import { refOf } from './opening.ts';
import type { BudgetOptions } from './options.ts';
import { todayOf } from './options.ts';
import { latestPeriods, type OpenedPeriod } from './period-rows.ts';
import type { KeptTree } from './rows.ts';
import { markCovered, usageSince } from './usage-rows.ts';

/**
 * Books what a new envelope's running period has seen before the envelope was made, at its own level
 * alone: a budget made in the middle of a month counts the whole month. Usage that nobody paid for
 * until now is covered by it.
 */
export async function backfill(
  options: BudgetOptions,
  tx: ISql,
  workspace: string,
  tree: KeptTree,
  made: readonly Envelope[],
): Promise<LedgerCommand<object>[]> {
  const fresh = made.filter(({ since }) => since <= todayOf(options));
  const [first] = fresh.map(({ since }) => since).sort();
  if (first === undefined) return [];
  const [usage, factsOf, periods] = await Promise.all([
    usageSince(tx, workspace, first),
    readFacts(tx, workspace),
    latestPeriods(tx, workspace),
  ]);
  const routes = routesOf(tree);
  const wanted = new Map(fresh.map((envelope) => [envelope.id, new Map<string, bigint>()]));
  const covered = usage.filter(({ day, currency, teamId, facts, amount, uncovered }) => {
    const leaf = routeUsage(routes, factsOf({ ...facts, teamId }), day, currency);
    if (!leaf) return false;
    for (const { id } of carriersOn(tree, leaf, day)) {
      const days = wanted.get(id);
      days?.set(day, (days.get(day) ?? 0n) + amount);
    }
    return uncovered !== 0n;
  });
  await markCovered(tx, workspace, covered);
  return fresh.flatMap((envelope) => commandOf(workspace, envelope, periods, wanted.get(envelope.id)));
}

function commandOf(
  workspace: string,
  envelope: Envelope,
  periods: ReadonlyMap<string, OpenedPeriod>,
  days: ReadonlyMap<string, bigint> | undefined,
): LedgerCommand<object>[] {
  const period = periods.get(envelope.id);
  const sums = [...(days ?? [])].filter(([, amount]) => amount !== 0n).sort();
  if (!period || sums.length === 0) return [];
  const level = (amount: bigint): LevelUsage => ({
    ref: refOf(envelope, period),
    amount,
    ended: period.endedAt !== null,
  });
  return [
    bookUsage({
      workspace,
      key: `backfill:${envelope.id}`,
      body: { backfill: envelope.id },
      subject: envelope.id,
      days: sums.map(([day, amount]) => ({ day, levels: [level(amount)] })),
      memo: 'Usage of the period from before the envelope was made',
      what: 'backfill',
    }),
  ];
}
