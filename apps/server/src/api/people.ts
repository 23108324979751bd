import type { PeopleRefusal } from '@exchequer/core/workforce';
import { readPeopleCsv, readPeopleYaml } from '@exchequer/vendors/people';
import { administering, reading } from './base.ts';
import { refusal } from './problem.ts';

/** The result, or the refusal as an error: 404 where something named is not there, else 422. */
function accepted<T extends object>(result: T | PeopleRefusal): T {
  if (!isPeopleRefusal(result)) return result;
  throw refusal(result.refused.endsWith('-unknown') ? 404 : 422, result.refused, result.detail, result.fix);
}

const isPeopleRefusal = (result: object): result is PeopleRefusal => 'refused' in result;

interface WireValidity {
  valid_from: string | null;
  valid_to: string | null;
}

const toValidity = ({ valid_from: validFrom, valid_to: validTo }: WireValidity) => ({ validFrom, validTo });

const listWorkers = reading.people.workers.list.handler(({ input, context }) => {
  const { workspace, team_id: teamId, ...filter } = input;
  return context.services.people.workers(workspace, { ...filter, teamId });
});

const putWorker = administering.people.workers.put.handler(async ({ input, context }) => {
  const wish = {
    id: input.id,
    kind: input.kind,
    name: input.name,
    externalId: input.external_id,
    ownerId: input.owner_id,
    family: input.family,
    activeFrom: input.active_from,
    activeTo: input.active_to,
    memberships: input.memberships?.map((one) => ({ teamId: one.team_id, ...toValidity(one) })),
  };
  const done = accepted(await context.services.people.putWorker(input.workspace, wish, context.actor));
  return { worker: done.worker, rebooked: { amended: done.amended } };
});

const listTeams = reading.people.teams.list.handler(({ input, context }) =>
  context.services.people.teams(input.workspace),
);

const putTeam = administering.people.teams.put.handler(async ({ input, context }) => {
  const { workspace, id, name, external_id: externalId, parent_id: parentId } = input;
  const wish = { id, name, externalId, parentId, ...toValidity(input) };
  return accepted(await context.services.people.putTeam(workspace, wish, context.actor));
});

// Identities are addresses of persons: for admins alone.
const listIdentities = administering.people.identities.list.handler(({ input, context }) => {
  const { workspace, worker_id: workerId, ...filter } = input;
  return context.services.people.identities(workspace, { ...filter, workerId });
});

const map = administering.people.identities.map.handler(async ({ input, context }) => {
  const { workspace, kind, value, worker_id: workerId } = input;
  const wish = { kind, value, workerId, ...toValidity(input) };
  const done = accepted(await context.services.people.map(workspace, wish, context.actor));
  return { identity: done.identity, rebooked: { amended: done.amended } };
});

const unmap = administering.people.identities.unmap.handler(async ({ input, context }) => ({
  rebooked: accepted(await context.services.people.unmap(input.workspace, input.id, context.actor)),
}));

const importFile = administering.people.import.handler(async ({ input, context }) => {
  const { draft, errors } = input.format === 'csv' ? readPeopleCsv(input.text) : readPeopleYaml(input.text);
  // A file that cannot be read whole is planned all the same, so that every fault shows at once.
  const planOnly = input.dry_run || errors.length > 0;
  const done = await context.services.people.import(input.workspace, draft, planOnly, context.actor);
  const faults = [...errors, ...done.plan.errors].sort((a, b) => a.row - b.row);
  const applied = !planOnly && faults.length === 0;
  const counted = (action: 'add' | 'change' | 'same') =>
    done.plan.changes.filter((change) => change.action === action).length;
  return {
    dry_run: input.dry_run,
    applied,
    changes: done.plan.changes,
    errors: faults,
    added: counted('add'),
    changed: counted('change'),
    unchanged: counted('same'),
    rebooked: applied ? { amended: done.amended } : null,
  };
});

const unattributed = administering.people.unattributed.handler(({ input, context }) =>
  context.services.people.unattributed(input.workspace, input.limit),
);

export const peopleRouter = {
  workers: { list: listWorkers, put: putWorker },
  teams: { list: listTeams, put: putTeam },
  identities: { list: listIdentities, map, unmap },
  import: importFile,
  unattributed,
};
