import { type Holder, isGrantRefusal } from '@exchequer/core/grant';
import type { GrantRun } from '@exchequer/model/contract';
import type { ISql } from 'postgres';
import { type GrantOptions, todayOf } from './options.ts';
import { type HolderRun, runHolder } from './run-holder.ts';

/** Workspaces in which anything was granted. */
export async function workspacesWithGrants(sql: ISql): Promise<string[]> {
  const rows = await sql<{ workspace: string }[]>`select distinct workspace from grant_given`;
  return rows.map(({ workspace }) => workspace);
}

/**
 * Brings every holder's lots up to today: workers first, so that what returns to a pool is there when
 * the pool's own turn comes. A holder whose run is refused does not stop the others.
 */
export async function runGrants(options: GrantOptions, workspace: string): Promise<GrantRun> {
  const holders = await options.sql<Holder[]>`
    select holder_kind as kind, holder_id as id from grant_given where workspace = ${workspace}
    union select holder_kind, holder_id from grant_lot where workspace = ${workspace}
    order by kind desc, id`;
  const sum: HolderRun = { issued: 0, expired: 0, rolledOver: 0, returned: 0, draws: 0 };
  const failures: GrantRun['failures'] = [];
  for (const holder of holders) {
    const done = await tried(options, workspace, holder);
    if (isGrantRefusal(done)) failures.push({ holder: `${holder.kind}/${holder.id}`, error: done.detail });
    else for (const part of Object.keys(sum) as (keyof HolderRun)[]) sum[part] += done[part];
  }
  return {
    through: todayOf(options),
    lots_issued: sum.issued,
    lots_expired: sum.expired,
    rolled_over: sum.rolledOver,
    returned: sum.returned,
    draws: sum.draws,
    failures,
  };
}

const attempts = 3;

/** A call may take what is free between the look at the books and the posting: then the look is too old. */
async function tried(options: GrantOptions, workspace: string, holder: Holder): ReturnType<typeof runHolder> {
  for (let attempt = 1; ; attempt++) {
    const done = await runHolder(options, workspace, holder);
    if (!isGrantRefusal(done) || attempt === attempts || done.refused !== 'account-exhausted') return done;
  }
}
