import { treeOf } from '@exchequer/core/envelope';
import { LeasePool } from '@exchequer/core/gate';
import { type Envelope, parseUsd } from '@exchequer/model';
import type { GateSnapshot, HeldLease } from '@exchequer/store/gate';
import { describe, expect, test } from 'vitest';
import { LeasedPaths } from './paths.ts';

const nowMs = Date.parse('2026-11-21T09:00:00Z');
const envelope = (id: string, parentId: string | null, more: Partial<Envelope> = {}): Envelope =>
  ({
    ...{
      id,
      name: id,
      kind: 'team',
      ref: id,
      parentId,
      currency: 'USD',
      limit: parseUsd('10'),
      period: 'month',
    },
    ...{ custom: null, enforcement: 'hard', thresholds: [], rollover: null, overdraft: 0n, ownerId: null },
    ...{ managedBy: 'app', state: 'open', since: '2026-01-01' },
    ...more,
  }) as Envelope;
const snapshotOf = (...envelopes: Envelope[]) =>
  ({
    company: { timeZone: 'UTC' },
    workspaces: new Map([['live', { tree: treeOf(envelopes) }]]),
  }) as unknown as GateSnapshot;

const lease: HeldLease = {
  ...{ id: 'lse_1', workspace: 'live', gatewayId: 'g', envelopeId: 'leaf', periodKey: '2026-11' },
  ...{ currency: 'USD', granted: parseUsd('1'), endsAt: new Date('2026-12-01T00:00:00Z'), state: 'open' },
  path: ['leaf', 'root'],
};

const begun = () => {
  const pool = new LeasePool();
  pool.of('leaf').opened(lease);
  const paths = new LeasedPaths();
  const look = (...envelopes: Envelope[]) =>
    paths
      .outdated(pool, (id) => (id === lease.id ? lease : null), snapshotOf(...envelopes), nowMs)
      .map(({ envelopeId }) => envelopeId);
  return { look };
};
const root = envelope('root', null);
const leaf = envelope('leaf', 'root');

describe('a lease is outdated', () => {
  test('not as long as its path and its rules stay, whatever they are called', () => {
    const { look } = begun();
    expect(look(root, leaf)).toEqual([]);
    expect(look(root, { ...leaf, name: 'Another name', thresholds: [50] })).toEqual([]);
  });

  test.each<[string, Envelope[]]>([
    ['its envelope was moved', [root, envelope('team', 'root'), { ...leaf, parentId: 'team' }]],
    ['its envelope was closed', [root, { ...leaf, state: 'closed' }]],
    ['a limit above it was cut', [{ ...root, limit: parseUsd('5') }, leaf]],
    ['a level refuses otherwise', [root, { ...leaf, enforcement: 'soft' }]],
    ['its period is another', [root, { ...leaf, period: 'day' }]],
  ])('once %s', (_, after) => {
    const { look } = begun();
    expect(look(root, leaf)).toEqual([]);
    expect(look(...after)).toEqual(['leaf']);
  });

  test('where it was opened on another path than the first tree that is seen', () => {
    const { look } = begun();
    expect(look(root, envelope('team', 'root'), { ...leaf, parentId: 'team' })).toEqual(['leaf']);
  });
});
