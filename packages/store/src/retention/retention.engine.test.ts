import { afterAll, beforeAll, expect, test } from 'vitest';
import { migrate, migrations } from '../migrations/index.ts';
import { type TemporaryPostgres, temporaryPostgres } from '../postgres/testing/index.ts';
import { forgetOld } from './index.ts';

let postgres: TemporaryPostgres;
const now = new Date('2026-11-22T00:00:00Z');
const ago = (days: number) => new Date(now.getTime() - days * 86_400_000);

beforeAll(async () => {
  postgres = await temporaryPostgres();
  const { sql } = postgres;
  await migrate(sql, migrations);
  await sql`
    insert into outcome_source (workspace, id, vendor, name, secret, created_at, created_by)
    values ('live', 'hook_1', 'github', 'Acme', '\\x00', ${now}, 'usr_1')`;
  for (const days of [1, 29, 31, 32, 33, 34, 35]) {
    await sql`
      insert into webhook_delivery (source_id, delivery_id, event, state, detail, received_at)
      values ('hook_1', ${`d${days}`}, '', 'taken', '', ${ago(days)})`;
  }
  for (const days of [13, 15]) {
    await sql`
      insert into held_delivery (source_id, digest, believed, event, error, fix, received_at, sealed)
      values ('hook_1', ${Buffer.from([days])}, true, '', 'e', 'f', ${ago(days)}, '\\x00')`;
  }
  for (const days of [399, 401]) {
    await sql`
      insert into shown (workspace, actor_id, question, items, shown_at)
      values ('live', 'usr_1', ${Buffer.from([days % 256])}, ${['2025-01-01']}, ${ago(days)})`;
  }
});
afterAll(() => postgres.close());

const kept = async () =>
  (
    await postgres.sql<
      { delivery_id: string }[]
    >`select delivery_id from webhook_delivery order by received_at`
  ).map((row) => row.delivery_id);

test('a round removes the oldest first and no more than its bounds, and the next one goes on', async () => {
  const first = await forgetOld(postgres.sql, now, { rows: 2, batches: 1 });
  expect(first).toEqual({ webhook_delivery: 2, held_delivery: 1, shown: 1 });
  expect(await kept()).toEqual(['d33', 'd32', 'd31', 'd29', 'd1']);
  expect(await forgetOld(postgres.sql, now, { rows: 2, batches: 5 })).toEqual({
    ...{ webhook_delivery: 3, held_delivery: 0, shown: 0 },
  });
  expect(await kept()).toEqual(['d29', 'd1']);
});

test('what a connection works on is passed over and not waited for', async () => {
  const { sql } = postgres;
  const later = ago(-60);
  await sql.begin(async (busy) => {
    await busy`select 1 from webhook_delivery where delivery_id = 'd29' for update`;
    expect((await forgetOld(sql, later)).webhook_delivery).toBe(1);
  });
  expect((await forgetOld(sql, later)).webhook_delivery).toBe(1);
  expect(await kept()).toEqual([]);
});
