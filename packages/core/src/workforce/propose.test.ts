import { describe, expect, test } from 'vitest';
import { type Identity, proposeWorkers, type Worker } from './index.ts';

const worker = (id: string, name: string, kind: Worker['kind'] = 'person', family = ''): Worker => ({
  id,
  kind,
  name,
  externalId: '',
  ownerId: null,
  family,
  activeFrom: null,
  activeTo: null,
});
const workers = [
  worker('ada', 'Ada Lovelace'),
  worker('grace', 'Grace Brewster Hopper'),
  worker('lukasz', 'Łukasz Żółć'),
  worker('bot', 'nightly-refactor', 'agent', 'nightly'),
];
const known = (workerId: string, kind: Identity['kind'], value: string): Identity => ({
  id: value,
  kind,
  value,
  workerId,
  validFrom: null,
  validTo: null,
});
const identities = new Map([
  ['ada', [known('ada', 'email', 'ada.l@example.com'), known('ada', 'git_author', 'ada <ada@home.test>')]],
]);
const propose = (kind: string, value: string, companions: { workerId: string; sessions: number }[] = []) =>
  proposeWorkers({ kind, value, companions }, workers, identities);

describe('a worker is proposed', () => {
  test('for sure when a git author or account carries a known address', () => {
    expect(propose('git_author', 'A. L. <ADA.L@example.com>')).toMatchObject([
      { workerId: 'ada', confidence: 'high' },
    ]);
    expect(propose('email', 'ada@home.test')).toMatchObject([{ workerId: 'ada', confidence: 'high' }]);
  });
  test('only perhaps when one session alone is shared', () => {
    const [once] = propose('os_user', 'dev', [{ workerId: 'grace', sessions: 1 }]);
    expect(once).toMatchObject({ workerName: 'Grace Brewster Hopper', confidence: 'medium' });
  });

  test('for sure when nobody else is in the same sessions, else perhaps', () => {
    const [only] = propose('api_key', 'k1', [{ workerId: 'grace', sessions: 4 }]);
    expect(only).toMatchObject({ workerId: 'grace', confidence: 'high' });
    expect(only?.reason).toBe(
      '4 of its sessions also hold usage of Grace Brewster Hopper and of nobody else',
    );
    const two = propose('api_key', 'k1', [
      { workerId: 'grace', sessions: 4 },
      { workerId: 'ada', sessions: 1 },
    ]);
    expect(two.map(({ confidence }) => confidence)).toEqual(['medium', 'medium']);
  });
  test('by the part before the @ at another domain, and by the account of the machine', () => {
    expect(propose('email', 'ada.l@other.test')).toMatchObject([{ workerId: 'ada', confidence: 'medium' }]);
    expect(propose('os_user', 'CORP\\ada-l')).toMatchObject([{ workerId: 'ada', confidence: 'medium' }]);
  });
  test('by handles that companies make of names, accents or not', () => {
    expect(propose('os_user', 'gracehopper')).toMatchObject([{ workerId: 'grace', confidence: 'medium' }]);
    expect(propose('os_user', 'ghopper')).toMatchObject([{ workerId: 'grace', confidence: 'low' }]);
    expect(propose('email', 'lukasz.zolc@example.com')).toMatchObject([
      { workerId: 'lukasz', confidence: 'medium' },
    ]);
  });
  test('by a name that is nearly the same', () => {
    expect(propose('git_author', 'Grace Hopper')).toMatchObject([{ workerId: 'grace', confidence: 'low' }]);
  });
  test('when it is an agent, by its name or family', () => {
    expect(propose('agent', 'Nightly-Refactor')).toMatchObject([{ workerId: 'bot', confidence: 'high' }]);
    expect(propose('agent', 'nightly-docs')).toMatchObject([{ workerId: 'bot', confidence: 'medium' }]);
  });
});

test('nobody is proposed without a reason', () => {
  for (const [kind, value] of [
    ['email', 'x@y.z'],
    ['os_user', 'root'],
    ['api_key', 'sk-1'],
    ['', ''],
  ] as const) {
    expect(propose(kind, value)).toEqual([]);
  }
});
