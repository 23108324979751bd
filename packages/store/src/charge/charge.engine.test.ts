import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { backfillBatches, completeBatches } from '../analytics/journal/index.ts';
import { closeThrough } from '../ledger/index.ts';
import { type ChargeBench, event, openBench } from './charge.test-kit.ts';

let at: ChargeBench;
const by = { id: 'usr_1', name: 'Ada' };
const october = { from: '2026-10-01', to: '2026-11-01' };

beforeAll(async () => {
  at = await openBench();
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']) {
    await at.sql`insert into workspace (key, name) values (${name}, ${name})`;
  }
});
afterAll(() => at.close());

const book = (workspace: string, ...events: ReturnType<typeof event>[]) =>
  at.journal.book(
    workspace,
    events.map((one) => ({ ...one, workspace })),
  );
const rulesFor = (purpose: 'cost_of_revenue' | 'research_and_development') => [
  {
    id: 'all',
    match: {
      teamIds: [],
      project: '',
      repo: '',
      workflow: '',
      agent: '',
      service: '',
      tool: '',
      provider: '',
      costCenterClaim: '',
    },
    purpose,
    validFrom: null,
    validTo: null,
    note: '',
  },
];
const balances = async (workspace: string): Promise<Record<string, number>> => {
  const rows = await at.sql<{ key: string; balance: string }[]>`
    select key, balance::text from ledger_account where workspace = ${workspace} and book = 'financial' and balance <> 0`;
  return Object.fromEntries(
    rows.map(({ key, balance }) => [key.replace(/crd_\d+/, 'credit'), Number(balance)]),
  );
};
const buy = (
  workspace: string,
  amount: bigint,
  over: { purchasedOn?: string; expiresOn?: string | null } = {},
) =>
  at.charges.buyCredits(
    workspace,
    {
      ...{
        provider: 'p',
        currency: 'USD',
        amount: amount * 10n ** 12n,
        reference: '',
        idempotencyKey: undefined,
      },
      ...{ purchasedOn: '2026-09-01', expiresOn: null, ...over },
    },
    by,
  );

describe('posting usage', () => {
  test('books a batch once, whoever repeats it and wherever a run dies', async () => {
    await book('a', event('1'), event('2', { model: 'mystery' }));
    for (const step of ['before', 'after'] as const) {
      at.crash.at = step;
      expect(await at.charges.catchUp({ retryFailed: true })).toEqual({ posted: 0, failed: 1 });
      expect(await balances('a')).toEqual({});
    }
    const { failed, waiting_batches } = await at.charges.status('a');
    expect(failed).toMatchObject([{ attempts: 2, error: 'the process died after posting' }]);
    expect(waiting_batches).toBe(1);
    expect(await at.charges.catchUp({ retryFailed: true })).toEqual({ posted: 1, failed: 0 });
    expect(await at.charges.catchUp({ retryFailed: true })).toEqual({ posted: 0, failed: 0 });
    expect(await balances('a')).toEqual({
      'expense/untagged/unassigned': 3,
      'accrued/p': -3,
      'suspense/p': 50,
      'accrued-suspense/p': -50,
    });
    const budget = await at.sql`
      select balance::text from ledger_account where workspace = 'a' and key = 'envelope/env_all/2026/spent'`;
    expect(Number(budget[0]?.balance)).toBe(3);
    expect(await at.charges.status('a')).toMatchObject({ posted_batches: 1, waiting_batches: 0, failed: [] });
  });

  test('does not let a batch that fails hold up the others', async () => {
    await book('b', event('1'));
    await book('b', event('2'));
    at.crash.at = 'before';
    expect(await at.charges.catchUp()).toEqual({ posted: 1, failed: 1 });
    expect(await at.charges.reconcileUsage('b', october)).toMatchObject({
      balanced: false,
      waiting_batches: 1,
      differences: [
        { day: '2026-10-05', provider: 'p', between: 'journal-charges', difference: '-3', cause: 'waiting' },
      ],
    });
    // What failed is left alone for a while, and comes up again by itself.
    expect(await at.charges.catchUp()).toEqual({ posted: 0, failed: 0 });
    at.clock.now = new Date(at.clock.now.getTime() + 60_000);
    expect(await at.charges.catchUp()).toEqual({ posted: 1, failed: 0 });
    expect(await at.charges.reconcileUsage('b', october)).toMatchObject({ balanced: true, differences: [] });
  });

  test('releases suspense when a model is priced, and returns to credit what a lower price takes back', async () => {
    await buy('c', 10n);
    await book('c', event('1'), event('2', { model: 'mystery' }));
    await at.charges.catchUp();
    expect(await balances('c')).toMatchObject({ 'prepaid/p/credit': 7, 'suspense/p': 50 });
    at.price.dollars = 1n;
    await at.journal.rebook('c', 'price', { sql: "model = 'round'", params: {} });
    await at.charges.catchUp();
    at.price.dollars = 3n;
    expect(await balances('c')).toEqual({
      'prepaid/p/credit': 9,
      cash: -10,
      'expense/untagged/unassigned': 1,
      'suspense/p': 50,
      'accrued-suspense/p': -50,
    });
    expect(await at.charges.reconcileUsage('c', october)).toMatchObject({
      balanced: true,
      journal: { amount: '1', suspense: '50' },
    });
  });

  test('charges nothing for usage under a seat, and keeps its tokens', async () => {
    await book('d', event('1', { billing_mode: 'subscription' }));
    await at.charges.catchUp();
    const { charges } = await at.charges.list('d', {}, { limit: 10 });
    expect(charges).toMatchObject([{ amount: '0', tokens: '1000000', transaction_id: null }]);
    expect(await balances('d')).toEqual({});
    expect(await at.charges.reconcileUsage('d', october)).toMatchObject({ balanced: true });
  });

  test('books late usage of a closed month on the first open day, where it stays until then', async () => {
    await book('e', event('1'));
    await at.charges.catchUp();
    await at.sql.begin((tx) =>
      closeThrough(tx, { workspace: 'e', book: 'financial', through: '2026-10-31', now: at.clock.now }),
    );
    await book('e', event('2'));
    await at.charges.catchUp();
    const { charges } = await at.charges.list('e', {}, { limit: 10 });
    expect(charges.map(({ occurred_on, posted_on }) => [occurred_on, posted_on])).toEqual([
      ['2026-10-05', '2026-11-01'],
      ['2026-10-05', '2026-10-05'],
    ]);
    const known = await at.charges.total('e', { to: '2026-11-01', knownAt: new Date(0) });
    expect(known.amount).toBe('0');
    expect(await at.charges.reconcileUsage('e', october)).toMatchObject({ balanced: true });
    // Only what stands in the open month is tagged anew.
    await at.charges.putPurposeRules('e', rulesFor('cost_of_revenue'), by);
    expect(await at.charges.previewRetag('e', null)).toMatchObject({
      charges: 1,
      amount: '3',
      untagged: '0',
    });
    await at.charges.retag('e', undefined, by);
    expect(await balances('e')).toMatchObject({
      'expense/untagged/unassigned': 3,
      'expense/cost_of_revenue/unassigned': 3,
    });
    expect(await at.charges.retag('e', undefined, by)).toMatchObject({
      summary: { charges: 0 },
      transactionIds: [],
    });
    expect(await at.charges.reconcileUsage('e', october)).toMatchObject({ balanced: true });
  });

  test('writes off what is left of a credit after its last day, once, and again what returns to it', async () => {
    await buy('f', 10n, { expiresOn: '2026-10-31' });
    await book('f', event('1'));
    await at.charges.catchUp();
    expect(await at.charges.expireDue(by)).toBe(1);
    expect(await at.charges.expireDue(by)).toBe(0);
    expect(await balances('f')).toMatchObject({ 'breakage/p': 7, 'expense/untagged/unassigned': 3 });
    at.price.dollars = 1n;
    await at.journal.rebook('f', 'price', { sql: '1', params: {} });
    at.price.dollars = 3n;
    await at.charges.catchUp();
    expect(await at.charges.expireDue(by)).toBe(1);
    expect(await balances('f')).toEqual({ 'breakage/p': 9, 'expense/untagged/unassigned': 1, cash: -10 });
    const { credits } = await at.charges.credits('f', null, null);
    expect(credits).toMatchObject([{ state: 'expired', drawn: '1', expired: '9', balance: '0' }]);
  });

  test('keeps the days on which it was posted when the company moves to another zone', async () => {
    await book('g', event('1', { occurred_at: '2026-10-05T23:30:00.000Z' }));
    await at.charges.catchUp();
    at.zone.name = 'Europe/Warsaw';
    await book('g', event('2', { occurred_at: '2026-10-05T23:30:00.000Z' }));
    await at.charges.catchUp();
    const days = await at.charges.sums('g', {}, 'day');
    const proof = await at.charges.reconcileUsage('g', october);
    at.zone.name = 'UTC';
    expect(days.map(({ key }) => key).sort()).toEqual(['2026-10-05', '2026-10-06']);
    expect(proof).toMatchObject({ balanced: true });
  });

  test('finds what was booked before batches were listed, and what a killed writer left out of the list', async () => {
    await book('h', event('1'));
    await at.engine.command('TRUNCATE TABLE usage_batch');
    expect(await at.charges.waiting('h')).toEqual([]);
    await backfillBatches(at.engine);
    await completeBatches(at.engine);
    expect(await at.charges.waiting('h')).toMatchObject([{ rows: 1 }]);
    expect(await at.charges.catchUp({ retryFailed: true })).toEqual({ posted: 1, failed: 0 });
    expect(await balances('h')).toMatchObject({ 'expense/untagged/unassigned': 3 });
  });

  test('names what a hand has changed', async () => {
    const [row] = await at.sql`
      update charge set amount = amount + 0.000000000001
      where id = (select min(id) from charge where workspace = 'a' and amount > 0) returning batch_id`;
    expect((await at.charges.reconcileUsage('a', october)).differences).toMatchObject([
      {
        between: 'journal-charges',
        difference: '0.000000000001',
        cause: 'unexplained',
        batch_ids: [row?.batch_id],
      },
      { between: 'charges-ledger', purpose: 'untagged', difference: '-0.000000000001' },
    ]);
    await at.sql`
      update charge set amount = amount - 0.000000000001
      where id = (select min(id) from charge where workspace = 'a' and amount > 0)`;
  });
});
