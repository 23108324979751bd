import { appropriate, lease, postEntry, recordUsage, reserve, settle } from '@exchequer/core/ledger';
import { type EnvelopePeriodRef, parseUsd } from '@exchequer/model';
import type { TransactionSql } from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { migrate, migrations } from '../migrations/index.ts';
import { type TemporaryPostgres, temporaryPostgres } from '../postgres/testing/index.ts';
import {
  closeThrough,
  createLedger,
  type Finding,
  sealLedger,
  transactionsOf,
  verifyLedger,
} from './index.ts';

const workspace = 'live';
const now = () => new Date('2026-11-21T09:00:00.123Z');
const day = '2026-11-21';
let server: TemporaryPostgres;

const path = ['leaf', 'root'].map(
  (envelopeId): EnvelopePeriodRef => ({
    envelopeId,
    periodKey: '2026-11',
    enforcement: 'hard',
    overdraft: 0n,
    currency: 'USD',
  }),
);

const entry = (key: string, memo: string, postedOn = day) =>
  postEntry({
    workspace,
    key,
    entries: [
      {
        book: 'financial',
        kind: 'payment',
        occurredOn: postedOn,
        postedOn,
        memo,
        subject: 'inv_1',
        detail: { by: 'Ada "the" Byron', rate: 1e21, exact: 0.1, none: null, yes: true },
        postings: [
          { key: 'payable/anthropic', currency: 'EUR', amount: parseUsd('5.000000000001') },
          { key: 'cash', currency: 'EUR', amount: -parseUsd('5.000000000001') },
          { key: 'rounding', currency: 'USD', amount: 1n },
          { key: 'cash', currency: 'USD', amount: -1n },
        ],
      },
    ],
  });

/** Books with something of everything: two currencies, holds in all states, a close, a chain of seals. */
async function fill(): Promise<void> {
  const ledger = createLedger({ sql: server.sql, now });
  const expiresAt = new Date('2026-11-21T10:00:00Z');
  for (const envelope of path) {
    const key = `fund-${envelope.envelopeId}`;
    await ledger.run(appropriate({ workspace, key, envelope, amount: parseUsd('100'), day }));
  }
  const holds = ['h1', 'h2', 'h3'];
  await Promise.all(
    holds.map((holdId) =>
      ledger.run(
        reserve({ workspace, key: `r-${holdId}`, holdId, path, amount: parseUsd('9.5'), expiresAt, day }),
      ),
    ),
  );
  await ledger.run(settle({ workspace, key: 's', holdId: 'h1', amount: parseUsd('4'), final: true, day }));
  await ledger.run(settle({ workspace, key: 's2', holdId: 'h2', amount: parseUsd('1'), final: false, day }));
  await ledger.run(lease({ workspace, key: 'l', leaseId: 'lease_1', path, amount: parseUsd('2'), day }));
  await sealLedger(server.sql, now());
  await ledger.run(entry('early', 'In October', '2026-10-03'));
  await server.sql.begin((tx) =>
    closeThrough(tx, { workspace, book: 'financial', through: '2026-10-31', now: now() }),
  );
  await ledger.run(entry('memo', 'Zwölf Euro "quoted" \\ and\na second line 💶\u001f{}'));
  const uses = [{ path, amount: parseUsd('3') }];
  const days = [
    { day, uses, memo: 'Usage', subject: 'batch_1' },
    { day, uses, memo: 'More', subject: 'batch_1' },
  ];
  await ledger.run(recordUsage({ workspace, key: 'usage:1', days }));
  await sealLedger(server.sql, now());
}

const tables = ['account', 'command', 'transaction', 'hold', 'close', 'seal'].map((name) => `ledger_${name}`);

beforeAll(async () => {
  server = await temporaryPostgres();
  await migrate(server.sql, migrations);
  await fill();
  for (const table of tables) await server.sql.unsafe(`create table kept_${table} as table ${table}`);
});

beforeEach(async () => {
  await server.sql.unsafe(`truncate ${tables.join()}`);
  for (const table of tables) {
    await server.sql.unsafe(`insert into ${table} overriding system value table kept_${table}`);
  }
});

afterAll(() => server.close());

/** Changes rows behind the books' back and proves. */
async function tampered(change: (tx: TransactionSql) => Promise<unknown>): Promise<Finding[]> {
  await server.sql.begin(change);
  const { sound, findings } = await verifyLedger(server.sql, { chunk: 3 });
  expect(sound).toBe(findings.length === 0);
  return findings;
}

const fitBalances = (tx: TransactionSql) => tx`
  update ledger_account a
  set balance = coalesce((select sum(amount) from ledger_postings_on(a.id)), 0)`;

/** Changes what a transaction moves on an account. */
const shift = (tx: TransactionSql, id: string, account: string, by: number) => tx`
  update ledger_transaction set amounts = array(
    select amount + case when a = ${account}::bigint then ${by} else 0 end
    from unnest(accounts, amounts) with ordinality as l (a, amount, line) order by line)
  where id = ${id}`;

const about = (findings: readonly Finding[], invariant: string) =>
  findings
    .filter((finding) => finding.invariant === invariant)
    .map(({ subject, detail }) => `${subject}: ${detail}`);

const idOf = async (key: string) => (await transactionsOf(server.sql, workspace, key))?.[0] as string;

test('books as they were posted are sound, and everything in them is counted', async () => {
  const seen: number[] = [];
  const answer = await verifyLedger(server.sql, { chunk: 4, onProgress: (done) => seen.push(done) });
  expect(answer.findings).toEqual([]);
  expect(answer).toMatchObject({
    sound: true,
    counts: { transactions: 12, accounts: 16, commands: 11, holds: 3, seals: 2 },
  });
  expect(answer.head).toMatch(/^[0-9a-f]{64}$/);
  expect(Math.max(...seen)).toBe(12);
});

test('empty books are sound', async () => {
  await server.sql`truncate ledger_account, ledger_command, ledger_transaction, ledger_hold, ledger_close, ledger_seal`;
  expect(await verifyLedger(server.sql)).toMatchObject({ sound: true, head: null });
});

describe('a row changed by hand is found and named', () => {
  test('an amount', async () => {
    const id = await idOf('memo');
    const findings = await tampered(
      (tx) => tx`update ledger_transaction set amounts[1] = amounts[1] + 1 where id = ${id}`,
    );
    expect(about(findings, 'sum-zero')).toEqual([expect.stringContaining(`transaction ${id}`)]);
    expect(about(findings, 'digest')).toEqual([expect.stringContaining('payable/anthropic 6.000000000001')]);
    expect(about(findings, 'balance')).toEqual([
      'account payable/anthropic EUR (live): its balance is 10.000000000002, its postings sum to 11.000000000002',
    ]);
  });

  test('amounts that still sum to zero, with balances to match', async () => {
    const id = await idOf('memo');
    const findings = await tampered(async (tx) => {
      await tx`
        update ledger_transaction set amounts = array(select amount * 2 from unnest(amounts) amount) where id = ${id}`;
      await fitBalances(tx);
    });
    expect(findings.map(({ invariant, subject }) => [invariant, subject])).toEqual([
      ['digest', `transaction ${id}`],
    ]);
  });

  test.each([
    ['memo', "memo = 'Another'"],
    ['day', 'posted_on = posted_on + 1'],
    ['time of recording', "recorded_at = recorded_at + interval '1 ms'"],
    ['subject', "subject = 'inv_2'"],
    ['detail', `detail = '{"by":"Eve"}'`],
    ['kind', "kind = 'invoice'"],
  ])('a %s', async (_, change) => {
    const id = await idOf('memo');
    const findings = await tampered((tx) =>
      tx.unsafe(`update ledger_transaction set ${change} where id = ${id}`),
    );
    expect(about(findings, 'digest')).toEqual([expect.stringContaining(`transaction ${id}`)]);
  });

  test('a digest made to fit breaks the chain', async () => {
    const id = await idOf('memo');
    const findings = await tampered(
      (tx) => tx`update ledger_transaction set digest = sha256('x') where id = ${id}`,
    );
    expect(about(findings, 'seal')).toEqual([expect.stringContaining('its hash differs')]);
  });

  test('an account’s key, and its balance', async () => {
    const renamed = await tampered(
      (tx) => tx`update ledger_account set key = 'payable/openai' where key = 'payable/anthropic'`,
    );
    expect(about(renamed, 'digest')).toEqual([expect.stringContaining('account payable/openai EUR (live)')]);
    const fitted = await tampered(
      (tx) => tx`
        update ledger_account set digest = sha256(convert_to(
          workspace || chr(31) || book || chr(31) || key || chr(31) || currency, 'UTF8'))`,
    );
    expect(fitted.map(({ invariant }) => invariant)).toEqual(['seal']);
    const shifted = await tampered(
      (tx) => tx`update ledger_account set balance = balance + 0.000000000001 where key = 'rounding'`,
    );
    expect(about(shifted, 'balance')).toEqual([
      'account rounding USD (live): its balance is 0.000000000003, its postings sum to 0.000000000002',
    ]);
  });

  test('the answer and the key of a command', async () => {
    const id = await idOf('memo');
    const answer = await tampered((tx) => tx`update ledger_command set result = '{}' where key = 'memo'`);
    expect(about(answer, 'digest')).toEqual([expect.stringContaining(`transaction ${id}`)]);
    const renamed = await tampered((tx) => tx`update ledger_command set key = 'other' where key = 's'`);
    expect(about(renamed, 'command').length).toBeGreaterThan(0);
  });

  test('a line that was moved to another currency', async () => {
    const id = await idOf('memo');
    const findings = await tampered(
      (tx) => tx`
        update ledger_transaction
        set accounts[2] = (select id from ledger_account where key = 'cash' and currency = 'USD') where id = ${id}`,
    );
    expect(about(findings, 'sum-zero')).toEqual([
      `transaction ${id}: its lines in EUR sum to 5.000000000001`,
    ]);
  });

  test('a hold', async () => {
    const findings = await tampered((tx) => tx`update ledger_hold set amount = amount - 1 where id = 'h3'`);
    expect(about(findings, 'holds')).toEqual(
      ['leaf', 'root'].map((name) => expect.stringContaining(`envelope/${name}/2026-11/reserved`)),
    );
  });

  test('an account that was overdrawn in between, though it no longer is', async () => {
    const id = await idOf('usage:1');
    const findings = await tampered(async (tx) => {
      const [account] = await tx<
        { id: string }[]
      >`select id from ledger_account where key = 'envelope/leaf/2026-11/available'`;
      const more = [(await idOf('r-h1')) as string, id] as const;
      await shift(tx, more[0], account?.id as string, -500);
      await shift(tx, more[1], account?.id as string, 500);
    });
    expect(about(findings, 'guard')[0]).toContain(
      'envelope/leaf/2026-11/available USD (live): it stood at -',
    );
    expect(about(findings, 'balance')).toEqual([]);
  });
});

describe('rows taken out or put in by hand are found and named', () => {
  test('a line', async () => {
    const id = await idOf('s');
    const findings = await tampered(
      (tx) => tx`
        update ledger_transaction set accounts = accounts[:1] || accounts[3:], amounts = amounts[:1] || amounts[3:]
        where id = ${id}`,
    );
    expect(about(findings, 'digest')).toEqual([expect.stringContaining(`transaction ${id}`)]);
  });

  test('a transaction without, and with, everything that belongs to it', async () => {
    const id = await idOf('memo');
    const alone = await tampered((tx) => tx`delete from ledger_transaction where id = ${id}`);
    expect(about(alone, 'command')).toEqual([
      `transaction ${id}: the command memo (live) posted it, and it is missing`,
    ]);
    const gone = await tampered(async (tx) => {
      await tx`delete from ledger_transaction where id = ${id}`;
      await tx`delete from ledger_command where key = 'memo'`;
      await fitBalances(tx);
    });
    expect(gone.map(({ invariant }) => invariant)).toEqual(['seal', 'seal']);
    expect(about(gone, 'seal')[0]).toContain('it sealed 4 transactions, and 3 are there');
  });

  test('a transaction that no command posted', async () => {
    const id = await idOf('memo');
    const findings = await tampered(async (tx) => {
      await tx`
        insert into ledger_transaction (id, workspace, book, kind, occurred_on, posted_on, recorded_at, memo, subject, command_key, accounts, amounts, digest)
        select 999, workspace, book, kind, occurred_on, posted_on, recorded_at, memo, subject, command_key, accounts, amounts, digest
        from ledger_transaction where id = ${id}`;
    });
    expect(about(findings, 'command')).toEqual([expect.stringContaining('transaction 999')]);
    expect(about(findings, 'balance')).toHaveLength(4);
  });

  test('a transaction that took the place of another', async () => {
    const id = await idOf('memo');
    const findings = await tampered(async (tx) => {
      await tx`update ledger_transaction set id = 999 where id = ${id}`;
    });
    expect(about(findings, 'command')).toEqual([
      expect.stringContaining('transaction 999'),
      `transaction ${id}: the command memo (live) posted it, and it is missing`,
    ]);
  });

  test('a seal', async () => {
    const findings = await tampered(
      (tx) => tx`delete from ledger_seal where id = (select min(id) from ledger_seal)`,
    );
    expect(about(findings, 'seal')).toEqual([
      expect.stringContaining('does not follow'),
      expect.stringContaining('does not carry the hash'),
    ]);
  });

  test('a close that would have forbidden a posting', async () => {
    const id = await idOf('early');
    const findings = await tampered((tx) => tx`update ledger_close set after_transaction = 0`);
    expect(about(findings, 'closed-period')).toEqual([expect.stringContaining(`transaction ${id}`)]);
  });
});
