import type { Sql } from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assertReachable, connectPostgres } from './index.ts';
import { type TemporaryPostgres, temporaryPostgres } from './testing/index.ts';

let server: TemporaryPostgres;
let sql: Sql;

beforeAll(async () => {
  server = await temporaryPostgres();
  sql = server.sql;
});

afterAll(() => server?.close());

test('money and 64-bit counts come back to the last digit', async () => {
  const [row] = await sql`
    SELECT 12345678901234567890123456.123456789012::numeric(38,12) AS cost,
           9223372036854775807::bigint AS tokens, ${'9007199254740993'}::bigint AS bound`;
  expect(row).toEqual({
    cost: '12345678901234567890123456.123456789012',
    tokens: '9223372036854775807',
    bound: '9007199254740993',
  });
});

test('a company day stays that day whatever the zone of this machine', async () => {
  const [row] = await sql`SELECT DATE '2026-03-29' AS day, ${'2026-10-25'}::date AS bound`;
  expect(row).toEqual({ day: '2026-03-29', bound: '2026-10-25' });
});

test('an instant arrives as a date in UTC', async () => {
  const [row] = await sql`SELECT TIMESTAMPTZ '2026-03-29 01:30:00+00' AS at`;
  expect(row?.at).toEqual(new Date('2026-03-29T01:30:00Z'));
});

test('a server that does not answer is named, with the fix', async () => {
  const nobody = connectPostgres('postgres://someone:secret@127.0.0.1:1/books', { max: 1 });
  const failure = await assertReachable(nobody).catch((error: unknown) => error);
  await nobody.end();
  expect(failure).toMatchObject({ code: 'unreachable', fix: expect.stringContaining('DATABASE_URL') });
  expect(String(failure)).toContain('127.0.0.1:1/books');
  expect(String(failure)).not.toContain('secret');
});
