import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type PeopleDraft,
  type PeoplePlan,
  planPeople,
  type Roster,
  teamPath,
  type WorkerDraft,
} from './index.ts';

const empty: Roster = { workers: [], teams: [], memberships: [], identities: [] };
const newIds = () => {
  let next = 0;
  return (prefix: string) => `${prefix}${++next}`;
};
const always = { validFrom: null, validTo: null };

function row(
  number: number,
  name: string,
  part: Partial<WorkerDraft> & { email?: string; team?: string; from?: string } = {},
): WorkerDraft {
  const { email, team, from, ...rest } = part;
  return {
    row: number,
    name,
    kind: null,
    externalId: '',
    owner: '',
    family: '',
    activeFrom: null,
    activeTo: null,
    memberships: team ? [{ row: number, team: team.split('/'), validFrom: from ?? null, validTo: null }] : [],
    identities: email ? [{ row: number, kind: 'email', value: email, ...always }] : [],
    ...rest,
  };
}
const draft = (...workers: WorkerDraft[]): PeopleDraft => ({ teams: [], workers });

/** The roster after a plan, as the store would write it. */
function applied(roster: Roster, plan: PeoplePlan): Roster {
  const byId = <T extends { id: string }>(before: readonly T[], changed: readonly T[]) => [
    ...new Map([...before, ...changed].map((one) => [one.id, one])).values(),
  ];
  const replaced = new Set(plan.memberships.map(({ workerId }) => workerId));
  return {
    teams: byId(roster.teams, plan.teams),
    workers: byId(roster.workers, plan.workers),
    memberships: [
      ...roster.memberships.filter(({ workerId }) => !replaced.has(workerId)),
      ...plan.memberships.flatMap(({ all }) => all),
    ],
    identities: [...roster.identities, ...plan.identities],
  };
}

const ids = newIds();
const first = draft(
  row(2, 'Ada', { email: 'Ada@Example.com', team: 'Engineering/Platform' }),
  row(3, 'nightly', { kind: 'agent', owner: 'Grace', family: 'nightly' }),
  row(4, 'Grace', { externalId: 'E7', team: 'Engineering' }),
);
const known = applied(empty, planPeople(empty, first, ids));

describe('an import', () => {
  test('adds teams with their ancestors, workers, memberships, identities and owners', () => {
    const plan = planPeople(empty, first, newIds());
    expect(plan.errors).toEqual([]);
    const teams = new Map(plan.teams.map((team) => [team.id, team]));
    expect(plan.teams.map(({ id }) => teamPath(teams, id))).toEqual([
      'Engineering',
      'Engineering / Platform',
    ]);
    expect(plan.identities).toMatchObject([{ value: 'ada@example.com' }]);
    const grace = plan.workers.find(({ name }) => name === 'Grace');
    expect(plan.workers.find(({ name }) => name === 'nightly')).toMatchObject({
      kind: 'agent',
      ownerId: grace?.id,
    });
  });

  test('repeated says that nothing is new', () => {
    const again = planPeople(known, first, ids);
    expect(again).toMatchObject({ errors: [], teams: [], workers: [], memberships: [], identities: [] });
    expect(new Set(again.changes.map(({ action }) => action))).toEqual(new Set(['same']));
  });

  test('matches by external id, then by identity, then by name', () => {
    const renamed = draft(
      row(2, 'Grace Hopper', { externalId: 'E7' }),
      row(3, 'Ada L.', { email: 'ada@example.com' }),
    );
    const plan = planPeople(known, renamed, ids);
    expect(plan.changes.map(({ action, detail }) => [action, detail])).toEqual([
      ['change', 'name: Grace to Grace Hopper'],
      ['change', 'name: Ada to Ada L.'],
      ['same', 'email ada@example.com'],
    ]);
  });

  test('leaves alone what it does not state', () => {
    const plan = planPeople(known, draft(row(2, 'Grace')), ids);
    expect(plan.changes).toMatchObject([{ action: 'same' }]);
  });

  test('moves a worker from a stated day on, and ends the membership before on that day', () => {
    const plan = planPeople(known, draft(row(2, 'Ada', { team: 'Sales', from: '2026-07-01' })), ids);
    expect(plan.errors).toEqual([]);
    expect(plan.memberships[0]?.all.map(({ validFrom, validTo }) => [validFrom, validTo])).toEqual([
      [null, '2026-07-01'],
      ['2026-07-01', null],
    ]);
    const moved = applied(known, plan);
    const again = planPeople(moved, draft(row(2, 'Ada', { team: 'Sales', from: '2026-07-01' })), ids);
    expect(again.memberships).toEqual([]);
  });
});

describe('a row is refused with its line and column', () => {
  const refused = (roster: Roster, ...rows: WorkerDraft[]) =>
    planPeople(roster, draft(...rows), ids).errors.map(({ row: line, column }) => [line, column]);

  test('when it puts a worker into two teams at once', () => {
    expect(refused(known, row(9, 'Ada', { team: 'Sales' }))).toEqual([[9, 'team']]);
  });
  test('when its identity belongs to another worker', () => {
    expect(refused(known, row(9, 'Grace', { externalId: 'E7', email: 'ada@example.com' }))).toEqual([
      [9, 'email'],
    ]);
  });
  test('when the name may mean more than one worker', () => {
    expect(refused(known, row(9, 'Ada', { email: 'other@example.com' }))).toEqual([[9, 'name']]);
    const twins = draft(row(2, 'Jan', { externalId: 'A' }), row(3, 'Jan', { externalId: 'B' }));
    expect(refused(applied(empty, planPeople(empty, twins, ids)), row(9, 'Jan'))).toEqual([[9, 'name']]);
  });
  test('when an agent is owned by nobody known, or a person is owned', () => {
    expect(refused(known, row(9, 'nightly', { owner: 'Nobody' }))).toEqual([[9, 'owner']]);
    expect(refused(known, row(9, 'Ada', { owner: 'Grace' }))).toEqual([[9, 'owner']]);
  });
});

test('whatever the rows, a plan without errors changes nothing when it is repeated', () => {
  const anyRow = fc.record({
    name: fc.constantFrom('Ada', 'Bob', 'Jan'),
    externalId: fc.constantFrom('', '', 'E1', 'E2'),
    email: fc.constantFrom(undefined, 'a@x', 'b@x'),
    team: fc.constantFrom(undefined, 'A', 'A/B', 'C'),
    from: fc.constantFrom(undefined, '2026-01-01', '2026-02-01', '2026-03-01'),
  });
  fc.assert(
    fc.property(fc.array(anyRow, { maxLength: 6 }), (parts) => {
      const file = draft(...parts.map(({ name, ...part }, i) => row(i + 2, name, part)));
      const plan = planPeople(empty, file, ids);
      fc.pre(plan.errors.length === 0);
      const after = applied(empty, plan);
      const again = planPeople(after, file, ids);
      expect(again).toMatchObject({ errors: [], teams: [], workers: [], identities: [] });
      expect(applied(after, again)).toEqual(after);
    }),
    { numRuns: 2000 },
  );
});
