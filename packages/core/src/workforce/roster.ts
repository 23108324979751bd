import type { IdentityKind } from '@exchequer/model';

/** A validity: local dates of the company, half-open (`validTo` is exclusive), null is open. */
export interface Validity {
  validFrom: string | null;
  validTo: string | null;
}

/** A person or an agent. */
export interface Worker {
  id: string;
  kind: 'person' | 'agent';
  name: string;
  /** The company's own key of the worker; empty when it has none. */
  externalId: string;
  /** Agents alone: who answers for it, and its family. */
  ownerId: string | null;
  family: string;
  activeFrom: string | null;
  activeTo: string | null;
}

/** A team of the tree. */
export interface Team extends Validity {
  id: string;
  name: string;
  externalId: string;
  parentId: string | null;
}

export interface Membership extends Validity {
  workerId: string;
  teamId: string;
}

/** A name under which sources know a worker. `value` is normalised, see `normaliseIdentity`. */
export interface Identity extends Validity {
  id: string;
  kind: IdentityKind;
  value: string;
  workerId: string;
}

/** Workers, teams and identities of one workspace, or the part of them that a question needs. */
export interface Roster {
  workers: readonly Worker[];
  teams: readonly Team[];
  memberships: readonly Membership[];
  identities: readonly Identity[];
}
