import { isGrantRefusal, sumLots } from '@exchequer/core/grant';
import { parseUsd } from '@exchequer/model';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { changeTree, transact } from '../envelope/index.ts';
import { booksOf, type Company, company, hr, workspace } from './grant.test-kit.ts';
import {
  decideTransfer,
  grantCohorts,
  issueGrants,
  loadLots,
  noteSightings,
  requestTransfer,
  sightingsOf,
} from './index.ts';

let at: Company;
beforeAll(async () => {
  at = await company();
});
beforeEach(() => at.reset());
afterAll(() => at.close());

const lotsOf = (id: string, kind: 'worker' | 'team' = 'worker') =>
  loadLots(at.sql, workspace, { holder: { kind, id } });
const refused = (value: object) => (isGrantRefusal(value) ? value.refused : null);

describe('budget passed on', () => {
  const ask = (amount: string, from = 'wrk_1', toId = 'wrk_2') => ({
    from: { kind: 'worker' as const, id: from },
    toId,
    amount: parseUsd(amount),
    reason: 'a hard week',
  });

  test('moves money and lot together, once, by somebody else’s approval, and stays where it went', async () => {
    const { terms } = await at.plan();
    const plan = await at.plan({ name: 'P', terms: { ...terms, transfer: 'manager_approved' } });
    await at.issue(plan.id);
    await at.run();
    const asked = await requestTransfer(at.options, workspace, { ...ask('400'), idempotencyKey: 't' }, hr);
    if (isGrantRefusal(asked)) throw new Error(asked.detail);
    expect(asked.state).toBe('requested');
    expect(await requestTransfer(at.options, workspace, { ...ask('400'), idempotencyKey: 't' }, hr)).toEqual(
      asked,
    );
    expect(
      refused(await requestTransfer(at.options, workspace, { ...ask('9'), idempotencyKey: 't' }, hr)),
    ).toBe('idempotency-key-reused');
    expect(refused(await decideTransfer(at.options, workspace, asked.id, true, hr))).toBe('own-request');
    const other = { id: 'usr_x', name: 'Ola' };
    expect(await decideTransfer(at.options, workspace, asked.id, true, other)).toMatchObject({
      state: 'done',
    });
    const [taken] = await lotsOf('wrk_2');
    expect(taken).toMatchObject({ kind: 'transfer', available: parseUsd('400'), expiresOn: '2026-02-01' });
    for (const id of ['wrk_1', 'wrk_2']) {
      const books = await booksOf(at.sql, 'worker', id);
      expect([books.left, books.kept, books.apart]).toEqual([books.lots, books.lots, 0]);
    }
    expect(refused(await requestTransfer(at.options, workspace, ask('100', 'wrk_2', 'wrk_3'), hr))).toBe(
      'transfer-second-hop',
    );
    await at.spend('wrk_2', '2026-01-02', '50');
    at.day('2026-02-01');
    await at.run();
    expect((await lotsOf('wrk_2'))[0]).toMatchObject({ used: parseUsd('50'), returned: parseUsd('350') });
  });

  test('comes from the pool to members of its team alone', async () => {
    const plan = await at.plan();
    await at.issue(plan.id);
    await at.run();
    at.day('2026-02-01');
    await at.run();
    const pool = { kind: 'team' as const, id: 'team_1' };
    const foreign = await requestTransfer(
      at.options,
      workspace,
      { ...ask('10', '', 'wrk_6'), from: pool },
      hr,
    );
    expect(refused(foreign)).toBe('transfer-not-allowed');
    const asked = await requestTransfer(at.options, workspace, { ...ask('10', '', 'wrk_3'), from: pool }, hr);
    expect(asked).toMatchObject({ state: 'requested' });
  });
});

describe('a grant', () => {
  test('is refused whole where a person’s own envelope pays already, and nothing is half applied', async () => {
    const plan = await at.plan();
    await transact(at.sql, (tx) =>
      changeTree(
        at.options,
        tx,
        workspace,
        [
          {
            action: 'put',
            id: 'env_own',
            wish: {
              name: 'Own',
              kind: 'person',
              ref: 'wrk_2',
              parentId: null,
              currency: 'USD',
              limit: parseUsd('10'),
              period: 'month',
              custom: null,
              enforcement: 'hard',
              thresholds: [],
              rollover: null,
              overdraft: 0n,
              ownerId: null,
              managedBy: 'web',
            },
          },
        ],
        { by: hr, origin: 'web' },
      ),
    );
    const wish = (id: string) => ({
      planId: plan.id,
      holder: { kind: 'worker' as const, id },
      startsOn: '2026-01-01',
      endsOn: null,
    });
    const results = await issueGrants(at.options, workspace, [wish('wrk_1'), wish('wrk_2')], {
      by: hr,
      seesPay: false,
    });
    expect(results.map(refused)).toEqual([null, 'grant-envelope-taken']);
    expect(await at.sql`select id from grant_given`).toHaveLength(0);
  });

  test('of a team goes to its pool, and one that goes by pay needs pay on record', async () => {
    const { terms } = await at.plan();
    const pooled = await at.plan({ name: 'Pool', terms: { ...terms, type: 'pooled_team' } });
    const wish = {
      planId: pooled.id,
      holder: { kind: 'team' as const, id: 'team_1' },
      startsOn: '2026-01-01',
      endsOn: null,
    };
    const [grant] = await issueGrants(at.options, workspace, [wish], { by: hr, seesPay: false });
    expect(refused(grant ?? {})).toBeNull();
    await at.run();
    expect(sumLots(await lotsOf('team_1', 'team')).available).toBe(parseUsd('10000'));
    const half = await at.plan({
      name: 'Half',
      basis: { kind: 'share_of_base', share: '0.5' },
      terms: { ...terms, basisKind: 'share_of_base' },
    });
    const one = { ...wish, planId: half.id, holder: { kind: 'worker' as const, id: 'wrk_1' } };
    const results = [
      ...(await issueGrants(at.options, workspace, [one], { by: hr, seesPay: false })),
      ...(await issueGrants(at.options, workspace, [one], { by: hr, seesPay: true })),
      ...(await issueGrants(at.options, workspace, [{ ...one, planId: pooled.id }], {
        by: hr,
        seesPay: true,
      })),
    ];
    expect(results.map(refused)).toEqual(['compensation-needed', 'pay-unknown', 'holder-kind']);
  });
});

test('cohorts of seven persons in two teams are one, since the smaller team would be the difference', async () => {
  const plan = await at.plan();
  for (let n = 1; n <= 7; n++) await at.issue(plan.id, `wrk_${n}`);
  await at.run();
  const cohorts = await grantCohorts(at.options, workspace, 'team');
  expect(cohorts.cohorts.map(({ label, holders }) => [label, holders])).toEqual([['Other', 7]]);
  expect(cohorts).toMatchObject({ folded: ['Legal', 'Platform'], total: { balance: { granted: '70000' } } });
});

test('looks at what is a person’s own are found by that person, newest first; one’s own looks are none', async () => {
  const look = (by: { id: string; name: string; workerId?: string | null }, view: string) =>
    noteSightings(at.sql, by, at.options.now(), workspace, {
      action: 'compensation.read',
      view,
      workerIds: ['wrk_1', 'wrk_2'],
    });
  await look(hr, 'first');
  await look({ id: 'u', name: 'Zoë', workerId: 'wrk_1' }, 'own');
  const mine = await sightingsOf(at.sql, workspace, 'wrk_1', { limit: 10 });
  expect(mine.sightings.map(({ view, actor_name }) => [actor_name, view])).toEqual([['Hanna', 'first']]);
  const page = await sightingsOf(at.sql, workspace, 'wrk_2', { limit: 1 });
  expect(page.sightings[0]).toMatchObject({ view: 'own' });
  const rest = await sightingsOf(at.sql, workspace, 'wrk_2', { limit: 1, cursor: page.next_cursor ?? '' });
  expect(rest).toMatchObject({ sightings: [{ view: 'first' }], next_cursor: null });
});
