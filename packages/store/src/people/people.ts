import { localDate } from '@exchequer/core/metric';
import type {
  Identity as CoreIdentity,
  Team as CoreTeam,
  PeopleDraft,
  PeoplePlan,
  PeopleRefusal,
} from '@exchequer/core/workforce';
import { invariant } from '@exchequer/model';
import type { Identity, Team, UnattributedItem, Worker, Workspace } from '@exchequer/model/contract';
import type { AuditActor } from '../access/index.ts';
import {
  decideImport,
  decideMapping,
  decideTeam,
  decideUnmapping,
  decideWorker,
  type WorkerWish,
} from './changes.ts';
import { type PeopleOptions, runPeopleCommand } from './command.ts';
import {
  findWorker,
  type IdentityFilter,
  listIdentities,
  listTeams,
  listWorkers,
  type WorkerFilter,
} from './lists.ts';
import { noteAllPending, settlePending } from './pending.ts';
import { listUnattributed } from './unattributed.ts';

/** A wish whose id is left out for something new. */
export type Wished<T extends { id: string }> = Omit<T, 'id'> & { id?: string | undefined };

/** People of the workspaces: what lists show, and every change of them. */
export interface People {
  workers(workspace: Workspace, filter: WorkerFilter): ReturnType<typeof listWorkers>;
  putWorker(
    workspace: Workspace,
    wish: Wished<WorkerWish>,
    by: AuditActor,
  ): Promise<{ worker: Worker; amended: number } | PeopleRefusal>;
  teams(workspace: Workspace): Promise<Team[]>;
  putTeam(workspace: Workspace, wish: Wished<CoreTeam>, by: AuditActor): Promise<Team | PeopleRefusal>;
  identities(workspace: Workspace, filter: IdentityFilter): ReturnType<typeof listIdentities>;
  map(
    workspace: Workspace,
    wish: Omit<CoreIdentity, 'id'>,
    by: AuditActor,
  ): Promise<{ identity: Identity; amended: number } | PeopleRefusal>;
  unmap(workspace: Workspace, id: string, by: AuditActor): Promise<{ amended: number } | PeopleRefusal>;
  /** All rows or none; see `planPeople`. */
  import(
    workspace: Workspace,
    draft: PeopleDraft,
    dryRun: boolean,
    by: AuditActor,
  ): Promise<{ plan: PeoplePlan; amended: number }>;
  unattributed(workspace: Workspace, limit: number): Promise<UnattributedItem[]>;
  /** Books the amendments that a crash or a failure left over. Run it at start. */
  settle(): Promise<{ amended: number }>;
  /** Attributes all mapped usage anew, after the company's days have moved. */
  reattributeAll(): Promise<{ amended: number }>;
}

/** People in PostgreSQL. */
export function createPeople(options: PeopleOptions): People {
  const { sql, now, newId, timeZone } = options;
  const today = () => localDate(now().getTime(), timeZone());
  const settle = () => settleAll(options);
  return {
    workers: (workspace, filter) => listWorkers(sql, workspace, filter, today()),
    putWorker: async (workspace, wish, by) => {
      const worker = { ...wish, id: wish.id ?? newId('wrk_') };
      const done = await runPeopleCommand(options, workspace, by, decideWorker(workspace, worker, !wish.id));
      if ('refused' in done) return done;
      const kept = await findWorker(sql, workspace, done.result);
      invariant(kept, 'a worker that was just written is there');
      return { worker: kept, amended: done.amended };
    },
    teams: (workspace) => listTeams(sql, workspace, today()),
    putTeam: async (workspace, wish, by) => {
      const team = { ...wish, id: wish.id ?? newId('team_') };
      const done = await runPeopleCommand(options, workspace, by, decideTeam(workspace, team, !wish.id));
      if ('refused' in done) return done;
      const kept = (await listTeams(sql, workspace, today())).find(({ id }) => id === done.result);
      invariant(kept, 'a team that was just written is there');
      return kept;
    },
    identities: (workspace, filter) => listIdentities(sql, workspace, filter),
    map: async (workspace, wish, by) => {
      const identity = { ...wish, id: newId('idn_') };
      const done = await runPeopleCommand(options, workspace, by, decideMapping(workspace, identity));
      if ('refused' in done) return done;
      const { identities } = await listIdentities(sql, workspace, { id: done.result, search: '', limit: 1 });
      invariant(identities[0], 'an identity that was just mapped is there');
      return { identity: identities[0], amended: done.amended };
    },
    unmap: async (workspace, id, by) => {
      const done = await runPeopleCommand(options, workspace, by, decideUnmapping(workspace, id));
      return 'refused' in done ? done : { amended: done.amended };
    },
    import: async (workspace, draft, dryRun, by) => {
      const decide = decideImport(workspace, draft, dryRun, newId);
      const done = await runPeopleCommand(options, workspace, by, decide);
      invariant(!('refused' in done), 'an import answers row by row and is never refused as a whole');
      return { plan: done.result, amended: done.amended };
    },
    unattributed: (workspace, limit) => listUnattributed(sql, options.usage, workspace, limit),
    settle,
    reattributeAll: async () => {
      await noteAllPending(sql);
      return settle();
    },
  };
}

async function settleAll({ sql, reattribution }: PeopleOptions): Promise<{ amended: number }> {
  const rows = await sql<{ workspace: string }[]>`select distinct workspace from attribution_pending`;
  let amended = 0;
  for (const { workspace } of rows) amended += (await settlePending(sql, workspace, reattribution)).amended;
  return { amended };
}
