import { childrenOf, lineage, refuseEnvelope, unknownEnvelope } from '@exchequer/core/envelope';
import { isRefusal, type LedgerRefusal } from '@exchequer/core/ledger';
import { type EnvelopeWish, invariant } from '@exchequer/model';
import type {
  BudgetEnvelope,
  BudgetHold,
  BurnDay,
  EnvelopeBalance,
  EnvelopeChangeEntry,
  EnvelopeTransaction,
  FoldedPersons,
} from '@exchequer/model/contract';
import type { AuditActor } from '../access/index.ts';
import { type EnvelopeBurn, envelopeBurns } from './burn-facts.ts';
import { changeTree } from './change.ts';
import type { CurrentPeriods } from './current.ts';
import { envelopeChanges, envelopeTransactions, type TransactionPage } from './history.ts';
import { listHolds } from './holds.ts';
import { type EnvelopeFilter, listEnvelopes, loadState } from './list.ts';
import { type MoveWish, moveMoney } from './move.ts';
import type { BudgetOptions } from './options.ts';
import { burnDown, listPeriods } from './periods.ts';
import { type Refusals, refuse, transact } from './refused.ts';
import { type KeptEnvelope, loadTree } from './rows.ts';
import { notShown, sees, type Viewer } from './viewer.ts';

/** What the web app asks of an envelope. Without an id it is a new one. */
export interface PutWish {
  id?: string | undefined;
  /** Refused when the envelope has had other changes since. */
  expectedVersion?: number | undefined;
  wish: Omit<EnvelopeWish, 'managedBy'>;
  belowSpent: boolean;
}

/** One envelope with everything its page shows. */
export interface EnvelopeDetail {
  envelope: BudgetEnvelope;
  ancestors: { id: string; name: string }[];
  children: { id: string; name: string }[];
  holds: BudgetHold[];
  transactions: EnvelopeTransaction[];
  changes: EnvelopeChangeEntry[];
}

/** Envelopes as people read and change them. */
export interface EnvelopeDesk {
  list(
    workspace: string,
    filter: EnvelopeFilter,
    viewer: Viewer,
  ): Promise<{ envelopes: BudgetEnvelope[]; folded: FoldedPersons[] }>;
  get(workspace: string, id: string, viewer: Viewer): Promise<EnvelopeDetail | LedgerRefusal>;
  periods(
    workspace: string,
    id: string,
    limit: number,
    viewer: Viewer,
  ): Promise<EnvelopeBalance[] | LedgerRefusal>;
  burnDown(
    workspace: string,
    id: string,
    periodKey: string | undefined,
    viewer: Viewer,
  ): Promise<{ period: EnvelopeBalance; days: BurnDay[] } | LedgerRefusal>;
  /** What is left of every active envelope and how it burns. */
  burns(workspace: string, viewer: Viewer): Promise<{ today: string; burns: EnvelopeBurn[] }>;
  transactions(
    workspace: string,
    id: string,
    page: TransactionPage,
    viewer: Viewer,
  ): Promise<{ transactions: EnvelopeTransaction[]; next_cursor: string | null } | LedgerRefusal>;
  put(workspace: string, wish: PutWish, by: AuditActor): Promise<BudgetEnvelope | Refusals>;
  close(workspace: string, id: string, by: AuditActor): Promise<BudgetEnvelope | Refusals>;
  move(
    workspace: string,
    wish: MoveWish,
    by: AuditActor,
  ): Promise<{ from: BudgetEnvelope; to: BudgetEnvelope } | Refusals>;
}

export function createEnvelopeDesk(options: BudgetOptions, current: CurrentPeriods): EnvelopeDesk {
  const { sql } = options;
  const one = async (workspace: string, id: string): Promise<BudgetEnvelope> => {
    const { shown } = await loadState(options, workspace);
    const found = shown.find((envelope) => envelope.id === id);
    invariant(found, 'an envelope that was just written is there');
    return found;
  };
  const seen = async (
    workspace: string,
    id: string,
    viewer: Viewer,
  ): Promise<KeptEnvelope | LedgerRefusal> => {
    await current.ensure(workspace);
    const envelope = (await loadTree(sql, workspace)).get(id);
    if (!envelope) return unknownEnvelope(id);
    return sees(viewer, envelope) ? envelope : notShown;
  };
  return {
    list: async (workspace, filter, viewer) => {
      await current.ensure(workspace);
      return listEnvelopes(await loadState(options, workspace), filter, viewer);
    },
    get: async (workspace, id, viewer) => {
      const envelope = await seen(workspace, id, viewer);
      return isRefusal(envelope) ? envelope : detailOf(options, workspace, id, viewer);
    },
    periods: async (workspace, id, limit, viewer) => {
      const envelope = await seen(workspace, id, viewer);
      return isRefusal(envelope) ? envelope : listPeriods(options, workspace, envelope, limit);
    },
    burnDown: async (workspace, id, periodKey, viewer) => {
      const envelope = await seen(workspace, id, viewer);
      return isRefusal(envelope) ? envelope : burnDown(options, workspace, envelope, periodKey);
    },
    burns: async (workspace, viewer) => {
      await current.ensure(workspace);
      return envelopeBurns(options, workspace, viewer);
    },
    transactions: async (workspace, id, page, viewer) => {
      const envelope = await seen(workspace, id, viewer);
      return isRefusal(envelope) ? envelope : envelopeTransactions(sql, workspace, id, page);
    },
    put: async (workspace, wish, by) => {
      await current.ensure(workspace);
      const id = wish.id ?? options.newId('env_');
      const done = await transact(sql, (tx) => put(options, tx, workspace, id, wish, by));
      return done && 'refused' in done ? done : one(workspace, id);
    },
    close: async (workspace, id, by) => {
      await current.ensure(workspace);
      const change = [{ action: 'close' as const, id }];
      const done = await transact(sql, (tx) =>
        changeTree(options, tx, workspace, change, { by, origin: 'web' }),
      );
      return 'refused' in done ? done : one(workspace, id);
    },
    move: async (workspace, wish, by) => {
      await current.ensure(workspace);
      const done = await transact(sql, async (tx) => {
        await moveMoney(options, tx, workspace, wish, by);
        return {};
      });
      if ('refused' in done) return done;
      return { from: await one(workspace, wish.fromId), to: await one(workspace, wish.toId) };
    },
  };
}

type Tx = Parameters<typeof changeTree>[1];

async function put(
  options: BudgetOptions,
  tx: Tx,
  workspace: string,
  id: string,
  { id: named, expectedVersion, wish, belowSpent }: PutWish,
  by: AuditActor,
) {
  const before = (await loadTree(tx, workspace)).get(id);
  if (named !== undefined && !before) refuse(unknownEnvelope(id));
  if (before && expectedVersion !== undefined && before.version !== expectedVersion) {
    const detail = `${before.name} was changed meanwhile: it is at version ${before.version}`;
    refuse(refuseEnvelope('version-changed', detail, 'Load it again and repeat the change.'));
  }
  const managedBy = before?.managedBy ?? 'web';
  const change = { action: 'put' as const, id, wish: { ...wish, managedBy }, belowSpent };
  return changeTree(options, tx, workspace, [change], { by, origin: 'web' });
}

async function detailOf(
  options: BudgetOptions,
  workspace: string,
  id: string,
  viewer: Viewer,
): Promise<EnvelopeDetail> {
  const { sql } = options;
  const [{ tree, shown }, holds, { transactions }, changes] = await Promise.all([
    loadState(options, workspace),
    listHolds(options, workspace, { envelopeId: id, state: 'open', limit: 100 }),
    envelopeTransactions(sql, workspace, id, { limit: 50 }),
    envelopeChanges(sql, workspace, id),
  ]);
  const envelope = shown.find((one) => one.id === id);
  invariant(envelope, 'an envelope of the tree is shown');
  const named = ({ id: of, name }: { id: string; name: string }) => ({ id: of, name });
  return {
    envelope,
    ancestors: lineage(tree, id).slice(1).map(named),
    children: childrenOf(tree, id)
      .filter((child) => sees(viewer, child))
      .sort((a, b) => a.name.localeCompare(b.name))
      .map(named),
    holds,
    transactions,
    changes,
  };
}
