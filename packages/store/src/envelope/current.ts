import type { LedgerCommand } from '@exchequer/core/ledger';
import type { TransactionSql } from 'postgres';
import { dueIncreases } from './increase.ts';
import { openThroughToday } from './opening.ts';
import { type BudgetOptions, todayOf } from './options.ts';
import { latestPeriods } from './period-rows.ts';
import { post } from './refused.ts';
import { loadTree, lockBudgets } from './rows.ts';

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
  for (const envelope of tree.values()) {
    const last = latest.get(envelope.id) ?? null;
    commands.push(...(await openThroughToday(options, tx, workspace, envelope, last)).commands);
  }
  return commands;
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
