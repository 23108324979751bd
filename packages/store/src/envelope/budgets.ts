import type { LedgerCommand, LedgerRefusal } from '@exchequer/core/ledger';
import type { EnvelopeChange, HoldState } from '@exchequer/model';
import type { BudgetAlert, BudgetHold, BudgetSummary, UncoveredDay } from '@exchequer/model/contract';
import type { ISql, TransactionSql } from 'postgres';
import { listAlerts, noteThresholds, type ThresholdCrossed } from './alerts.ts';
import { type Changed, type Changer, changeTree } from './change.ts';
import { CurrentPeriods } from './current.ts';
import { createEnvelopeDesk, type EnvelopeDesk } from './envelope-desk.ts';
import { type FactsReader, readFacts } from './facts.ts';
import {
  expireHolds,
  type HoldWish,
  listHolds,
  releaseHold,
  reserveHold,
  type SettleWish,
  settleHold,
} from './holds.ts';
import { loadState } from './list.ts';
import type { BudgetOptions } from './options.ts';
import { post } from './refused.ts';
import { createRequestDesk, type RequestDesk } from './request-desk.ts';
import { type KeptTree, loadTree } from './rows.ts';
import { budgetOfSpender, type Spender, type SpenderBudget } from './spender.ts';
import { summarise, uncoveredUsage } from './summary.ts';
import { type PreparedUsage, prepareUsage, type UsageRecorded, type UsageRow } from './usage.ts';
import { sees, type Viewer } from './viewer.ts';

/** Who may spend how much: envelopes, their periods and money, in PostgreSQL. */
export interface Budgets {
  envelopes: EnvelopeDesk;
  requests: RequestDesk;
  holds: HoldDesk;
  /** Every envelope of a workspace, closed ones too. */
  tree(sql: ISql | null, workspace: string): Promise<KeptTree>;
  /**
   * Changes many envelopes in the caller's transaction under the rules of the tree, all or none, with
   * history, audit entries and the money that follows. Every fault is told; then, and when the books
   * refuse, it throws to end the transaction: run it inside {@link transact}, which makes that an answer.
   */
  applyEnvelopeChanges(
    tx: TransactionSql,
    workspace: string,
    changes: readonly EnvelopeChange[],
    changer: Changer,
  ): Promise<Changed>;
  /** Books a batch of usage on its envelopes, once for ever; in the caller's transaction when given one. */
  recordUsage(
    tx: TransactionSql | null,
    workspace: string,
    batchId: string,
    rows: readonly UsageRow[],
  ): Promise<UsageRecorded>;
  /** The same as commands, for who posts more in the same transaction. Call it before anything is posted. */
  prepareUsage(
    tx: TransactionSql,
    workspace: string,
    batchId: string,
    rows: readonly UsageRow[],
  ): Promise<PreparedUsage>;
  /** Completes facts of usage with the teams above and the family of the agent. */
  facts(workspace: string): Promise<FactsReader>;
  uncovered(
    workspace: string,
    range: { from?: string | null; to?: string | null },
  ): Promise<{ total: string; days: UncoveredDay[] }>;
  summary(workspace: string): Promise<BudgetSummary>;
  /** What pays for a spender's next call; for the spender alone. See {@link budgetOfSpender}. */
  ofSpender(workspace: string, spender: Spender): Promise<SpenderBudget>;
  alerts(
    workspace: string,
    filter: { envelopeId?: string | undefined; cursor?: string | undefined; limit: number },
    viewer: Viewer,
  ): Promise<{ alerts: BudgetAlert[]; next_cursor: string | null }>;
  /** Ends what is due and opens what has begun. Safe to repeat, and after any pause. */
  openPeriods(): Promise<void>;
  /** Gives back holds past their time; returns how many. */
  expireHolds(): Promise<number>;
  /** Thresholds that were passed since the last look; each is told once per period. */
  noteThresholds(): Promise<ThresholdCrossed[]>;
}

/** Amounts set aside for running work. */
export interface HoldDesk {
  list(
    workspace: string,
    filter: { envelopeId?: string | undefined; state: HoldState | 'all'; limit: number },
    viewer: Viewer,
  ): Promise<BudgetHold[]>;
  reserve(workspace: string, wish: HoldWish): Promise<BudgetHold | LedgerRefusal>;
  settle(
    workspace: string,
    wish: SettleWish,
  ): Promise<(BudgetHold & { beyond_bound: boolean }) | LedgerRefusal>;
  release(workspace: string, id: string): Promise<BudgetHold | LedgerRefusal>;
}

/** Budgets in PostgreSQL, over the books. */
export function createBudgets(options: BudgetOptions): Budgets {
  const { sql } = options;
  const current = new CurrentPeriods(options);
  const { envelopes, requests } = {
    envelopes: createEnvelopeDesk(options, current),
    requests: createRequestDesk(options, current),
  };
  return {
    envelopes,
    requests,
    holds: createHoldDesk(options, current),
    tree: (tx, workspace) => loadTree(tx ?? sql, workspace),
    applyEnvelopeChanges: (tx, workspace, changes, changer) =>
      changeTree(options, tx, workspace, changes, changer),
    recordUsage: (tx, workspace, batchId, rows) => {
      const record = (inner: TransactionSql) => recordUsage(options, inner, workspace, batchId, rows);
      return tx ? record(tx) : (sql.begin(record) as Promise<UsageRecorded>);
    },
    prepareUsage: (tx, workspace, batchId, rows) => prepareUsage(options, tx, workspace, batchId, rows),
    facts: (workspace) => readFacts(sql, workspace),
    uncovered: (workspace, range) => uncoveredUsage(sql, workspace, range),
    summary: async (workspace) => {
      await current.ensure(workspace);
      return summarise(options, workspace, await loadState(options, workspace));
    },
    ofSpender: async (workspace, spender) => {
      await current.ensure(workspace);
      return budgetOfSpender(options, workspace, spender);
    },
    alerts: async (workspace, { envelopeId, ...page }, viewer) => {
      const tree = await loadTree(sql, workspace);
      const seen = [...tree.values()].filter((one) => sees(viewer, one)).map(({ id }) => id);
      const envelopeIds = seen.filter((id) => envelopeId === undefined || id === envelopeId);
      return listAlerts(sql, workspace, { ...page, envelopeIds });
    },
    openPeriods: async () => {
      for (const workspace of await budgeted(sql)) await current.open(workspace);
    },
    expireHolds: () => expireHolds(options),
    noteThresholds: async () => {
      const noted: ThresholdCrossed[] = [];
      for (const workspace of await budgeted(sql)) {
        const { shown } = await loadState(options, workspace);
        noted.push(...(await noteThresholds(sql, workspace, shown, options.now())));
      }
      return noted;
    },
  };
}

/** Workspaces that have envelopes. */
async function budgeted(sql: ISql): Promise<string[]> {
  const rows = await sql<{ workspace: string }[]>`select distinct workspace from envelope order by 1`;
  return rows.map(({ workspace }) => workspace);
}

async function recordUsage(
  options: BudgetOptions,
  tx: TransactionSql,
  workspace: string,
  batchId: string,
  rows: readonly UsageRow[],
): Promise<UsageRecorded> {
  const {
    commands,
    payers: _payers,
    ...recorded
  } = await prepareUsage(options, tx, workspace, batchId, rows);
  await post<object>(options.ledger, tx, commands as LedgerCommand<object>[]);
  return recorded;
}

function createHoldDesk(options: BudgetOptions, current: CurrentPeriods): HoldDesk {
  const seesPath = (tree: KeptTree, viewer: Viewer, { path }: BudgetHold) =>
    path.every(({ envelope_id: id }) => {
      const envelope = tree.get(id);
      return envelope !== undefined && sees(viewer, envelope);
    });
  return {
    list: async (workspace, filter, viewer) => {
      const [holds, tree] = await Promise.all([
        listHolds(options, workspace, filter),
        loadTree(options.sql, workspace),
      ]);
      return holds.filter((hold) => seesPath(tree, viewer, hold));
    },
    reserve: async (workspace, wish) => {
      await current.ensure(workspace);
      return reserveHold(options, workspace, wish);
    },
    settle: (workspace, wish) => settleHold(options, workspace, wish),
    release: (workspace, id) => releaseHold(options, workspace, id),
  };
}
