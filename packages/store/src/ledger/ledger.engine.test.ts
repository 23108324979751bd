import {
  appropriate,
  expire,
  isRefusal,
  type LedgerCommand,
  postEntry,
  release,
  reverseTransaction,
} from '@exchequer/core/ledger';
import type { EnvelopePeriodRef } from '@exchequer/model';
import { afterAll, describe, expect, test } from 'vitest';
import { connectPostgres } from '../postgres/index.ts';
import { closeThrough, createLedger, createLedgerReads, transactionsOf, verifyLedger } from './index.ts';
import {
  day,
  envelope,
  fresh,
  hold,
  now,
  openBooks,
  payment,
  settled,
  usd,
  workspace,
} from './ledger.test-kit.ts';

const { server, ledger, funded, pocket, cash } = await openBooks();

afterAll(async () => {
  const { findings } = await verifyLedger(server.sql);
  await server.close();
  expect(findings).toEqual([]);
});

describe('reserving and settling', () => {
  test('holds at every level, gives the rest back, and one settles only once', async () => {
    const path = await funded('10', 'leaf', 'root');
    expect(await ledger.run(hold(path, '4', 'h1'))).toMatchObject({ hold: 'h1', amount: '4', overdrawn: {} });
    const answers = await Promise.all([
      ledger.run(settled('h1', '1.5')),
      ledger.run(hold(path, '9')),
      ledger.run(settled('h1', '1')),
      ledger.run(release({ workspace, key: fresh('release'), holdId: 'h1', day })),
    ]);
    expect(answers).toMatchObject([
      { settled: '1.5', held: '0' },
      {
        refused: 'envelope-exhausted',
        facts: { envelope: path[0]?.envelopeId, available: '8.5', reserved: '0', needed: '9' },
      },
      { refused: 'hold-resolved' },
      { refused: 'hold-resolved' },
    ]);
    for (const level of path) {
      expect(await pocket(level, 'available')).toBe(usd('8.5'));
      expect(await pocket(level, 'spent')).toBe(usd('1.5'));
      expect(await pocket(level, 'reserved')).toBe(0n);
    }
  });

  test('of a hold made in the same group works', async () => {
    const path = await funded('10', 'leaf');
    const [reserved, paid] = await Promise.all([
      ledger.run(hold(path, '4', 'same')),
      ledger.run(settled('same', '5')),
    ]);
    expect(reserved).toMatchObject({ hold: 'same' });
    expect(paid).toMatchObject({ settled: '5', after_expiry: false });
    expect(await pocket(path[0] as EnvelopePeriodRef, 'available')).toBe(usd('5'));
  });

  test('among many at once admits exactly what fits, at every ancestor', async () => {
    const [root] = await funded('10', 'root');
    const leaves = await Promise.all(Array.from({ length: 8 }, () => funded('5', 'leaf')));
    const asked = Array.from({ length: 160 }, (_, at) =>
      ledger.run(hold([...(leaves[at % 8] as EnvelopePeriodRef[]), root as EnvelopePeriodRef], '0.25')),
    );
    const admitted = (await Promise.all(asked)).filter((answer) => !isRefusal(answer));
    expect(admitted).toHaveLength(40);
    expect(await pocket(root as EnvelopePeriodRef, 'available')).toBe(0n);
    expect(await pocket(root as EnvelopePeriodRef, 'reserved')).toBe(usd('10'));
  });

  test('after expiry books the truth as usage', async () => {
    const path = await funded('10', 'leaf');
    await ledger.run(hold(path, '4', 'late'));
    expect(
      await ledger.run(expire({ workspace, key: fresh('e'), holdId: 'late', policy: 'release', day })),
    ).toMatchObject({ released: '4', state: 'expired' });
    expect(await ledger.run(settled('late', '3'))).toMatchObject({ after_expiry: true });
    expect(await ledger.run(settled('late', '3'))).toMatchObject({ refused: 'hold-resolved' });
    expect(await pocket(path[0] as EnvelopePeriodRef, 'spent')).toBe(usd('3'));
  });
});

describe('an idempotency key', () => {
  test('takes effect once, whether it comes again at once or later, and answers the same', async () => {
    const before = await cash();
    const key = fresh('pay');
    const first = await Promise.all([ledger.run(payment(key, '5')), ledger.run(payment(key, '5'))]);
    const later = await createLedger({ sql: server.sql, now }).run(payment(key, '5'));
    expect([...first, later]).toEqual(Array(3).fill({ transactions: 1 }));
    expect(await cash()).toBe(before - usd('5'));
  });

  test('with another body is refused, in one group and later', async () => {
    const key = fresh('pay');
    const answers = await Promise.all([ledger.run(payment(key, '5')), ledger.run(payment(key, '6'))]);
    expect(answers).toMatchObject([{ transactions: 1 }, { refused: 'idempotency-conflict' }]);
    expect(await ledger.run(payment(key, '7'))).toMatchObject({ refused: 'idempotency-conflict' });
  });

  test('of a refused command is free again', async () => {
    const path = [envelope(fresh('leaf'))];
    const key = fresh('key');
    expect(await ledger.run(hold(path, '4', 'again', key))).toMatchObject({ refused: 'envelope-exhausted' });
    await ledger.run(
      appropriate({
        workspace,
        key: fresh('fund'),
        envelope: path[0] as EnvelopePeriodRef,
        amount: usd('9'),
        day,
      }),
    );
    expect(await ledger.run(hold(path, '4', 'again', key))).toMatchObject({ hold: 'again' });
  });

  test('counts per workspace', async () => {
    const key = fresh('pay');
    await ledger.run(payment(key, '5'));
    expect(await ledger.run({ ...payment(key, '6'), workspace: 'sample' })).toEqual({ transactions: 1 });
  });
});

describe('a group', () => {
  test('stands when one of its commands has a bug', async () => {
    const before = await cash();
    const broken: LedgerCommand<unknown> = {
      ...payment(fresh('bug'), '1'),
      decide: () => {
        throw new Error('a bug');
      },
    };
    const answers = await Promise.allSettled([
      ledger.run(payment(fresh('pay'), '1')),
      ledger.run(broken),
      ledger.run(payment(fresh('pay'), '1')),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await cash()).toBe(before - usd('2'));
  });

  test('stands when the database refuses one of its commands', async () => {
    const before = await cash();
    const tooMuch = payment(fresh('huge'), `1${'0'.repeat(27)}`);
    const answers = await Promise.allSettled([
      ledger.run(payment(fresh('pay'), '1')),
      ledger.run(tooMuch),
      ledger.run(payment(fresh('pay'), '1')),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await cash()).toBe(before - usd('2'));
  });
});

describe('refused with nothing booked', () => {
  test.each([
    [
      'lines that do not sum to zero',
      {
        postings: [
          { key: 'cash', currency: 'USD', amount: 1n },
          { key: 'rounding', currency: 'USD', amount: 1n },
        ],
      },
      'unbalanced',
    ],
    [
      'sums that are zero only across currencies',
      {
        postings: [
          { key: 'cash', currency: 'USD', amount: 1n },
          { key: 'cash', currency: 'EUR', amount: -1n },
        ],
      },
      'unbalanced',
    ],
    [
      'an account of the other book',
      {
        postings: [
          { key: 'cash', currency: 'USD', amount: 1n },
          { key: 'envelope/a/b/spent', currency: 'USD', amount: -1n },
        ],
      },
      'malformed-entry',
    ],
    ['a day that does not exist', { postedOn: '2026-02-30' }, 'malformed-entry'],
  ])('are %s', async (_, more, refused) => {
    const before = await cash();
    const good = payment('x', '1').decide({} as never);
    const [entry] = isRefusal(good) ? [] : good.entries;
    const entries = [entry, { ...entry, ...more }] as never;
    expect(await ledger.run(postEntry({ workspace, key: fresh('bad'), entries }))).toMatchObject({ refused });
    expect(await cash()).toBe(before);
  });

  test('is an entry that would take a pocket below zero', async () => {
    const [leaf] = (await funded('2', 'leaf')) as [EnvelopePeriodRef];
    const prefix = `envelope/${leaf.envelopeId}/2026-11`;
    const refusal = await ledger.run(
      postEntry({
        workspace,
        key: fresh('adjust'),
        entries: [
          {
            book: 'budget',
            kind: 'adjustment',
            occurredOn: day,
            postedOn: day,
            memo: 'Too much',
            subject: leaf.envelopeId,
            postings: [
              { key: `${prefix}/available`, currency: 'USD', amount: -usd('3') },
              { key: `${prefix}/spent`, currency: 'USD', amount: usd('3') },
            ],
          },
        ],
      }),
    );
    expect(refusal).toMatchObject({ refused: 'account-exhausted', facts: { balance: '-1' } });
    const direct = server.sql`update ledger_account set balance = -1 where key = ${`${prefix}/available`}`;
    await expect(direct).rejects.toThrow('check constraint');
  });
});

describe('a closed period', () => {
  test('takes no posting; late settlements go to the first open day', async () => {
    const own = { workspace: 'sample' };
    await ledger.run({ ...payment(fresh('pay'), '1', { postedOn: '2026-10-02' }), ...own });
    const close = (through: string) =>
      server.sql.begin((tx) =>
        closeThrough(tx, { workspace: 'sample', book: 'financial', through, now: now() }),
      );
    expect(await close('2026-10-31')).toBeNull();
    expect(await close('2026-10-31')).toMatchObject({ refused: 'closed-already' });
    const late = { ...payment(fresh('pay'), '1', { postedOn: '2026-10-31' }), ...own };
    expect(await ledger.run(late)).toMatchObject({ refused: 'period-closed' });
    expect(await ledger.run({ ...payment(fresh('pay'), '1', { postedOn: '2026-11-01' }), ...own })).toEqual({
      transactions: 1,
    });
  });

  test('waits for those who are posting, and they for it', async () => {
    const order: string[] = [];
    const other = connectPostgres(server.url, { max: 2 });
    const posting = server.sql.begin(async (tx) => {
      await ledger.within(tx, [
        { ...payment(fresh('pay'), '1', { postedOn: '2026-11-02' }), workspace: 'sample' },
      ]);
      await new Promise((resolve) => setTimeout(resolve, 150));
      order.push('posted');
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    const closing = other.begin(async (tx) => {
      await closeThrough(tx, { workspace: 'sample', book: 'financial', through: '2026-11-15', now: now() });
      order.push('closed');
    });
    await Promise.all([posting, closing]);
    await other.end();
    expect(order).toEqual(['posted', 'closed']);
  });
});

describe('a transaction', () => {
  test('is taken back once, by its opposite, and a reversal is not', async () => {
    const before = await cash();
    const reads = createLedgerReads(server.sql);
    const key = fresh('pay');
    await ledger.run(payment(key, '7'));
    const [id] = (await transactionsOf(server.sql, workspace, key)) as [string];
    const back = async (of: string) => {
      const transaction = await reads.transaction(workspace, of);
      if (!transaction) throw new Error(`no transaction ${of}`);
      const reverseKey = fresh('reverse');
      const answer = await ledger.run(
        reverseTransaction({ workspace, key: reverseKey, transaction, day, memo: 'Wrong payee' }),
      );
      return { answer, id: (await transactionsOf(server.sql, workspace, reverseKey))?.[0] ?? '' };
    };
    const reversal = await back(id);
    expect(reversal.answer).toEqual({ reverses: id });
    expect(await cash()).toBe(before);
    expect((await back(id)).answer).toMatchObject({ refused: 'not-reversible' });
    expect((await back(reversal.id)).answer).toMatchObject({ refused: 'not-reversible' });
    expect(await reads.transaction(workspace, id)).toMatchObject({ reversedBy: reversal.id });
  });
});
