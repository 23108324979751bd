import type { PlanBoard } from './board.ts';
import { checkIdentity, checkMemberships } from './check.ts';
import type { IdentityDraft, MembershipDraft } from './draft.ts';
import { normaliseIdentity } from './identity.ts';
import { ensureTeam } from './planTeams.ts';
import type { Identity, Membership, Worker } from './roster.ts';
import { teamPath } from './tree.ts';
import { describeValidity, overlap } from './validity.ts';

/**
 * Plans one membership. The same again is nothing new; another team from a stated day on ends the
 * one before on that day; whatever else overlaps is refused.
 */
export function planMembership(board: PlanBoard, draft: MembershipDraft, worker: Worker): void {
  const team = ensureTeam(board, draft.row, draft.team);
  const wanted: Membership = {
    workerId: worker.id,
    teamId: team.id,
    validFrom: draft.validFrom,
    validTo: draft.validTo,
  };
  const before = board.membershipsOf(worker.id);
  const alike = before.filter((one) => one.teamId === team.id && overlap(one, wanted));
  const twin = alike.find((one) => one.validFrom === wanted.validFrom) ?? alike[0];
  if (twin) {
    restate(board, draft, worker, twin, wanted);
    return;
  }
  const after = [...before.map((one) => endedBy(board, one, wanted)), wanted];
  keepMemberships(board, draft, worker, after, 'add', wanted);
}

/** A stated end or begin is taken over; an unstated one stays as it is. */
function restate(
  board: PlanBoard,
  draft: MembershipDraft,
  worker: Worker,
  twin: Membership,
  stated: Membership,
): void {
  const wanted = {
    ...twin,
    validFrom: stated.validFrom ?? twin.validFrom,
    validTo: stated.validTo ?? twin.validTo,
  };
  if (board.statedMemberships.has(twin) && contradicts(stated, twin)) {
    const name = board.teams.get(twin.teamId)?.name;
    const detail = `an earlier row gives other dates for ${worker.name} in ${name}`;
    board.fail(draft.row, 'team', {
      detail,
      fix: 'Give both rows the same dates, or dates that do not overlap.',
    });
    return;
  }
  const same = wanted.validFrom === twin.validFrom && wanted.validTo === twin.validTo;
  if (same) board.statedMemberships.add(twin);
  const others = board.membershipsOf(worker.id).filter((one) => one !== twin);
  const after = [...(same ? others : others.map((one) => endedBy(board, one, wanted))), wanted];
  keepMemberships(board, draft, worker, after, same ? 'same' : 'change', wanted);
}

const contradicts = (stated: Membership, twin: Membership): boolean =>
  (['validFrom', 'validTo'] as const).some((end) => stated[end] && twin[end] && stated[end] !== twin[end]);

function endedBy(board: PlanBoard, one: Membership, next: Membership): Membership {
  const goesOn = one.validTo === null && next.validFrom !== null && (one.validFrom ?? '') < next.validFrom;
  if (!goesOn) return one;
  const ended = { ...one, validTo: next.validFrom };
  if (board.statedMemberships.has(one)) board.statedMemberships.add(ended);
  return ended;
}

function keepMemberships(
  board: PlanBoard,
  draft: MembershipDraft,
  worker: Worker,
  after: Membership[],
  action: 'add' | 'change' | 'same',
  wanted: Membership,
): void {
  const names = new Map(after.map(({ teamId }) => [teamId, board.teams.get(teamId)?.name ?? teamId]));
  const refusal = checkMemberships(names, after);
  if (refusal) {
    board.fail(draft.row, 'team', refusal);
    return;
  }
  board.statedMemberships.add(wanted);
  if (action !== 'same') {
    board.memberships.set(worker.id, after);
    board.changedMemberships.add(worker.id);
  }
  const detail = `${teamPath(board.teams, wanted.teamId)} ${describeValidity(wanted)}`;
  board.note({ row: draft.row, action, subject: 'membership', name: worker.name, detail });
}

/** Plans one identity; the same again is nothing new, another worker's is refused. */
export function planIdentity(board: PlanBoard, draft: IdentityDraft, worker: Worker): void {
  const known = board.identitiesOf(draft.kind, draft.value);
  const wanted: Identity = {
    id: board.newId('idn_'),
    kind: draft.kind,
    value: normaliseIdentity(draft.kind, draft.value),
    workerId: worker.id,
    validFrom: draft.validFrom,
    validTo: draft.validTo,
  };
  const note = (action: 'add' | 'same') =>
    board.note({
      row: draft.row,
      action,
      subject: 'identity',
      name: worker.name,
      detail: `${wanted.kind} ${wanted.value}`,
    });
  if (known.some((one) => one.workerId === worker.id && overlap(one, wanted))) {
    note('same');
    return;
  }
  const holders = [...known.map((one) => one.workerId), worker.id].flatMap(
    (id) => board.workers.get(id) ?? [],
  );
  const refusal = checkIdentity({ workers: holders, teams: [], memberships: [], identities: known }, wanted);
  if (refusal) {
    board.fail(draft.row, draft.kind, refusal);
    return;
  }
  board.keepIdentity(wanted);
  board.newIdentities.push(wanted);
  note('add');
}
