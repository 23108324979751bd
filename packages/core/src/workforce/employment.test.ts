import { expect, test } from 'vitest';
import { employmentsOf, type Roster, type Worker } from './index.ts';

const worker = (id: string, part: Partial<Worker> = {}): Worker => ({
  id,
  kind: 'person',
  name: id,
  externalId: '',
  ownerId: null,
  family: '',
  activeFrom: null,
  activeTo: null,
  ...part,
});

test('persons are employed from their first day to their last, team by team, agents never', () => {
  const roster: Roster = {
    workers: [
      worker('ada', { activeFrom: '2026-02-01' }),
      worker('left', { activeTo: '2026-01-01' }),
      worker('bot', { kind: 'agent' }),
    ],
    teams: [],
    memberships: [
      { workerId: 'ada', teamId: 'core', validFrom: null, validTo: '2026-02-10' },
      { workerId: 'ada', teamId: 'sales', validFrom: '2026-02-20', validTo: null },
    ],
    identities: [],
  };
  expect(employmentsOf(roster, '2026-01-01', '2026-03-01')).toEqual([
    { workerId: 'ada', teamId: 'core', from: '2026-02-01', to: '2026-02-10' },
    { workerId: 'ada', teamId: '', from: '2026-02-10', to: '2026-02-20' },
    { workerId: 'ada', teamId: 'sales', from: '2026-02-20', to: '2026-03-01' },
  ]);
});
