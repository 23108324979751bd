import { appropriate, postEntry, recordUsage, reserve, settle } from '@exchequer/core/ledger';
import { type EnvelopePeriodRef, parseUsd } from '@exchequer/model';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrate, migrations } from '../migrations/index.ts';
import { type TemporaryPostgres, temporaryPostgres } from '../postgres/testing/index.ts';
import { createLedger, createLedgerReads, type Ledger, type LedgerReads, transactionsOf } from './index.ts';

const workspace = 'live';
const now = () => new Date('2026-11-21T09:00:00Z');
const envelope: EnvelopePeriodRef = {
  envelopeId: 'env_1',
  periodKey: '2026-11',
  enforcement: 'hard',
  overdraft: 0n,
  currency: 'USD',
};
let server: TemporaryPostgres;
let ledger: Ledger;
let reads: LedgerReads;

const expense = (key: string, day: string, dollars: string) =>
  postEntry({
    workspace,
    key,
    entries: [
      {
        book: 'financial',
        kind: 'consumption',
        occurredOn: day,
        postedOn: day,
        memo: `Usage of ${day}`,
        subject: 'batch_1',
        detail: { provider: 'anthropic' },
        postings: [
          { key: 'expense/untagged/unassigned', currency: 'USD', amount: parseUsd(dollars) },
          { key: 'accrued/anthropic', currency: 'USD', amount: -parseUsd(dollars) },
        ],
      },
    ],
  });

beforeAll(async () => {
  server = await temporaryPostgres();
  await migrate(server.sql, migrations);
  ledger = createLedger({ sql: server.sql, now });
  reads = createLedgerReads(server.sql);
  const day = '2026-11-21';
  await ledger.run(appropriate({ workspace, key: 'a', envelope, amount: parseUsd('100'), day }));
  const path = [envelope];
  const expiresAt = new Date('2026-11-21T08:00:00Z');
  await ledger.run(
    reserve({ workspace, key: 'r', holdId: 'h1', path, amount: parseUsd('30'), expiresAt, day }),
  );
  await ledger.run(
    reserve({ workspace, key: 'r2', holdId: 'h2', path, amount: parseUsd('5'), expiresAt, day }),
  );
  await ledger.run(settle({ workspace, key: 's', holdId: 'h1', amount: parseUsd('12.5'), final: true, day }));
  for (const [at, dollars] of ['1', '2.25', '4', '8'].entries()) {
    await ledger.run(expense(`e${at}`, `2026-11-${String(10 + at)}`, dollars));
  }
  await ledger.run(
    recordUsage({
      workspace,
      key: 'usage:1',
      days: [{ day, uses: [{ path, amount: parseUsd('1') }], memo: 'Usage', subject: 'batch_1' }],
    }),
  );
});

afterAll(() => server.close());

describe('transactions', () => {
  test('come newest day first, page by page, and each once', async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await reads.transactions(workspace, { limit: 3, cursor });
      seen.push(...page.items.map(({ postedOn, id }) => `${postedOn} ${id.padStart(5)}`));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(seen).toHaveLength(9);
    expect(seen).toEqual(seen.toSorted().reverse());
  });

  test('are found by book, kind, account, subject and range', async () => {
    const count = async (filter: object) =>
      (await reads.transactions(workspace, { limit: 50, ...filter })).items.length;
    expect(await count({ book: 'financial' })).toBe(4);
    expect(await count({ kind: 'reserve' })).toBe(2);
    expect(await count({ account: 'envelope/env_1' })).toBe(5);
    expect(await count({ account: 'envelope/env_1/2026-11/spent' })).toBe(2);
    expect(await count({ subject: 'batch_1' })).toBe(5);
    expect(await count({ from: '2026-11-11', to: '2026-11-13' })).toBe(2);
    expect((await reads.transactions('sample', { limit: 50 })).items).toEqual([]);
  });

  test('are told down to their lines', async () => {
    const [id] = (await transactionsOf(server.sql, workspace, 'e1')) as [string];
    expect(await reads.transaction(workspace, id)).toMatchObject({
      kind: 'consumption',
      postedOn: '2026-11-11',
      detail: { provider: 'anthropic' },
      amounts: [{ currency: 'USD', amount: parseUsd('2.25') }],
      commandKey: 'e1',
      reversedBy: null,
      seal: null,
      postings: [
        { line: 1, key: 'expense/untagged/unassigned', amount: parseUsd('2.25') },
        { line: 2, key: 'accrued/anthropic', amount: -parseUsd('2.25') },
      ],
    });
    expect(await reads.transaction('sample', id)).toBeNull();
    expect(await transactionsOf(server.sql, workspace, 'nothing')).toBeNull();
  });
});

describe('accounts', () => {
  test('have balances and sums of a range', async () => {
    const { items } = await reads.accounts(workspace, {
      book: 'budget',
      account: 'envelope/env_1/',
      limit: 50,
    });
    const pocket = (name: string) => items.find(({ key }) => key.endsWith(name))?.balance;
    expect(pocket('/available')).toBe(parseUsd('81.5'));
    expect(pocket('/reserved')).toBe(parseUsd('5'));
    expect(pocket('/spent')).toBe(parseUsd('13.5'));
    expect(items.reduce((sum, { balance }) => sum + balance, 0n)).toBe(0n);
    const range = { book: 'financial', from: '2026-11-11', to: '2026-11-13' } as const;
    expect(await reads.sums(workspace, range)).toEqual([
      { key: 'accrued/anthropic', currency: 'USD', debit: 0n, credit: parseUsd('6.25') },
      { key: 'expense/untagged/unassigned', currency: 'USD', debit: parseUsd('6.25'), credit: 0n },
    ]);
    const daily = await reads.dailySums(workspace, 'occurred', { ...range, account: 'expense/' });
    expect(daily.map(({ day, amount }) => [day, amount])).toEqual([
      ['2026-11-11', parseUsd('2.25')],
      ['2026-11-12', parseUsd('4')],
    ]);
    const before = { book: 'financial', knownAt: new Date('2026-11-20T00:00:00Z') } as const;
    expect(await reads.sums(workspace, before)).toEqual([]);
  });

  test('are stated with a running balance that pages agree on', async () => {
    const ask = {
      account: 'expense/untagged/unassigned',
      currency: 'USD',
      from: '2026-11-11',
      to: '2026-11-14',
    };
    const first = await reads.statement(workspace, { ...ask, limit: 2 });
    expect(first).toMatchObject({ opening: parseUsd('1'), closing: parseUsd('15.25') });
    expect(first.lines.map(({ balance }) => balance)).toEqual([parseUsd('3.25'), parseUsd('7.25')]);
    const second = await reads.statement(workspace, { ...ask, limit: 2, cursor: first.nextCursor as string });
    expect(second.lines.map(({ amount, balance }) => [amount, balance])).toEqual([
      [parseUsd('8'), parseUsd('15.25')],
    ]);
    expect(second.nextCursor).toBeNull();
  });
});

test('holds are listed while they hold something, by envelope', async () => {
  const held = await reads.holds(workspace, { account: 'envelope/env_1', limit: 10 });
  expect(held.items.map(({ id, amount }) => [id, amount])).toEqual([['h2', parseUsd('5')]]);
  expect((await reads.holds(workspace, { account: 'envelope/env', limit: 10 })).items).toEqual([]);
  expect(
    (await reads.holds(workspace, { states: ['settled'], limit: 10 })).items.map(({ id }) => id),
  ).toEqual(['h1']);
  expect(await reads.dueHolds(now(), 10)).toMatchObject([{ workspace, id: 'h2' }]);
});
