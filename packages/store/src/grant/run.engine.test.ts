import { addDays, sumLots } from '@exchequer/core/grant';
import { release, reserve } from '@exchequer/core/ledger';
import { formatUsd, parseUsd } from '@exchequer/model';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { booksOf, type Company, company, hr, workspace } from './grant.test-kit.ts';
import { findEnvelope } from './holder-envelope.ts';
import { changeGrant, loadLots } from './index.ts';

let at: Company;
beforeAll(async () => {
  at = await company();
});
beforeEach(() => at.reset());
afterAll(() => at.close());

const lotsOf = (id: string, kind: 'worker' | 'team' = 'worker') =>
  loadLots(at.sql, workspace, { holder: { kind, id } });
const commands = async () => (await at.sql`select key from ledger_command`).length;

/** What is left in lots is what is left in envelopes, and rows say what the books say. */
async function agree(): Promise<void> {
  for (const [kind, id] of [
    ['worker', 'wrk_1'],
    ['worker', 'wrk_2'],
    ['team', 'team_1'],
  ] as const) {
    const books = await booksOf(at.sql, kind, id);
    expect({ kind, id, left: formatUsd(books.left) }).toEqual({ kind, id, left: formatUsd(books.lots) });
    expect([books.kept, books.apart]).toEqual([books.lots, 0]);
  }
  const sums = await at.sql`select transaction_id from ledger_posting group by 1 having sum(amount) <> 0`;
  expect(sums).toHaveLength(0);
}

describe('a year of a grant', () => {
  test('accrues to the annual amount, draws, rolls over, returns, and its lots are what its envelope has left', async () => {
    const plan = await at.plan();
    const grant = await at.issue(plan.id);
    let spent = 0n;
    for (let day = '2026-01-01'; day <= '2026-12-31'; day = addDays(day, 13)) {
      at.day(day);
      const run = await at.run();
      expect(run.failures).toEqual([]);
      if (day.startsWith('2026-06')) continue;
      await at.spend('wrk_1', day, '2750.5');
      spent += parseUsd('2750.5');
    }
    at.day('2027-01-01');
    await at.run();
    const lots = (await lotsOf('wrk_1')).filter(({ startsOn }) => startsOn < '2027-01-01');
    const own = lots.filter(({ kind }) => kind === 'accrual');
    expect(sumLots(own).granted).toBe(parseUsd('120000'));
    const all = sumLots(await lotsOf('wrk_1'));
    expect(all.used).toBe(spent);
    expect(all.available + all.used + all.expired + all.returned + all.transferred).toBe(all.granted);
    expect(grant.policyVersion).toBe('1');
    await agree();
    const before = await commands();
    expect(await at.run()).toMatchObject({ lots_issued: 0, draws: 0, failures: [] });
    expect(await commands()).toBe(before);
  });

  test('comes out the same after six weeks without a run', async () => {
    const plan = await at.plan();
    await at.issue(plan.id);
    await at.run();
    await at.spend('wrk_1', '2026-01-10', '4000');
    at.day('2026-02-20');
    await at.run();
    const [january, rolled] = await lotsOf('wrk_1');
    expect(january).toMatchObject({
      used: parseUsd('4000'),
      transferred: parseUsd('1500'),
      returned: parseUsd('4500'),
    });
    expect(rolled).toMatchObject({ kind: 'rollover', available: parseUsd('1500') });
    expect(sumLots(await lotsOf('team_1', 'team')).available).toBe(parseUsd('4500'));
    await agree();
  });

  test('pauses, resumes and ends with the person, whose balance returns to the pool', async () => {
    const plan = await at.plan();
    const grant = await at.issue(plan.id);
    await at.run();
    at.day('2026-01-11');
    await changeGrant(at.options, workspace, grant.id, { what: 'pause', reason: 'leave' }, hr);
    await at.run();
    expect((await lotsOf('wrk_1'))[0]).toMatchObject({ returned: parseUsd('6774.2') });
    await agree();
    at.day('2026-02-20');
    await changeGrant(at.options, workspace, grant.id, { what: 'resume', reason: 'back' }, hr);
    await at.run();
    await at.sql`update worker set active_to = '2026-03-16' where id = 'wrk_1'`;
    at.day('2026-03-20');
    await at.run();
    expect(sumLots(await lotsOf('wrk_1')).available).toBe(0n);
    expect(sumLots(await lotsOf('team_1', 'team')).available > 0n).toBe(true);
    await agree();
  });
});

test('a run that is cut off between any two statements leaves nothing, and the next one does it all', async () => {
  const plan = await at.plan();
  await at.issue(plan.id);
  await at.run();
  await at.spend('wrk_1', '2026-01-10', '4000');
  at.day('2026-02-02');
  const tables = ['grant_lot', 'grant_draw', 'ledger_transaction', 'ledger_command'];
  for (const table of tables) {
    const before = await at.sql`select count(*)::int as n from ledger_posting`;
    await at.sql.unsafe(`
      create function cut_off() returns trigger language plpgsql as 'begin raise exception ''cut off''; end';
      create trigger cut after insert or update on ${table} for each statement execute function cut_off()`);
    await expect(at.run()).rejects.toThrow();
    await at.sql.unsafe(`drop trigger cut on ${table}; drop function cut_off()`);
    expect(await at.sql`select count(*)::int as n from ledger_posting`).toEqual(before);
    expect((await lotsOf('wrk_1')).map(({ used }) => used)).toEqual([0n]);
  }
  expect(await at.run()).toMatchObject({ lots_issued: 1, rolled_over: 1, returned: 1, draws: 1 });
  await agree();
});

test('what is held for a running call does not expire under it', async () => {
  const plan = await at.plan({ terms: { ...(await at.plan({ name: 'T' })).terms, surplus: 'expire' } });
  await at.issue(plan.id, 'wrk_1', '2026-01-01', '2026-02-01');
  await at.run();
  const envelope = await findEnvelope(at.sql, workspace, { kind: 'worker', id: 'wrk_1' });
  if (!envelope || 'refused' in envelope) throw new Error('no envelope');
  const hold = { workspace, holdId: 'hold_1', day: '2026-01-31' };
  const expiresAt = new Date('2026-02-02T00:00:00Z');
  await at.ledger.run(
    reserve({ ...hold, key: 'r', path: [envelope.ref], amount: parseUsd('40'), expiresAt }),
  );
  at.day('2026-02-01');
  await at.run();
  expect((await lotsOf('wrk_1'))[0]).toMatchObject({ available: parseUsd('40'), expired: parseUsd('9960') });
  await at.ledger.run(release({ ...hold, key: 'x' }));
  await at.run();
  expect((await lotsOf('wrk_1'))[0]).toMatchObject({ available: 0n, expired: parseUsd('10000') });
  await agree();
});

test('late usage draws its difference once, and a correction gives back', async () => {
  const plan = await at.plan();
  await at.issue(plan.id);
  await at.run();
  at.day('2026-01-05');
  await at.spend('wrk_1', '2026-01-03', '100');
  await at.run();
  await at.spend('wrk_1', '2026-01-03', '20');
  await at.run();
  await at.spend('wrk_1', '2026-01-03', '-50');
  await at.run();
  await at.spend('wrk_1', '2026-01-03', '50');
  await at.run();
  expect((await lotsOf('wrk_1'))[0]).toMatchObject({ used: parseUsd('120') });
  await agree();
});

test('two runs at once do the work of one', async () => {
  const plan = await at.plan();
  await at.issue(plan.id);
  await Promise.all([at.run(), at.run(), at.run()]);
  expect(await lotsOf('wrk_1')).toHaveLength(1);
  await agree();
});
