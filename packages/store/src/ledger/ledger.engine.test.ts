import { appropriate, reserve, settle } from '@exchequer/core/ledger';
import { type EnvelopePeriodRef, parseUsd } from '@exchequer/model';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrate, migrations } from '../migrations/index.ts';
import { type TemporaryPostgres, temporaryPostgres } from '../postgres/testing/index.ts';
import { createLedger, type Ledger } from './index.ts';

const now = () => new Date('2026-11-21T09:00:00Z');
const day = '2026-11-21';
const workspace = 'live';
let server: TemporaryPostgres;
let ledger: Ledger;
let serial = 0;

const fresh = (what: string) => `${what}-${++serial}`;
const envelope = (envelopeId: string, more: Partial<EnvelopePeriodRef> = {}): EnvelopePeriodRef => ({
  envelopeId,
  periodKey: '2026-11',
  enforcement: 'hard',
  overdraft: 0n,
  currency: 'USD',
  ...more,
});

async function funded(dollars: string, ...names: string[]): Promise<EnvelopePeriodRef[]> {
  const path = names.map((name) => envelope(fresh(name)));
  await Promise.all(
    path.map((period) =>
      ledger.run(
        appropriate({ workspace, key: fresh('fund'), envelope: period, amount: parseUsd(dollars), day }),
      ),
    ),
  );
  return path;
}

const hold = (path: EnvelopePeriodRef[], dollars: string, holdId = fresh('hold'), key = fresh('key')) =>
  reserve({
    workspace,
    key,
    holdId,
    path,
    amount: parseUsd(dollars),
    expiresAt: new Date('2026-11-21T10:00:00Z'),
    day,
  });

async function balance(key: string): Promise<string> {
  const [row] = await server.sql<{ balance: string }[]>`
    SELECT balance::float8::text AS balance FROM ledger_account WHERE workspace = ${workspace} AND key = ${key}`;
  return row?.balance ?? '0';
}

beforeAll(async () => {
  server = await temporaryPostgres();
  await migrate(server.sql, migrations);
  ledger = createLedger({ sql: server.sql, now });
});

afterAll(() => server.close());

describe('reserving and settling', () => {
  test('holds at every level and gives the rest back', async () => {
    const path = await funded('10', 'leaf', 'root');
    const asked = hold(path, '4', 'h1');
    expect(await ledger.run(asked)).toMatchObject({ hold: 'h1', amount: '4' });
    const answers = await Promise.all([
      ledger.run(
        settle({ workspace, key: fresh('s'), holdId: 'h1', amount: parseUsd('1.5'), final: true, day }),
      ),
      ledger.run(hold(path, '9')),
    ]);
    expect(answers[0]).toMatchObject({ settled: '1.5', held: '0' });
    expect(answers[1]).toMatchObject({ refused: 'envelope-exhausted' });
    for (const { envelopeId } of path) {
      const pocket = (name: string) => balance(`envelope/${envelopeId}/2026-11/${name}`);
      expect(await pocket('available')).toBe('8.5');
      expect(await pocket('spent')).toBe('1.5');
      expect(await pocket('reserved')).toBe('0');
    }
  });
});
