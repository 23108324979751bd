import type { PeopleChange, PeopleRowError } from '@exchequer/model/contract';
import { normaliseIdentity } from './identity.ts';
import { folded } from './likeness.ts';
import type { PeopleRefusal } from './refusal.ts';
import type { Identity, Membership, Roster, Team, Worker } from './roster.ts';

export const identityKey = (kind: string, value: string) => `${kind}\n${normaliseIdentity(kind, value)}`;

/**
 * The roster while an import is planned: what is known plus what earlier rows of the file add, with
 * the indexes that matching needs, and everything that the plan is made of.
 */
export class PlanBoard {
  readonly teams: Map<string, Team>;
  readonly workers: Map<string, Worker>;
  readonly memberships = new Map<string, Membership[]>();
  readonly identities = new Map<string, Identity[]>();
  readonly changes: PeopleChange[] = [];
  readonly errors: PeopleRowError[] = [];
  readonly changedTeams = new Set<string>();
  readonly changedWorkers = new Set<string>();
  readonly changedMemberships = new Set<string>();
  /** What earlier rows of the file say of a worker's own facts, by worker and column. */
  readonly stated = new Map<string, { row: number; value: string }>();
  /** Memberships that earlier rows of the file state. */
  readonly statedMemberships = new WeakSet<Membership>();
  readonly newIdentities: Identity[] = [];
  readonly newId: (prefix: string) => string;
  readonly #byWorker = new Map<string, Identity[]>();
  readonly #byName = new Map<string, string[]>();
  readonly #byExternalId = new Map<string, string>();

  constructor(roster: Roster, newId: (prefix: string) => string) {
    this.newId = newId;
    this.teams = new Map(roster.teams.map((team) => [team.id, team]));
    this.workers = new Map();
    for (const worker of roster.workers) this.keepWorker(worker);
    for (const one of roster.memberships) this.membershipsOf(one.workerId).push(one);
    for (const identity of roster.identities) this.keepIdentity(identity);
  }

  membershipsOf(workerId: string): Membership[] {
    return ensure(this.memberships, workerId);
  }

  identitiesOf(kind: string, value: string): Identity[] {
    return ensure(this.identities, identityKey(kind, value));
  }

  identitiesOfWorker(workerId: string): Identity[] {
    return ensure(this.#byWorker, workerId);
  }

  keepIdentity(identity: Identity): void {
    this.identitiesOf(identity.kind, identity.value).push(identity);
    this.identitiesOfWorker(identity.workerId).push(identity);
  }

  workersNamed(name: string): Worker[] {
    const ids = this.#byName.get(folded(name)) ?? [];
    return ids.flatMap((id) => this.workers.get(id) ?? []);
  }

  workerOfExternalId(externalId: string): Worker | undefined {
    return externalId === '' ? undefined : this.workers.get(this.#byExternalId.get(externalId) ?? '');
  }

  keepWorker(worker: Worker): void {
    const before = this.workers.get(worker.id);
    this.workers.set(worker.id, worker);
    if (worker.externalId !== '') this.#byExternalId.set(worker.externalId, worker.id);
    if (before && folded(before.name) === folded(worker.name)) return;
    if (before) {
      const namesakes = ensure(this.#byName, folded(before.name));
      namesakes.splice(namesakes.indexOf(before.id), 1);
    }
    ensure(this.#byName, folded(worker.name)).push(worker.id);
  }

  note(change: PeopleChange): void {
    this.changes.push(change);
  }

  fail(row: number, column: string, why: Pick<PeopleRefusal, 'detail' | 'fix'>): void {
    this.errors.push({ row, column, error: why.detail, fix: why.fix });
  }
}

function ensure<T>(map: Map<string, T[]>, key: string): T[] {
  const known = map.get(key);
  if (known) return known;
  const made: T[] = [];
  map.set(key, made);
  return made;
}
