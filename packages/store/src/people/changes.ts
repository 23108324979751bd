import {
  checkIdentity,
  checkMemberships,
  checkTeam,
  checkWorker,
  type Identity,
  type Membership,
  normaliseIdentity,
  type PeopleDraft,
  type PeoplePlan,
  type PeopleRefusal,
  planPeople,
  type Roster,
  refusePeople,
  type Team,
  type Worker,
} from '@exchequer/core/workforce';
import type { Workspace } from '@exchequer/model/contract';
import type { Decision } from './command.ts';
import { type IdentityName, identitiesBehind } from './pending.ts';
import { addIdentities, replaceMemberships, saveTeams, saveWorkers } from './rows.ts';

/** A worker as it shall be; without memberships these stay as they are. */
export type WorkerWish = Worker & { memberships: readonly Omit<Membership, 'workerId'>[] | undefined };

/** Adds or changes a worker. A change of team or owner moves the usage of the identities behind it. */
export function decideWorker(workspace: Workspace, wish: WorkerWish, isNew: boolean) {
  return (roster: Roster): Decision<string> | PeopleRefusal => {
    const { memberships: wished, ...worker } = wish;
    const before = roster.workers.find(({ id }) => id === worker.id);
    if (!isNew && !before) {
      return refusePeople(
        'worker-unknown',
        `there is no worker ${worker.id}`,
        'Leave the id out to add one.',
      );
    }
    const memberships = wished?.map((one) => ({ ...one, workerId: worker.id }));
    const names = new Map(roster.teams.map(({ id, name }) => [id, name]));
    const refusal = checkWorker(roster, worker) ?? checkMemberships(names, memberships ?? []);
    if (refusal) return refusal;
    const moves =
      memberships !== undefined || before?.ownerId !== worker.ownerId || before?.kind !== worker.kind;
    return {
      result: worker.id,
      audit: {
        action: isNew ? 'worker.add' : 'worker.change',
        subject: worker.id,
        detail: { name: worker.name },
      },
      touched: moves ? identitiesBehind(roster, new Set([worker.id])) : [],
      apply: async (tx) => {
        await saveWorkers(tx, workspace, [worker]);
        if (memberships) await replaceMemberships(tx, workspace, worker.id, memberships);
      },
    };
  };
}

/** Adds or changes a team. Usage names its team by id, so nothing moves. */
export function decideTeam(workspace: Workspace, team: Team, isNew: boolean) {
  return (roster: Roster): Decision<string> | PeopleRefusal => {
    const teams = new Map(roster.teams.map((one) => [one.id, one]));
    if (!isNew && !teams.has(team.id)) {
      return refusePeople('team-unknown', `there is no team ${team.id}`, 'Leave the id out to add one.');
    }
    const refusal = checkTeam(teams, team);
    if (refusal) return refusal;
    return {
      result: team.id,
      audit: { action: isNew ? 'team.add' : 'team.change', subject: team.id, detail: { name: team.name } },
      touched: [],
      apply: (tx) => saveTeams(tx, workspace, [team]),
    };
  };
}

/** Maps an identity to a worker. */
export function decideMapping(workspace: Workspace, wish: Identity) {
  return (roster: Roster): Decision<string> | PeopleRefusal => {
    const identity = { ...wish, value: normaliseIdentity(wish.kind, wish.value) };
    const refusal = checkIdentity(roster, identity);
    if (refusal) return refusal;
    const detail = { kind: identity.kind, value: identity.value, worker: identity.workerId };
    return {
      result: identity.id,
      audit: { action: 'identity.map', subject: identity.id, detail },
      touched: [identity],
      apply: (tx) => addIdentities(tx, workspace, [identity]),
    };
  };
}

/** Takes a mapping back. */
export function decideUnmapping(workspace: Workspace, id: string) {
  return (roster: Roster): Decision<null> | PeopleRefusal => {
    const identity = roster.identities.find((one) => one.id === id);
    if (!identity) {
      return refusePeople(
        'identity-unknown',
        `there is no identity ${id}`,
        'List the identities and take an id from there.',
      );
    }
    const detail = { kind: identity.kind, value: identity.value, worker: identity.workerId };
    return {
      result: null,
      audit: { action: 'identity.unmap', subject: id, detail },
      touched: [identity],
      apply: async (tx) => {
        await tx`delete from identity where workspace = ${workspace} and id = ${id}`;
      },
    };
  };
}

/** Plans an import; applies it unless it is a dry run or any row has an error. */
export function decideImport(
  workspace: Workspace,
  draft: PeopleDraft,
  dryRun: boolean,
  newId: (prefix: string) => string,
) {
  return (roster: Roster): Decision<PeoplePlan> => {
    const plan = planPeople(roster, draft, newId);
    if (dryRun || plan.errors.length > 0 || isEmpty(plan)) {
      return { result: plan, audit: null, touched: [], apply: async () => {} };
    }
    const detail = {
      teams: plan.teams.length,
      workers: plan.workers.length,
      identities: plan.identities.length,
    };
    return {
      result: plan,
      audit: { action: 'people.import', subject: '', detail },
      touched: touchedBy(roster, plan),
      apply: (tx) => applyPlan(tx, workspace, plan),
    };
  };
}

const isEmpty = (plan: PeoplePlan): boolean =>
  plan.teams.length + plan.workers.length + plan.memberships.length + plan.identities.length === 0;

function touchedBy(roster: Roster, plan: PeoplePlan): IdentityName[] {
  const moved = new Set([
    ...plan.memberships.map(({ workerId }) => workerId),
    ...plan.workers.map(({ id }) => id),
  ]);
  return [...plan.identities, ...identitiesBehind(roster, moved)];
}

async function applyPlan(
  tx: Parameters<Decision<unknown>['apply']>[0],
  workspace: Workspace,
  plan: PeoplePlan,
): Promise<void> {
  await saveTeams(tx, workspace, plan.teams);
  await saveWorkers(tx, workspace, plan.workers);
  await Promise.all(
    plan.memberships.map(({ workerId, all }) => replaceMemberships(tx, workspace, workerId, all)),
  );
  await addIdentities(tx, workspace, plan.identities);
}
