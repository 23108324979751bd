import { type Envelope, parseUsd } from '@exchequer/model';
import type { PolicyDraft, PolicyEntry, PolicyPeople, StandingEnvelope } from '../index.ts';

const worker = (id: string, name: string, kind: 'person' | 'agent', externalId: string) => ({
  id,
  name,
  kind,
  externalId,
  ownerId: null,
  family: '',
  activeFrom: null,
  activeTo: null,
});
const teamOf = (id: string, name: string, externalId: string, parentId: string | null) => ({
  id,
  name,
  externalId,
  parentId,
  validFrom: null,
  validTo: null,
});

/** A small company for tests: four teams, two of one name; a person and an agent. */
export const people: PolicyPeople = {
  teams: [
    teamOf('team_1', 'Engineering', 'E1', null),
    teamOf('team_2', 'Platform', '', 'team_1'),
    teamOf('team_3', 'Sales', '', null),
    teamOf('team_4', 'Platform', '', 'team_3'),
  ],
  workers: [worker('wrk_1', 'Ada', 'person', '77'), worker('wrk_2', 'nightly', 'agent', '')],
  emails: [{ value: 'ada@example.com', workerId: 'wrk_1' }],
};

/** What files and envelopes of tests say where they say nothing. */
const usual = {
  limit: parseUsd('1000'),
  period: 'month',
  custom: null,
  enforcement: 'soft',
  thresholds: [50, 80, 95],
  rollover: null,
  overdraft: 0n,
} as const;

/** The company's entry at line 7 of a file, unless told otherwise. */
export const entry = (key: string, change: Partial<PolicyEntry> = {}): PolicyEntry => ({
  ...usual,
  key,
  name: key,
  kind: 'company',
  covers: '',
  owner: null,
  adopt: null,
  under: null,
  closed: false,
  release: false,
  parentKey: null,
  path: key,
  line: 7,
  lines: {},
  ...change,
});

/** A team's entry of $100 under the key `top`. */
export const teamEntry = (key: string, covers: string, change: Partial<PolicyEntry> = {}): PolicyEntry =>
  entry(key, { kind: 'team', covers, limit: parseUsd('100'), parentKey: 'top', ...change });

export const draftOf = (entries: readonly PolicyEntry[], change: Partial<PolicyDraft> = {}): PolicyDraft => ({
  currency: 'USD',
  allocation: 'over_commit',
  complete: true,
  rules: null,
  centers: null,
  entries,
  ...change,
});

/** The company's envelope of $1,000 a month, owned by the file under its id as key. */
export function standing(
  id: string,
  change: Partial<Envelope> = {},
  more: Partial<StandingEnvelope> = {},
): StandingEnvelope {
  const envelope: Envelope = {
    ...usual,
    id,
    name: id,
    kind: 'company',
    ref: '',
    parentId: null,
    currency: 'USD',
    ownerId: null,
    managedBy: 'file',
    state: 'active',
    since: '2026-11-01',
    ...change,
  };
  return {
    envelope,
    key: envelope.managedBy === 'file' ? id : null,
    running: { key: '2026-11', spent: 0n, held: 0n, available: envelope.limit },
    openHolds: 0,
    grants: 0,
    ...more,
  };
}

/** A team's envelope of $100. */
export const team = (
  id: string,
  parentId: string | null,
  ref: string,
  change: Partial<Envelope> = {},
  more: Partial<StandingEnvelope> = {},
): StandingEnvelope => standing(id, { kind: 'team', parentId, ref, limit: parseUsd('100'), ...change }, more);
