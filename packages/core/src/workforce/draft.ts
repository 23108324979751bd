import type { IdentityKind } from '@exchequer/model';
import type { Validity } from './roster.ts';

/** People as a file states them, before they are matched with those already known. */
export interface PeopleDraft {
  teams: TeamDraft[];
  workers: WorkerDraft[];
}

export interface TeamDraft extends Validity {
  /** 1-based line of the file. */
  row: number;
  /** Names from the root down. */
  path: string[];
  externalId: string;
}

/** What a file says of one worker. Empty and null mean that it does not say. */
export interface WorkerDraft {
  row: number;
  name: string;
  kind: 'person' | 'agent' | null;
  externalId: string;
  /** External id, email address or name of the owner of an agent. */
  owner: string;
  family: string;
  activeFrom: string | null;
  activeTo: string | null;
  memberships: MembershipDraft[];
  identities: IdentityDraft[];
}

export interface MembershipDraft extends Validity {
  row: number;
  /** Path of the team, or its bare name where only one team is named so. */
  team: string[];
}

export interface IdentityDraft extends Validity {
  row: number;
  kind: IdentityKind;
  value: string;
}
