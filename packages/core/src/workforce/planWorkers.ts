import type { PlanBoard } from './board.ts';
import { checkWorker } from './check.ts';
import type { WorkerDraft } from './draft.ts';
import type { Worker } from './roster.ts';

/** Finds or adds the worker that a row speaks of; null when the row is refused. */
export function planWorker(board: PlanBoard, draft: WorkerDraft): Worker | null {
  const known = matchWorker(board, draft);
  if (known === 'ambiguous') {
    const detail = `${draft.name} may be more than one worker`;
    board.fail(draft.row, 'name', { detail, fix: 'Add the external_id or email of the one that is meant.' });
    return null;
  }
  const wanted = known ? merged(known, draft) : added(board, draft);
  const refusal = checkWorker(neighbours(board, wanted), wanted);
  if (refusal || contradicts(board, draft, wanted)) {
    if (refusal) board.fail(draft.row, 'name', refusal);
    return null;
  }
  const differences = known ? differencesOf(known, wanted) : [];
  if (!known || differences.length > 0) {
    board.keepWorker(wanted);
    board.changedWorkers.add(wanted.id);
  }
  const action = !known ? 'add' : differences.length > 0 ? 'change' : 'same';
  board.note({
    row: draft.row,
    action,
    subject: 'worker',
    name: wanted.name,
    detail: differences.join('; '),
  });
  return wanted;
}

/** Whether an earlier row says something else of the same worker; the file must make up its mind. */
function contradicts(board: PlanBoard, draft: WorkerDraft, worker: Worker): boolean {
  const { name, kind, externalId, owner, family, activeFrom, activeTo } = draft;
  const facts = {
    name,
    kind,
    external_id: externalId,
    owner,
    family,
    active_from: activeFrom,
    active_to: activeTo,
  };
  let found = false;
  for (const [column, value] of Object.entries(facts)) {
    if (!value) continue;
    const key = `${worker.id} ${column}`;
    const before = board.stated.get(key);
    if (before && before.value !== value) {
      const detail = `row ${before.row} says ${column} ${before.value} of the same worker, this row says ${value}`;
      board.fail(draft.row, column, { detail, fix: 'Give both rows the same value, or leave one empty.' });
      found = true;
    }
    board.stated.set(key, before ?? { row: draft.row, value });
  }
  return found;
}

/** The external id decides; without one, an identity that is mapped; last the name, where it is the only one. */
function matchWorker(board: PlanBoard, draft: WorkerDraft): Worker | 'ambiguous' | null {
  const byId = board.workerOfExternalId(draft.externalId);
  if (byId) return byId;
  const open = (worker: Worker) => draft.externalId === '' || worker.externalId === '';
  for (const { kind, value } of draft.identities) {
    const mapped = board.identitiesOf(kind, value).at(-1);
    const worker = mapped && board.workers.get(mapped.workerId);
    if (worker && open(worker)) return worker;
  }
  const namesakes = board.workersNamed(draft.name).filter(open);
  const [namesake] = namesakes;
  if (!namesake) return null;
  return namesakes.length > 1 || knownOtherwise(board, namesake, draft) ? 'ambiguous' : namesake;
}

/** Whether the namesake is known by another value of a kind that the row states: perhaps someone else. */
function knownOtherwise(board: PlanBoard, namesake: Worker, draft: WorkerDraft): boolean {
  const known = board.identitiesOfWorker(namesake.id);
  return draft.identities.some(({ kind }) => known.some((one) => one.kind === kind));
}

function added(board: PlanBoard, draft: WorkerDraft): Worker {
  const { name, externalId, family, activeFrom, activeTo } = draft;
  const kind = draft.kind ?? 'person';
  return { id: board.newId('wrk_'), kind, name, externalId, ownerId: null, family, activeFrom, activeTo };
}

/** What the row does not say stays as it is. */
function merged(known: Worker, draft: WorkerDraft): Worker {
  return {
    ...known,
    name: draft.name || known.name,
    kind: draft.kind ?? known.kind,
    externalId: draft.externalId || known.externalId,
    family: draft.family || known.family,
    activeFrom: draft.activeFrom ?? known.activeFrom,
    activeTo: draft.activeTo ?? known.activeTo,
  };
}

/** Plans who answers for an agent, once every worker of the file is known. */
export function planOwner(board: PlanBoard, draft: WorkerDraft, worker: Worker): void {
  if (draft.owner === '') return;
  const owner = findOwner(board, draft.owner);
  if (!owner) {
    const detail = `there is no worker ${draft.owner}`;
    board.fail(draft.row, 'owner', { detail, fix: 'Give the external_id, email or full name of a person.' });
    return;
  }
  if (worker.ownerId === owner.id) return;
  const wanted = { ...worker, ownerId: owner.id };
  const refusal = checkWorker(neighbours(board, wanted), wanted);
  if (refusal) {
    board.fail(draft.row, 'owner', refusal);
    return;
  }
  board.keepWorker(wanted);
  board.changedWorkers.add(worker.id);
  const detail = `owner: ${owner.name}`;
  board.note({ row: draft.row, action: 'change', subject: 'worker', name: worker.name, detail });
}

function findOwner(board: PlanBoard, owner: string): Worker | undefined {
  const byId = board.workerOfExternalId(owner);
  if (byId) return byId;
  const mapped = owner.includes('@') ? board.identitiesOf('email', owner).at(-1) : undefined;
  if (mapped) return board.workers.get(mapped.workerId);
  const named = board.workersNamed(owner);
  return named.length === 1 ? named[0] : undefined;
}

/** The workers that a check of this one looks at, so that a long file is not compared with itself. */
function neighbours(board: PlanBoard, worker: Worker) {
  const near = [board.workerOfExternalId(worker.externalId), board.workers.get(worker.ownerId ?? '')];
  const workers = near.filter((one) => one !== undefined);
  return { workers, teams: [], memberships: [], identities: [] };
}

const compared = ['name', 'kind', 'externalId', 'family', 'activeFrom', 'activeTo'] as const;

function differencesOf(before: Worker, after: Worker): string[] {
  return compared
    .filter((key) => before[key] !== after[key])
    .map((key) => `${key}: ${before[key] || 'none'} to ${after[key] || 'none'}`);
}
