import { parseUsd } from '@exchequer/model';
import { describe, expect, test } from 'vitest';
import { exportPolicy, type PolicyDraft, planPolicy, type StandingEnvelope, summaryOf } from './index.ts';
import { draftOf, entry, people, standing, team, teamEntry } from './testing/index.ts';

const plan = (
  envelopes: StandingEnvelope[],
  entries: PolicyDraft['entries'],
  change: Partial<PolicyDraft> = {},
) => planPolicy({ envelopes, people }, draftOf(entries, change));
const codes = (done: ReturnType<typeof plan>) => done.faults.map(({ code }) => code);

describe('a plan', () => {
  test('creates what is new, parents first, with everything it says', () => {
    const done = plan([], [entry('top'), teamEntry('eng', 'Engineering', { owner: 'ADA@example.com ' })]);
    expect(done.faults).toEqual([]);
    expect(done.changes.map(({ action, path }) => `${action} ${path}`)).toEqual([
      'create top',
      'create top / eng',
    ]);
    expect(done.changes[1]?.fields).toContainEqual({ field: 'covers', from: null, to: 'Engineering' });
    expect(done.changes[1]?.fields).toContainEqual({ field: 'owner', from: null, to: 'ada@example.com' });
    expect(done.steps).toMatchObject([
      { action: 'put', id: 'new:top', wish: { managedBy: 'file', parentId: null } },
      { action: 'put', id: 'new:eng', wish: { ref: 'team_1', parentId: 'new:top', ownerId: 'wrk_1' } },
    ]);
  });

  test('shows what changes from what to what, and what of the period is then left', () => {
    const used = { key: '2026-11', spent: parseUsd('90'), held: parseUsd('5'), available: parseUsd('5') };
    const done = plan(
      [standing('top'), team('eng', 'top', 'team_1', {}, { running: used })],
      [entry('top'), teamEntry('eng', 'E1', { limit: parseUsd('80'), enforcement: 'hard' })],
    );
    expect(done.faults).toEqual([]);
    expect(done.changes[0]).toMatchObject({ action: 'same', money: null });
    expect(done.changes[1]).toMatchObject({
      action: 'change',
      fields: [
        { field: 'limit', from: '100 USD', to: '80 USD' },
        { field: 'enforcement', from: 'soft', to: 'hard' },
      ],
      money: {
        periodKey: '2026-11',
        used: parseUsd('95'),
        availableBefore: parseUsd('5'),
        availableAfter: 0n,
      },
    });
    expect(summaryOf(done)).toMatchObject({ change: 1, same: 1, create: 0 });
  });

  test('moves an envelope under another one, keeping its identity', () => {
    const done = plan(
      [standing('top'), team('eng', 'top', 'team_1'), team('plat', 'top', 'team_2')],
      [entry('top'), teamEntry('eng', 'Engineering'), teamEntry('plat', 'team_2', { parentKey: 'eng' })],
    );
    expect(done.changes[2]).toMatchObject({
      action: 'move',
      envelopeId: 'plat',
      fields: [{ field: 'parent', from: 'top', to: 'top / eng' }],
    });
  });

  test('leaves the envelopes of the web app alone unless the file adopts them', () => {
    const web = team('web_1', 'top', 'team_1', { managedBy: 'web' });
    const alone = plan([standing('top'), web], [entry('top')]);
    expect([codes(alone), alone.untouched, alone.steps]).toEqual([[], 1, []]);
    const twin = plan([standing('top'), web], [entry('top'), teamEntry('eng', 'Engineering')]);
    expect(twin.faults).toMatchObject([
      { code: 'cover-twice', fix: expect.stringContaining('adopt: web_1') },
    ]);
    const adopted = plan(
      [standing('top'), web],
      [entry('top'), teamEntry('eng', 'Engineering', { adopt: 'web_1' })],
    );
    expect(codes(adopted)).toEqual([]);
    expect(adopted.changes[1]).toMatchObject({
      action: 'adopt',
      envelopeId: 'web_1',
      fields: [
        { field: 'name', from: 'web_1', to: 'eng' },
        { field: 'managed_by', from: 'web', to: 'file' },
      ],
    });
    expect(adopted.keys).toContainEqual({ key: 'eng', envelopeId: 'web_1' });
  });

  test('keeps an agent as it stands, by its name or by its id', () => {
    const agent = standing('bot', { kind: 'agent', ref: 'nightly', limit: 1n });
    const asked = entry('bot', { kind: 'agent', covers: 'nightly', limit: 1n });
    expect(plan([agent], [asked]).changes).toMatchObject([{ action: 'same' }]);
    expect(plan([], [asked]).steps).toMatchObject([{ wish: { ref: 'wrk_2' } }]);
    expect(plan([], [entry('bot', { kind: 'agent', covers: 'unheard-of', limit: 1n })]).faults).toEqual([]);
  });

  test('refuses an adoption that cannot be', () => {
    const web = team('web_1', 'top', 'team_1', { managedBy: 'web' });
    const adopting = (...entries: ReturnType<typeof entry>[]) =>
      codes(plan([standing('top'), web], [entry('top'), ...entries]));
    expect(adopting(teamEntry('eng', 'Engineering', { adopt: 'nobody' }))).toContain('adopt-impossible');
    expect(adopting(teamEntry('eng', 'Engineering', { adopt: 'top' }))).toContain('adopt-impossible');
    expect(
      adopting(
        teamEntry('eng', 'Engineering', { adopt: 'web_1' }),
        teamEntry('eng2', 'Sales', { adopt: 'web_1' }),
      ),
    ).toContain('adopt-impossible');
  });
});

describe('money that would be orphaned', () => {
  const spent = { key: '2026-11', spent: parseUsd('3.5'), held: parseUsd('1'), available: parseUsd('95.5') };

  test('refuses to leave out an envelope with spent, held or granted money, or with others under it', () => {
    const orphaned = (one: StandingEnvelope, ...more: StandingEnvelope[]) =>
      plan([standing('top'), one, ...more], [entry('top')]).faults;
    expect(orphaned(team('eng', 'top', 'team_1', {}, { running: spent }))).toMatchObject([
      {
        line: 0,
        code: 'orphans-money',
        error:
          'eng (eng) is no longer in the file, but it has 3.5 USD spent in 2026-11, 1 USD held for running calls',
        fix: expect.stringContaining('closed: true'),
      },
    ]);
    expect(orphaned(team('eng', 'top', 'team_1', {}, { grants: 2 }))[0]?.error).toContain('2 grants');
    expect(orphaned(team('eng', 'top', 'team_1', {}, { openHolds: 1 }))[0]?.error).toContain(
      '1 running call',
    );
    const child = team('web_1', 'eng', 'team_2', { managedBy: 'web' });
    expect(orphaned(team('eng', 'top', 'team_1'), child)[0]?.error).toContain('web_1 under it');
  });

  test('closes an envelope that is left out and has used nothing, and one that says so', () => {
    const left = plan([standing('top'), team('eng', 'top', 'team_1')], [entry('top')]);
    expect([codes(left), left.steps]).toEqual([[], [{ action: 'close', id: 'eng' }]]);
    const said = plan(
      [standing('top'), team('eng', 'top', 'team_1', {}, { running: spent })],
      [entry('top'), teamEntry('eng', 'Engineering', { closed: true })],
    );
    expect(codes(said)).toEqual([]);
    expect(said.changes[1]).toMatchObject({
      action: 'close',
      money: { used: parseUsd('4.5'), availableBefore: parseUsd('95.5'), availableAfter: 0n },
    });
    const again = plan(
      [standing('top'), team('eng', 'top', 'team_1', { state: 'closed' }, { running: null })],
      [entry('top'), teamEntry('eng', 'Engineering', { closed: true })],
    );
    expect([codes(again), again.steps]).toEqual([[], []]);
  });

  test('refuses to close over running calls or open envelopes, and closes a branch from its leaves', () => {
    const held = team('eng', 'top', 'team_1', {}, { openHolds: 2 });
    const closing = [entry('top'), teamEntry('eng', 'Engineering', { closed: true })];
    expect(codes(plan([standing('top'), held], closing))).toEqual(['open-holds']);
    const child = team('plat', 'eng', 'team_2');
    const over = plan(
      [standing('top'), team('eng', 'top', 'team_1'), child],
      [...closing, teamEntry('plat', 'team_2', { parentKey: 'eng' })],
    );
    expect(codes(over)).toEqual(expect.arrayContaining(['open-children', 'parent-closed']));
    const branch = plan([standing('top'), team('eng', 'top', 'team_1'), child], [entry('top')]);
    expect([codes(branch), branch.steps.map(({ id }) => id)]).toEqual([[], ['plat', 'eng']]);
  });

  test('is not looked for while the file cannot be read whole', () => {
    const one = team('eng', 'top', 'team_1', {}, { running: spent });
    const done = plan([standing('top'), one], [entry('top')], { complete: false });
    expect(codes(done)).toEqual([]);
    expect(done.changes.map(({ action }) => action)).toEqual(['same']);
  });
});

describe('a plan refuses', () => {
  const refused = (
    entries: PolicyDraft['entries'],
    change: Partial<PolicyDraft> = {},
    envelopes: StandingEnvelope[] = [],
  ) => plan(envelopes, entries, change).faults;

  test('names that stand for nothing, or for several', () => {
    expect(
      refused([
        entry('top', { owner: 'eve@example.com' }),
        teamEntry('a', 'Nowhere'),
        teamEntry('b', 'Platform'),
        entry('c', { kind: 'person', covers: 'nobody', parentKey: 'top', limit: 1n }),
      ]).map(({ code, error }) => `${code}: ${error}`),
    ).toEqual([
      'owner-unknown: top (top): there is no person eve@example.com',
      'ref-unknown: a (a): there is no team Nowhere',
      'ref-ambiguous: b (b): Platform may be 2 teams: team_2, team_4',
      'ref-unknown: c (c): there is no person nobody',
    ]);
  });

  test('a child over its parent, at the line of its limit', () => {
    const lines = { limit: 12 };
    expect(
      refused([entry('top'), teamEntry('eng', 'Engineering', { limit: parseUsd('2000'), lines })]),
    ).toMatchObject([{ line: 12, code: 'limit-above-parent', fix: expect.stringContaining('1000') }]);
    // What is wrong above is told once, where it is.
    const deep = refused([
      entry('top'),
      teamEntry('eng', 'Engineering', { limit: parseUsd('2000') }),
      teamEntry('plat', 'team_2', { parentKey: 'eng' }),
    ]);
    expect(deep).toHaveLength(1);
  });

  test('one cover twice, naming the other line', () => {
    expect(
      refused([
        entry('top'),
        teamEntry('a', 'Engineering', { line: 20 }),
        teamEntry('b', 'team_1', { line: 30 }),
      ]),
    ).toMatchObject([{ line: 30, code: 'cover-twice', error: expect.stringContaining('line 20') }]);
  });

  test('another currency for an envelope that keeps books, and a closed one that comes back', () => {
    expect(refused([entry('top')], { currency: 'EUR' }, [standing('top')])).toMatchObject([
      { code: 'currency-fixed' },
    ]);
    const closed = standing('top', { state: 'closed' }, { running: null });
    expect(refused([entry('top')], {}, [closed])).toMatchObject([{ code: 'envelope-closed' }]);
  });

  test('a parent that is unknown, or that stands below the envelope', () => {
    expect(refused([entry('eng', { kind: 'team', covers: 'E1', under: 'env_9' })])).toMatchObject([
      { code: 'parent-unknown' },
    ]);
    const web = team('web_1', 'eng', 'team_2', { managedBy: 'web' });
    const cycle = refused([entry('eng', { kind: 'team', covers: 'E1', under: 'web_1' })], {}, [
      team('eng', null, 'team_1'),
      web,
    ]);
    expect(cycle.map(({ code }) => code)).toContain('envelope-cycle');
  });

  test('more for the children than the parent has, under strict allocation alone', () => {
    const entries = [
      entry('top', { limit: parseUsd('1000') }),
      teamEntry('a', 'Engineering', { limit: parseUsd('600') }),
      teamEntry('b', 'Sales', { limit: parseUsd('20'), period: 'day' }),
    ];
    expect(refused(entries)).toEqual([]);
    expect(refused(entries, { allocation: 'strict' })).toMatchObject([
      { code: 'over-committed', error: expect.stringContaining('1200 USD per month') },
    ]);
  });

  test('a move while calls run', () => {
    const held = team('plat', 'top', 'team_2', {}, { openHolds: 1 });
    const done = refused(
      [entry('top'), teamEntry('eng', 'Engineering'), teamEntry('plat', 'team_2', { parentKey: 'eng' })],
      {},
      [standing('top'), team('eng', 'top', 'team_1'), held],
    );
    expect(done).toMatchObject([{ line: 7, code: 'open-holds' }]);
  });
});

describe('an envelope that is handed back', () => {
  const [top, eng] = [standing('top'), team('eng', 'top', 'team_1')];
  const given = [entry('top'), teamEntry('eng', 'Engineering', { release: true, limit: 0n })];
  const web = team('eng', 'top', 'team_1', { managedBy: 'web' }, { key: 'eng' });

  test('stays as it stands, and is the web app’s', () => {
    const plan = planPolicy({ envelopes: [top, eng], people }, draftOf(given));
    expect(plan.faults).toEqual([]);
    expect(plan.changes[1]).toMatchObject({
      action: 'release',
      fields: [{ field: 'managed_by', from: 'file', to: 'web' }],
      money: null,
    });
    expect(plan.after.get('eng')).toEqual({ ...eng.envelope, managedBy: 'web' });
  });

  test('is left alone afterwards, with its entry or without, and taken back under its key alone', () => {
    const after = { envelopes: [top, web], people };
    expect(summaryOf(planPolicy(after, draftOf(given)))).toMatchObject({ same: 2, release: 0, close: 0 });
    expect(summaryOf(planPolicy(after, draftOf([entry('top')])))).toMatchObject({ same: 1, untouched: 1 });
    const back = planPolicy(after, draftOf([entry('top'), teamEntry('eng', 'Engineering')]));
    expect(back.changes[1]).toMatchObject({ action: 'adopt', envelopeId: 'eng' });
    const other = teamEntry('other', 'Engineering', { adopt: 'eng' });
    expect(planPolicy(after, draftOf([entry('top'), other])).faults[0]).toMatchObject({
      code: 'adopt-impossible',
      fix: 'Use the key eng.',
    });
  });
});

describe('an export', () => {
  test('names what it covers as people do, and what it would adopt', () => {
    const { file, envelopes } = exportPolicy(
      {
        people,
        envelopes: [
          standing('top', {
            name: 'The Company',
            managedBy: 'web',
            thresholds: [],
            limit: parseUsd('1234567.5'),
          }),
          team('eng', 'top', 'team_2', {
            rollover: { percent: 25, cap: parseUsd('50') },
            ownerId: 'wrk_1',
          }),
          team('old', 'top', 'team_3', { state: 'closed' }),
        ],
      },
      'all',
    );
    expect(envelopes).toBe(2);
    expect(file.envelopes).toEqual([
      {
        key: 'the-company',
        name: 'The Company',
        kind: 'company',
        limit: '$1,234,567.5',
        thresholds: [],
        adopt: 'top',
        children: [
          {
            key: 'eng',
            name: 'eng',
            kind: 'team',
            covers: 'Engineering / Platform',
            limit: '$100',
            rollover: { percent: 25, cap: '$50' },
            owner: 'ada@example.com',
          },
        ],
      },
    ]);
  });

  test('of what the file owns alone says under which envelope of the web app it stands', () => {
    const { file } = exportPolicy(
      { people, envelopes: [standing('top', { managedBy: 'web' }), team('eng', 'top', 'team_1')] },
      'file',
    );
    expect(file.envelopes).toMatchObject([{ key: 'eng', under: 'top' }]);
  });
});
