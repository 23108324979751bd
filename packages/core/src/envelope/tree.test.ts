import { type Envelope, parseUsd } from '@exchequer/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkTree } from './check.ts';
import { type ChangeFacts, decideChanges } from './decide-changes.ts';
import { pathAt } from './path.ts';
import { routesOf, routeUsage } from './route.ts';
import { inTreeOrder, lineage, treeOf } from './tree.ts';

const usd = parseUsd;
const make = (id: string, more: Partial<Envelope> = {}): Envelope => ({
  id,
  name: id,
  kind: 'team',
  ref: id,
  parentId: null,
  currency: 'USD',
  limit: usd('100'),
  period: 'month',
  custom: null,
  enforcement: 'hard',
  thresholds: [50, 80, 95],
  rollover: null,
  overdraft: 0n,
  ownerId: null,
  managedBy: 'web',
  state: 'active',
  since: '2026-01-01',
  ...more,
});
const company = make('company', { kind: 'company', ref: '', limit: usd('1000') });
const faults = (...envelopes: Envelope[]) => checkTree(treeOf(envelopes)).map(({ refused }) => refused);

describe('a tree of envelopes', () => {
  test('stands when every child fits its parent', () => {
    const eng = make('eng', { kind: 'function', parentId: 'company' });
    const team = make('team', { parentId: 'eng' });
    const person = make('ada', { kind: 'person', parentId: 'team', limit: usd('100') });
    expect(faults(company, eng, team, person)).toEqual([]);
  });

  test('refuses cycles, missing and closed parents', () => {
    expect(faults(make('a', { parentId: 'b' }), make('b', { parentId: 'a' }))).toEqual([
      'envelope-cycle',
      'envelope-cycle',
    ]);
    expect(faults(make('a', { parentId: 'nobody' }))).toEqual(['parent-unknown']);
    expect(faults(make('a', { state: 'closed' }), make('b', { parentId: 'a' }))).toEqual(['parent-closed']);
  });

  test('refuses another currency along a path, and kinds upside down', () => {
    expect(faults(company, make('a', { parentId: 'company', currency: 'EUR' }))).toEqual([
      'currency-mismatch',
    ]);
    const person = make('ada', { kind: 'person' });
    expect(faults(person, make('team', { parentId: 'ada' }))).toEqual(['envelope-kind']);
    expect(faults(make('a'), { ...company, parentId: 'a' })).toContain('envelope-kind');
  });

  test('refuses two envelopes for one thing, unless one of them is closed', () => {
    expect(faults(make('a', { ref: 'x' }), make('b', { ref: 'x' }))).toEqual(['envelope-taken']);
    expect(faults(make('a', { ref: 'x', state: 'closed' }), make('b', { ref: 'x' }))).toEqual([]);
  });

  test('refuses a child that has more than its parent, period by period', () => {
    const under = (limit: string, more: Partial<Envelope>) =>
      faults(company, make('a', { parentId: 'company', limit: usd(limit), ...more }));
    expect(under('1000', {})).toEqual([]);
    expect(under('1000.000000000001', {})).toEqual(['limit-above-parent']);
    expect(under('1000', { period: 'day' })).toEqual([]);
    expect(under('4000', { period: 'quarter' })).toEqual([]);
    expect(under('4001', { period: 'quarter' })).toEqual(['limit-above-parent']);
  });

  test('refuses negative amounts, falling thresholds and impossible dates', () => {
    expect(faults(make('a', { limit: -1n }))).toEqual(['amount-negative']);
    expect(faults(make('a', { overdraft: -1n }))).toEqual(['amount-negative']);
    expect(faults(make('a', { thresholds: [80, 50] }))).toEqual(['thresholds-invalid']);
    expect(faults(make('a', { period: 'custom' }))).toEqual(['period-invalid']);
    const custom = { startsOn: '2026-11-02', endsOn: '2026-11-02' };
    expect(faults(make('a', { period: 'custom', custom }))).toEqual(['period-invalid']);
    expect(faults(make('a', { ref: '' }))).toEqual(['ref-missing']);
  });

  test('is listed parents first and siblings by name, whatever they spend', () => {
    const tree = treeOf([
      make('z', { parentId: 'company', name: 'Alpha' }),
      make('a', { parentId: 'company', name: 'Zulu' }),
      company,
    ]);
    expect(inTreeOrder(tree).map(({ envelope, depth }) => [envelope.name, depth])).toEqual([
      ['company', 0],
      ['Alpha', 1],
      ['Zulu', 1],
    ]);
  });

  test('of any links has a lineage that ends, and is refused exactly where a link closes a ring', () => {
    const links = fc.array(fc.integer({ min: -1, max: 9 }), { minLength: 10, maxLength: 10 });
    fc.assert(
      fc.property(links, (parents) => {
        const tree = treeOf(
          parents.map((parent, at) => make(`e${at}`, { parentId: parent < 0 ? null : `e${parent}` })),
        );
        const inRing = (at: number) => {
          let next = parents[at] ?? -1;
          for (let step = 0; step < 10 && next >= 0; step++) {
            if (next === at) return true;
            next = parents[next] ?? -1;
          }
          return false;
        };
        const cyclic = checkTree(tree)
          .filter(({ refused }) => refused === 'envelope-cycle')
          .map(({ facts }) => facts?.envelope_id);
        expect(cyclic).toEqual(parents.flatMap((_, at) => (inRing(at) ? [`e${at}`] : [])));
        for (const id of tree.keys()) expect(lineage(tree, id).length).toBeLessThanOrEqual(10);
      }),
      { numRuns: 200 },
    );
  });
});

describe('changes of a tree', () => {
  const facts: ChangeFacts = {
    openHolds: (id) => (id === 'held' ? 2 : 0),
    free: () => usd('40'),
    refKnown: ({ ref }) => ref !== 'nowhere',
    workerKnown: (id) => id === 'ada',
    since: () => '2026-11-01',
  };
  const tree = treeOf([company, make('held', { parentId: 'company' }), make('b', { managedBy: 'file' })]);
  const put = (id: string, more: Partial<Envelope> = {}, belowSpent = false) => {
    const { id: _, state: __, since: ___, ...wish } = { ...(tree.get(id) ?? make(id)), ...more };
    return { action: 'put' as const, id, wish, belowSpent };
  };
  const decide = (...changes: Parameters<typeof decideChanges>[1][number][]) => {
    const decided = decideChanges(tree, changes, 'web', facts);
    return 'steps' in decided
      ? decided.steps.map(({ after }) => after.id)
      : decided.map(({ refused }) => refused);
  };

  test('may come in any order: a child before its parent', () => {
    expect(decide(put('child', { parentId: 'new' }), put('new'))).toEqual(['child', 'new']);
  });
  test('tell every fault and do nothing', () => {
    expect(decide(put('x', { ref: 'nowhere', ownerId: 'eve' }), { action: 'close', id: 'gone' })).toEqual([
      'envelope-unknown',
      'ref-unknown',
      'owner-unknown',
    ]);
  });
  test('that change nothing are no steps', () => {
    expect(decide(put('held'))).toEqual([]);
  });
  test('leave what the file owns alone', () => {
    expect(decide(put('b', { limit: usd('101') }))).toEqual(['managed-by-file']);
  });
  test('wait for holds before an envelope moves, changes its period or closes', () => {
    expect(decide(put('held', { parentId: null }))).toEqual(['open-holds']);
    expect(decide(put('held', { period: 'week' }))).toEqual(['open-holds']);
    expect(decide({ action: 'close', id: 'held' })).toEqual(['open-holds']);
    expect(decide({ action: 'close', id: 'company' })).toEqual(['open-children', 'parent-closed']);
  });
  test('lower a hard limit below what is spent and held only when that is meant', () => {
    expect(decide(put('held', { limit: usd('60') }))).toEqual(['held']);
    expect(decide(put('held', { limit: usd('59.9') }))).toEqual(['limit-below-spent']);
    expect(decide(put('held', { limit: usd('59.9') }, true))).toEqual(['held']);
    expect(decide(put('held', { limit: usd('59.9'), enforcement: 'soft' }))).toEqual(['held']);
    expect(decide(put('held', { currency: 'EUR', parentId: null }))).toContain('currency-fixed');
  });
});

describe('usage', () => {
  const tree = treeOf([
    company,
    make('env-eng', { kind: 'function', ref: 'eng', parentId: 'company' }),
    make('env-platform', { ref: 'platform', parentId: 'env-eng' }),
    make('env-core', { ref: 'core', parentId: 'env-platform', since: '2026-11-01' }),
    make('env-site', { kind: 'project', ref: 'site', parentId: 'company' }),
    make('env-ada', { kind: 'person', ref: 'ada', parentId: 'env-platform' }),
    make('env-refactor', { kind: 'agent_family', ref: 'refactor', parentId: 'company' }),
    make('env-nightly', { kind: 'agent', ref: 'nightly', parentId: 'env-refactor' }),
    make('env-euro', { kind: 'person', ref: 'bo', currency: 'EUR' }),
    make('env-closed', { kind: 'person', ref: 'cy', state: 'closed' }),
    make('env-sprint', {
      kind: 'project',
      ref: 'sprint',
      period: 'custom',
      custom: { startsOn: '2026-11-02', endsOn: '2026-11-16' },
    }),
  ]);
  const routes = routesOf(tree);
  const nobody = { workerId: '', teamIds: [], project: '', repo: '', agent: '', agentFamily: '' };
  const route = (facts: object, day = '2026-11-21') =>
    routeUsage(routes, { ...nobody, ...facts }, day, 'USD');

  test('goes to the most specific envelope that covers it', () => {
    const whole = {
      workerId: 'ada',
      teamIds: ['core', 'platform', 'eng'],
      project: 'site',
      agent: 'nightly',
      agentFamily: 'refactor',
    };
    expect(route(whole)).toBe('env-nightly');
    expect(route({ ...whole, agent: 'other' })).toBe('env-refactor');
    expect(route({ ...whole, agent: '', agentFamily: '' })).toBe('env-ada');
    expect(route({ ...whole, agent: '', agentFamily: '', workerId: 'eve' })).toBe('env-site');
    expect(route({ teamIds: ['core', 'platform', 'eng'] })).toBe('env-core');
    expect(route({ teamIds: ['data', 'eng'] })).toBe('env-eng');
    expect(route({})).toBe('company');
  });
  test('passes by envelopes that are closed, not in force that day, or in another currency', () => {
    expect(route({ workerId: 'bo' })).toBe('company');
    expect(route({ workerId: 'cy' })).toBe('company');
    expect(route({ project: 'sprint' }, '2026-11-15')).toBe('env-sprint');
    expect(route({ project: 'sprint' }, '2026-11-16')).toBe('company');
    expect(route({ teamIds: ['core', 'platform'] }, '2026-10-31')).toBe('env-platform');
    expect(route({}, '2025-12-31')).toBeNull();
  });
  test('is carried by every level above, leaf first, each in its own period', () => {
    const path = pathAt(tree, 'env-ada', new Date('2026-10-31T23:30:00Z'), {
      timeZone: 'Europe/Warsaw',
      fiscalStart: 1,
    });
    expect(path.map(({ envelopeId, periodKey }) => `${envelopeId} ${periodKey}`)).toEqual([
      'env-ada 2026-11',
      'env-platform 2026-11',
      'env-eng 2026-11',
      'company 2026-11',
    ]);
  });
});
