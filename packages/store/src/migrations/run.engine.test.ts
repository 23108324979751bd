import type { Sql } from 'postgres';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type TemporaryPostgres, temporaryPostgres } from '../postgres/testing/index.ts';
import { migrate, migrations } from './index.ts';

const steps = [
  { name: '0002_second', sql: 'alter table first add column b int not null default 7' },
  { name: '0001_first', sql: 'create table first (a int); insert into first values (1)' },
];
let server: TemporaryPostgres;
let sql: Sql;

beforeAll(async () => {
  server = await temporaryPostgres();
  sql = server.sql;
});

beforeEach(async () => {
  await sql.unsafe('drop schema public cascade; create schema public');
});

afterAll(() => server?.close());

test('the whole schema is made on an empty database, and made once', async () => {
  expect(await migrate(sql, migrations)).toEqual(migrations.map(({ name }) => name));
  expect(await migrate(sql, migrations)).toEqual([]);
  expect(await sql`SELECT key FROM workspace ORDER BY key`).toEqual([{ key: 'live' }, { key: 'sample' }]);
});

test('steps run in the order of their numbers, however they are listed', async () => {
  expect(await migrate(sql, steps)).toEqual(['0001_first', '0002_second']);
  expect(await sql`SELECT a, b FROM first`).toEqual([{ a: 1, b: 7 }]);
});

test('two towers that start at once apply each step once', async () => {
  const applied = await Promise.all([migrate(sql, steps), migrate(sql, steps)]);
  expect(applied.flat().toSorted()).toEqual(['0001_first', '0002_second']);
});

test('a step that was changed after it was applied is refused', async () => {
  await migrate(sql, steps);
  const changed = steps.map((step) => ({ ...step, sql: `${step.sql} ` }));
  await expect(migrate(sql, changed)).rejects.toMatchObject({ code: 'migration-changed' });
});

test('data of a newer version is refused', async () => {
  await migrate(sql, steps);
  await expect(migrate(sql, steps.slice(1))).rejects.toMatchObject({ code: 'migration-missing' });
});

test('a step that fails leaves nothing behind and can be run again', async () => {
  const broken = [...steps, { name: '0003_third', sql: 'create table third (a int); select 1 / 0' }];
  await expect(migrate(sql, broken)).rejects.toMatchObject({ code: 'migration-failed' });
  expect(await sql`SELECT to_regclass('third') AS found`).toEqual([{ found: null }]);
  const mended = [...steps, { name: '0003_third', sql: 'create table third (a int)' }];
  expect(await migrate(sql, mended)).toEqual(['0003_third']);
});
