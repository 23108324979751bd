import type { PeopleChange, PeopleRowError } from '@exchequer/model/contract';
import { PlanBoard } from './board.ts';
import type { PeopleDraft, WorkerDraft } from './draft.ts';
import { planIdentity, planMembership } from './planPlaces.ts';
import { planTeam } from './planTeams.ts';
import { planOwner, planWorker } from './planWorkers.ts';
import type { Identity, Membership, Roster, Team, Worker } from './roster.ts';

/** What an import would do, and what it would write. With any error nothing is written. */
export interface PeoplePlan {
  changes: PeopleChange[];
  errors: PeopleRowError[];
  /** To be inserted or updated by id, parents before children. */
  teams: Team[];
  workers: Worker[];
  /** The whole memberships of each worker for whom they change. */
  memberships: { workerId: string; all: Membership[] }[];
  identities: Identity[];
}

/**
 * Compares a file with what is known. The same file again changes nothing: rows are matched by
 * external id, then by identity, then by name, and only what they state is compared.
 */
export function planPeople(
  roster: Roster,
  draft: PeopleDraft,
  newId: (prefix: string) => string,
): PeoplePlan {
  const board = new PlanBoard(roster, newId);
  for (const team of draft.teams) planTeam(board, team);
  const matched = surestFirst(draft.workers).map((stated) => {
    const worker = planWorker(board, stated);
    if (worker) for (const one of stated.identities) planIdentity(board, one, worker);
    return { stated, id: worker?.id ?? '' };
  });
  // Owners may stand further down in the file than their agents.
  const memberships = [];
  for (const { stated, id } of matched) {
    const worker = board.workers.get(id);
    if (!worker) continue;
    planOwner(board, stated, worker);
    memberships.push(...stated.memberships.map((one) => ({ one, worker })));
  }
  // In the order of time, since a later membership ends the one before.
  const begin = (at: string | null) => at ?? '';
  memberships.sort((a, b) => begin(a.one.validFrom).localeCompare(begin(b.one.validFrom)));
  for (const { one, worker } of memberships) planMembership(board, one, worker);
  return toPlan(board);
}

/**
 * Rows that say surely whom they mean come first, so that a bare name is compared with every
 * worker of the file, and the order of its rows does not matter.
 */
function surestFirst(workers: readonly WorkerDraft[]): WorkerDraft[] {
  const doubt = (worker: WorkerDraft) => (worker.externalId ? 0 : worker.identities.length > 0 ? 1 : 2);
  return [...workers].sort((a, b) => doubt(a) - doubt(b));
}

function toPlan(board: PlanBoard): PeoplePlan {
  const picked = <T>(ids: Set<string>, from: Map<string, T>): T[] =>
    [...ids].flatMap((id) => from.get(id) ?? []);
  return {
    changes: board.changes.sort((a, b) => a.row - b.row),
    errors: board.errors.sort((a, b) => a.row - b.row),
    teams: picked(board.changedTeams, board.teams),
    workers: picked(board.changedWorkers, board.workers),
    memberships: [...board.changedMemberships].map((workerId) => ({
      workerId,
      all: board.membershipsOf(workerId),
    })),
    identities: board.newIdentities,
  };
}
