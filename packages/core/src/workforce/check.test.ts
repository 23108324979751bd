import { describe, expect, test } from 'vitest';
import {
  checkIdentity,
  checkMemberships,
  checkTeam,
  checkWorker,
  type Roster,
  type Team,
  teamPath,
  type Worker,
} from './index.ts';

const always = { validFrom: null, validTo: null };
const team = (id: string, parentId: string | null): Team => ({
  id,
  name: id.toUpperCase(),
  externalId: '',
  parentId,
  ...always,
});
const teams = new Map([team('a', null), team('b', 'a'), team('c', 'b')].map((one) => [one.id, one]));
const worker = (id: string, kind: Worker['kind'] = 'person'): Worker => ({
  id,
  kind,
  name: id,
  externalId: `E-${id}`,
  ownerId: null,
  family: '',
  activeFrom: null,
  activeTo: null,
});
const mapped = { id: 'i1', kind: 'email' as const, value: 'a@b', workerId: 'ada' };
const roster: Roster = {
  workers: [worker('ada'), worker('bob'), worker('bot', 'agent')],
  teams: [],
  memberships: [],
  identities: [{ ...mapped, validFrom: '2026-01-01', validTo: '2026-02-01' }],
};

describe('the tree of teams', () => {
  test('admits no team below itself', () => {
    expect(checkTeam(teams, team('a', 'c'))?.refused).toBe('team-cycle');
    expect(checkTeam(teams, team('a', 'a'))?.refused).toBe('team-cycle');
    expect(checkTeam(teams, team('c', 'a'))).toBeNull();
  });
  test('names a team by its path', () => {
    expect(teamPath(teams, 'c')).toBe('A / B / C');
  });
  test('admits no unknown parent and no empty validity', () => {
    expect(checkTeam(teams, team('d', 'x'))?.refused).toBe('team-unknown');
    const empty = { ...team('d', null), validFrom: '2026-02-01', validTo: '2026-02-01' };
    expect(checkTeam(teams, empty)?.refused).toBe('validity-empty');
  });
});

describe('memberships', () => {
  const names = new Map([
    ['a', 'A'],
    ['b', 'B'],
  ]);
  const at = (teamId: string, validFrom: string | null, validTo: string | null) => ({
    workerId: 'w',
    teamId,
    validFrom,
    validTo,
  });
  test('may follow each other without a gap', () => {
    expect(checkMemberships(names, [at('a', null, '2026-02-01'), at('b', '2026-02-01', null)])).toBeNull();
  });
  test('may not overlap by a day, and the refusal names both teams and times', () => {
    const refusal = checkMemberships(names, [at('b', '2026-02-01', null), at('a', null, '2026-02-02')]);
    expect(refusal?.refused).toBe('membership-overlap');
    expect(refusal?.detail).toContain('B (from 2026-02-01) and A (until 2026-02-02)');
  });
});

describe('an identity', () => {
  test('is one worker at a time', () => {
    const other = { ...mapped, id: 'i2', workerId: 'bob' };
    expect(checkIdentity(roster, { ...other, ...always })?.detail).toContain(
      'ada from 2026-01-01 until 2026-02-01',
    );
    expect(checkIdentity(roster, { ...other, validFrom: '2026-02-01', validTo: null })).toBeNull();
    expect(checkIdentity(roster, { ...other, workerId: 'nobody', ...always })?.refused).toBe(
      'worker-unknown',
    );
  });
});

describe('a worker', () => {
  test('that is an agent is owned by a person', () => {
    expect(checkWorker(roster, { ...worker('bot', 'agent'), ownerId: 'ada' })).toBeNull();
    expect(checkWorker(roster, { ...worker('new', 'agent'), ownerId: 'bot' })?.refused).toBe(
      'owner-not-a-person',
    );
    expect(checkWorker(roster, { ...worker('bob'), ownerId: 'ada' })?.refused).toBe('owner-of-a-person');
  });
  test('has an external id of its own', () => {
    expect(checkWorker(roster, { ...worker('bob'), externalId: 'E-ada' })?.refused).toBe('external-id-taken');
  });
});
