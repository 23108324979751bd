import { type PeopleRefusal, refusePeople } from './refusal.ts';
import type { Identity, Membership, Roster, Worker } from './roster.ts';
import { describeValidity, isPossible, overlap } from './validity.ts';

/** Null when the worker may be kept so, else why not. */
export function checkWorker(roster: Roster, worker: Worker): PeopleRefusal | null {
  if (!isPossible({ validFrom: worker.activeFrom, validTo: worker.activeTo })) {
    const detail = `${worker.name} would end before beginning`;
    return refusePeople('validity-empty', detail, 'Give a later end.');
  }
  const twin = roster.workers.find(
    (other) => other.id !== worker.id && worker.externalId !== '' && other.externalId === worker.externalId,
  );
  if (twin) {
    const detail = `${worker.externalId} is ${twin.name}`;
    return refusePeople('external-id-taken', detail, 'Give another external id, or change that worker.');
  }
  return checkOwner(roster, worker);
}

function checkOwner(roster: Roster, worker: Worker): PeopleRefusal | null {
  if (worker.ownerId === null) return null;
  if (worker.kind === 'person') {
    return refusePeople('owner-of-a-person', `${worker.name} is a person`, 'Give owners to agents only.');
  }
  const owner = roster.workers.find(({ id }) => id === worker.ownerId);
  if (!owner)
    return refusePeople('worker-unknown', `there is no worker ${worker.ownerId}`, 'Add the owner first.');
  return owner.kind === 'person'
    ? null
    : refusePeople('owner-not-a-person', `${owner.name} is no person`, 'Name the person who answers for it.');
}

/** Null when a worker's memberships may stand beside each other, else why not. */
export function checkMemberships(
  teamNames: ReadonlyMap<string, string>,
  memberships: readonly Membership[],
): PeopleRefusal | null {
  for (const [i, one] of memberships.entries()) {
    const name = teamNames.get(one.teamId);
    if (name === undefined) {
      return refusePeople('team-unknown', `there is no team ${one.teamId}`, 'Add the team first.');
    }
    if (!isPossible(one)) {
      const detail = `the membership in ${name} would end before it begins`;
      return refusePeople('validity-empty', detail, 'Give a later end.');
    }
    const other = memberships.slice(0, i).find((before) => overlap(before, one));
    if (other) {
      const names = `${teamNames.get(other.teamId)} (${describeValidity(other)}) and ${name} (${describeValidity(one)})`;
      const detail = `a worker is in one team at a time, not in ${names}`;
      return refusePeople('membership-overlap', detail, 'End the earlier membership where the later begins.');
    }
  }
  return null;
}

/** Null when an identity may be mapped so, else why not. */
export function checkIdentity(roster: Roster, identity: Identity): PeopleRefusal | null {
  if (!roster.workers.some(({ id }) => id === identity.workerId)) {
    return refusePeople('worker-unknown', `there is no worker ${identity.workerId}`, 'Add the worker first.');
  }
  if (!isPossible(identity)) {
    return refusePeople('validity-empty', 'the mapping would end before it begins', 'Give a later end.');
  }
  const taken = roster.identities.find(
    (other) =>
      other.id !== identity.id &&
      other.kind === identity.kind &&
      other.value === identity.value &&
      overlap(other, identity),
  );
  if (!taken) return null;
  const holder = roster.workers.find(({ id }) => id === taken.workerId)?.name ?? taken.workerId;
  const detail = `${identity.kind} ${identity.value} is ${holder} ${describeValidity(taken)}`;
  return refusePeople(
    'identity-taken',
    detail,
    'Take that mapping back first, or give dates that do not overlap.',
  );
}
