import { appropriate, isRefusal } from '@exchequer/core/ledger';
import type { EnvelopePeriodRef } from '@exchequer/model';
import type { Sql, TransactionSql } from 'postgres';
import { afterAll, describe, expect, test } from 'vitest';
import { connectPostgres } from '../postgres/index.ts';
import { createLedger, sealLedger, verifyLedger } from './index.ts';
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

describe('two processes on one database', () => {
  test('never overspend, never lose a command, and never stand still', async () => {
    const [root] = (await funded('20', 'root')) as [EnvelopePeriodRef];
    const others = [0, 1].map(() => connectPostgres(server.url, { max: 3 }));
    const ledgers = others.map((sql) => createLedger({ sql, now, groupSize: 7 }));
    const leaves = [envelope(fresh('leaf')), envelope(fresh('leaf')), envelope(fresh('leaf'))];
    for (const leaf of leaves) {
      await ledger.run(
        appropriate({ workspace, key: fresh('fund'), envelope: leaf, amount: usd('20'), day }),
      );
    }
    const work = ledgers.flatMap((own, process) =>
      Array.from({ length: 120 }, async (_, at) => {
        const leaf = leaves[(at + process) % 3] as EnvelopePeriodRef;
        const holdId = fresh('hold');
        const answer = await own.run(hold([leaf, root], '0.5', holdId));
        if (isRefusal(answer)) return 0n;
        const paid = await own.run(settled(holdId, at % 2 ? '0.25' : '0.5'));
        return isRefusal(paid) ? 0n : usd(paid.settled);
      }),
    );
    const sealing = sealLedger(server.sql, now());
    const spent = (await Promise.all(work)).reduce<bigint>((sum, amount) => sum + amount, 0n);
    await sealing;
    expect(await pocket(root, 'spent')).toBe(spent);
    expect((await pocket(root, 'available')) + spent).toBe(usd('20'));
    expect(await pocket(root, 'reserved')).toBe(0n);
    await Promise.all(others.map((sql) => sql.end()));
  });

  test('with the same key at the same time book it once', async () => {
    const other = connectPostgres(server.url, { max: 2 });
    const rival = createLedger({ sql: other, now });
    const before = await cash();
    const keys = Array.from({ length: 20 }, () => fresh('race'));
    const answers = await Promise.all(
      keys.flatMap((key) => [ledger.run(payment(key, '1')), rival.run(payment(key, '1'))]),
    );
    expect(answers.every((answer) => !isRefusal(answer))).toBe(true);
    expect(await cash()).toBe(before - usd('20'));
    await other.end();
  });
});

describe('within a transaction of the caller', () => {
  test('postings stand or fall with what is written beside them', async () => {
    const before = await cash();
    const key = fresh('pay');
    const failed = server.sql.begin(async (tx) => {
      expect(await ledger.within(tx, [payment(key, '3'), payment(fresh('pay'), '4')])).toHaveLength(2);
      throw new Error('what is beside them failed');
    });
    await expect(failed).rejects.toThrow('beside');
    expect(await cash()).toBe(before);
    await server.sql.begin((tx) => ledger.within(tx, [payment(key, '3')]));
    expect(await cash()).toBe(before - usd('3'));
  });
});

describe('a connection that is lost', () => {
  const lost = () => Object.assign(new Error('the connection was cut'), { code: 'CONNECTION_CLOSED' });
  /** A database whose connection is cut at every second transaction, before or after it is committed. */
  const shaky = (cut: 'before' | 'after'): Sql => {
    let calls = 0;
    const begin = async (work: (tx: TransactionSql) => Promise<unknown>) => {
      const cuts = calls++ % 2 === 0;
      if (cuts && cut === 'before') throw lost();
      const answer = await server.sql.begin(work);
      if (cuts) throw lost();
      return answer;
    };
    return { begin } as never;
  };

  test.each(['before', 'after'] as const)('%s the commit loses and doubles nothing', async (cut) => {
    const before = await cash();
    const said: string[] = [];
    const own = createLedger({ sql: shaky(cut), now, groupSize: 5, log: (message) => said.push(message) });
    const work = Array.from({ length: 30 }, () => own.run(payment(fresh('cut'), '1')));
    expect(await Promise.all(work)).toEqual(Array(30).fill({ transactions: 1 }));
    expect(await cash()).toBe(before - usd('30'));
    expect(said).toHaveLength(6);
  });
});
