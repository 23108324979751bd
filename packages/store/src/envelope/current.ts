import { endPeriod, type LedgerCommand } from '@exchequer/core/ledger';
import type { TransactionSql } from 'postgres';
import { dueIncreases } from './increase.ts';
import { openThroughToday, refOf } from './opening.ts';
import { type BudgetOptions, todayOf } from './options.ts';
import { latestPeriods } from './period-rows.ts';
import { post } from './refused.ts';
import { type KeptTree, loadTree, lockBudgets } from './rows.ts';

/**
 * Brings the periods of a workspace up to today: ends temporary increases that are due, then opens the
 * periods that have begun. The caller holds the lock of the budgets and posts the commands, in order.
 */
export async function openAll(
  options: BudgetOptions,
  tx: TransactionSql,
  workspace: string,
): Promise<LedgerCommand<object>[]> {
  const tree = await loadTree(tx, workspace);
  const latest = await latestPeriods(tx, workspace);
  const commands: LedgerCommand<object>[] = await dueIncreases(options, tx, workspace, tree);
  commands.push(...(await sweepEnded(options, tx, workspace, tree)));
  for (const envelope of tree.values()) {
    const last = latest.get(envelope.id) ?? null;
    commands.push(...(await openThroughToday(options, tx, workspace, envelope, last)).commands);
  }
  return commands;
}

/** Expires what came back to ended periods: holds that ended later, corrections of usage. */
async function sweepEnded(
  options: BudgetOptions,
  tx: TransactionSql,
  workspace: string,
  tree: KeptTree,
): Promise<LedgerCommand<object>[]> {
  const rows = await tx<{ envelope_id: string; key: string; last: string }[]>`
    select p.envelope_id, p.key, (select max(transaction_id) from ledger_postings_on(a.id)) as last
    from ledger_account a join envelope_period p on p.workspace = a.workspace
      and a.key = 'envelope/' || p.envelope_id || '/' || p.key || '/available'
    where a.workspace = ${workspace} and a.balance > 0 and p.ended_at is not null order by 1, 2`;
  return rows.flatMap(({ envelope_id: id, key: periodKey, last }) => {
    const envelope = tree.get(id);
    if (!envelope) return [];
    const key = `period-sweep:${id}:${periodKey}:${last}`;
    const from = refOf(envelope, { key: periodKey });
    return [endPeriod({ workspace, key, from, to: null, day: todayOf(options) })];
  });
}

/** Keeps the periods of the workspaces current without asking the database more than once a day. */
export class CurrentPeriods {
  readonly #options: BudgetOptions;
  readonly #openedOn = new Map<string, string>();

  constructor(options: BudgetOptions) {
    this.#options = options;
  }

  /** Opens what has to be open today, in a transaction of its own. */
  async ensure(workspace: string): Promise<void> {
    const day = this.#day();
    if (this.#openedOn.get(workspace) === day) return;
    await this.open(workspace);
    this.#openedOn.set(workspace, day);
  }

  /** Opens what has to be open now, whatever was done before. */
  async open(workspace: string): Promise<void> {
    const { sql, ledger } = this.#options;
    await sql.begin(async (tx) => {
      await lockBudgets(tx, workspace);
      await post(ledger, tx, await openAll(this.#options, tx, workspace));
    });
  }

  /** The zone is a part of it: another one can make it another day, or the same day begin earlier. */
  #day = (): string => `${todayOf(this.#options)} ${this.#options.timeZone()}`;
}
