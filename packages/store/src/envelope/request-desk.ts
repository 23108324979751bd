import type { LedgerRefusal } from '@exchequer/core/ledger';
import { invariant } from '@exchequer/model';
import type { BudgetRequest } from '@exchequer/model/contract';
import type { TransactionSql } from 'postgres';
import type { CurrentPeriods } from './current.ts';
import type { BudgetOptions } from './options.ts';
import { type Refusals, transact } from './refused.ts';
import { askForMore, decideRequest, type RequestDecision, withdrawRequest } from './request.ts';
import type { Asker, RequestFilter, RequestWish } from './request-rows.ts';
import { findRequest, requestPage } from './request-view.ts';
import { loadTree } from './rows.ts';
import { notShown, sees, type Viewer } from './viewer.ts';

/** Requests for more, from asking to their end. */
export interface RequestDesk {
  list(
    workspace: string,
    filter: Omit<RequestFilter, 'before' | 'shownTo'> & { cursor?: string | undefined },
    viewer: Viewer & { id: string },
  ): Promise<{ requests: BudgetRequest[]; next_cursor: string | null }>;
  create(
    workspace: string,
    wish: RequestWish,
    by: Asker,
    viewer: Viewer,
  ): Promise<BudgetRequest | Refusals | LedgerRefusal>;
  decide(workspace: string, id: string, wish: RequestDecision, by: Asker): Promise<BudgetRequest | Refusals>;
  withdraw(workspace: string, id: string, by: Asker): Promise<BudgetRequest | Refusals>;
}

export function createRequestDesk(options: BudgetOptions, current: CurrentPeriods): RequestDesk {
  const { sql } = options;
  const run = async (workspace: string, work: (tx: TransactionSql) => Promise<string>) => {
    await current.ensure(workspace);
    const done = await transact(sql, async (tx) => ({ id: await work(tx) }));
    if ('refused' in done) return done;
    const request = await findRequest(sql, workspace, done.id);
    invariant(request, 'a request that was just written is there');
    return request;
  };
  return {
    list: (workspace, filter, viewer) =>
      requestPage(sql, workspace, {
        ...filter,
        // Why someone needs more is between them and who decides.
        shownTo: viewer.admin ? undefined : { id: viewer.id, workerId: viewer.workerId },
      }),
    create: async (workspace, wish, by, viewer) => {
      const envelope = (await loadTree(sql, workspace)).get(wish.envelopeId);
      if (envelope && !sees(viewer, envelope)) return notShown;
      return run(workspace, (tx) => askForMore(options, tx, workspace, wish, by));
    },
    decide: (workspace, id, wish, by) =>
      run(workspace, async (tx) => {
        await decideRequest(options, tx, workspace, id, wish, by);
        return id;
      }),
    withdraw: (workspace, id, by) =>
      run(workspace, async (tx) => {
        await withdrawRequest(options, tx, workspace, id, by);
        return id;
      }),
  };
}
