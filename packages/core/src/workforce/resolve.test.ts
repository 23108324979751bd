import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { localDate } from '../metric/index.ts';
import {
  covers,
  type Identity,
  type Membership,
  overlap,
  type Roster,
  resolveIdentities,
  type Worker,
} from './index.ts';

const person = (id: string): Worker => ({
  id,
  kind: 'person',
  name: id,
  externalId: '',
  ownerId: null,
  family: '',
  activeFrom: null,
  activeTo: null,
});
const identity = (workerId: string, kind: Identity['kind'], value: string): Identity => ({
  id: `${workerId}:${value}`,
  kind,
  value,
  workerId,
  validFrom: null,
  validTo: null,
});
const member = (
  workerId: string,
  teamId: string,
  validFrom: string | null,
  validTo: string | null,
): Membership => ({
  workerId,
  teamId,
  validFrom,
  validTo,
});
const roster = (part: Partial<Roster>): Roster => ({
  workers: [],
  teams: [],
  memberships: [],
  identities: [],
  ...part,
});
const ask = (facts: Roster, question: { kind?: string; identity?: string; agent?: string }, zone = 'UTC') =>
  resolveIdentities(
    facts,
    [
      {
        identity_kind: question.kind ?? 'email',
        identity: question.identity ?? '',
        agent: question.agent ?? '',
      },
    ],
    zone,
  )[0]?.slices;

const ada = roster({
  workers: [person('ada')],
  identities: [identity('ada', 'email', 'ada@example.com')],
  memberships: [member('ada', 'core', null, '2026-03-29'), member('ada', 'platform', '2026-03-29', null)],
});

describe('an identity', () => {
  test('that nobody mapped is unattributed', () => {
    expect(ask(ada, { identity: 'bob@example.com' })).toEqual([]);
    expect(ask(ada, { identity: '' })).toEqual([]);
    expect(ask(ada, { kind: 'os_user', identity: 'ada@example.com' })).toEqual([]);
  });

  test('belongs to a team by the days of the company, also where clocks change that night', () => {
    expect(ask(ada, { identity: 'Ada@Example.com ' }, 'Europe/Warsaw')).toEqual([
      { validFrom: null, validTo: '2026-03-28T23:00:00.000Z', workerId: 'ada', teamId: 'core' },
      { validFrom: '2026-03-28T23:00:00.000Z', validTo: null, workerId: 'ada', teamId: 'platform' },
    ]);
  });

  test('that was handed on is its worker of the day', () => {
    const handedOn = roster({
      workers: [person('ada'), person('bob')],
      identities: [
        { ...identity('ada', 'api_key', 'key1'), validTo: '2026-02-01' },
        { ...identity('bob', 'api_key', 'key1'), validFrom: '2026-03-01' },
      ],
    });
    expect(ask(handedOn, { kind: 'api_key', identity: 'key1' })).toEqual([
      { validFrom: null, validTo: '2026-02-01T00:00:00.000Z', workerId: 'ada', teamId: '' },
      { validFrom: '2026-03-01T00:00:00.000Z', validTo: null, workerId: 'bob', teamId: '' },
    ]);
    expect(ask(handedOn, { kind: 'api_key', identity: 'KEY1' })).toEqual([]);
  });
});

describe('an agent', () => {
  const bot: Worker = { ...person('bot'), kind: 'agent', ownerId: 'ada' };
  const withBot = roster({
    ...ada,
    workers: [...ada.workers, bot],
    identities: [...ada.identities, { ...identity('bot', 'agent', 'nightly'), validFrom: '2026-05-01' }],
  });
  test('that is mapped comes before the person under whose name it ran, and counts in the owner’s team', () => {
    const slices = ask(withBot, { identity: 'ada@example.com', agent: 'nightly' });
    expect(slices?.map(({ workerId, teamId }) => [workerId, teamId])).toEqual([
      ['ada', 'core'],
      ['ada', 'platform'],
      ['bot', 'platform'],
    ]);
  });
  test('with a team of its own counts there', () => {
    const own = roster({
      ...withBot,
      memberships: [...ada.memberships, member('bot', 'robots', null, null)],
    });
    expect(ask(own, { agent: 'nightly' })?.map(({ teamId }) => teamId)).toEqual(['robots']);
  });
  test('that nobody mapped leaves the usage with the person', () => {
    const slices = ask(withBot, { identity: 'ada@example.com', agent: 'Explore' });
    expect(new Set(slices?.map(({ workerId }) => workerId))).toEqual(new Set(['ada']));
  });
});

const day = fc
  .integer({ min: 0, max: 400 })
  .map((n) => new Date(Date.UTC(2026, 0, 1 + n)).toISOString().slice(0, 10));
const validity = fc.record({
  validFrom: fc.option(day),
  validTo: fc.option(day),
});
const disjoint = <T extends { validFrom: string | null; validTo: string | null }>(spans: T[]): T[] =>
  spans.filter((span, i) => !spans.slice(0, i).some((before) => overlap(before, span)));

test('on every day the slices say what the facts of that day say, and never two things', () => {
  const zones = fc.constantFrom('UTC', 'America/New_York', 'Asia/Kolkata', 'Pacific/Apia');
  const mappings = fc.array(fc.tuple(fc.constantFrom('ada', 'bob'), validity), { maxLength: 4 });
  const members = fc.array(fc.tuple(fc.constantFrom('t1', 't2'), validity), { maxLength: 4 });
  fc.assert(
    fc.property(mappings, members, zones, day, (mapped, joined, zone, at) => {
      const identities = disjoint(mapped.map(([id, when]) => ({ ...identity(id, 'email', 'x@y'), ...when })));
      const memberships = disjoint(
        joined.map(([team, when]) => ({ ...member('ada', team, null, null), ...when })),
      );
      const facts = roster({ workers: [person('ada'), person('bob')], identities, memberships });
      const noon = new Date(`${at}T12:00:00Z`).toISOString();
      const local = localDate(Date.parse(noon), zone);
      const holding = (ask(facts, { identity: 'x@y' }, zone) ?? []).filter(
        (slice) => (slice.validFrom ?? '') <= noon && (slice.validTo === null || noon < slice.validTo),
      );
      const worker = identities.find((one) => covers(one, local))?.workerId;
      const team = worker === 'ada' ? (memberships.find((one) => covers(one, local))?.teamId ?? '') : '';
      expect(holding.map(({ workerId, teamId }) => [workerId, teamId])).toEqual(
        worker ? [[worker, team]] : [],
      );
    }),
    { numRuns: 300 },
  );
});
