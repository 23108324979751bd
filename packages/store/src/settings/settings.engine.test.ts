import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sql } from 'postgres';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { migrate, migrations } from '../migrations/index.ts';
import { connectPostgres, type EmbeddedPostgres, startEmbedded } from '../postgres/index.ts';
import { createSettings } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'exchequer-settings-'));
const by = { id: 'usr_1', name: 'Ada' };
const zones: string[] = [];
let server: EmbeddedPostgres;
let sql: Sql;

const open = (machineTimeZone: string) =>
  createSettings({
    sql,
    now: () => new Date('2026-11-21T09:00:00Z'),
    machineTimeZone,
    onTimeZoneChange: async (zone) => void zones.push(zone),
  });

beforeAll(async () => {
  server = await startEmbedded({ home: folder });
  sql = connectPostgres(server.url, { max: 2 });
});

beforeEach(async () => {
  await sql.unsafe('drop schema public cascade; create schema public');
  await migrate(sql, migrations);
  zones.length = 0;
});

afterAll(async () => {
  await sql?.end();
  await server?.stop();
  if (server && !server.data.startsWith(folder)) rmSync(join(server.data, '..'), { recursive: true });
  rmSync(folder, { recursive: true, force: true });
});

test('the first start takes over the zone of the machine, later starts leave it', async () => {
  expect((await open('Europe/Warsaw')).current()).toEqual({
    company_name: '',
    currency: 'USD',
    time_zone: 'Europe/Warsaw',
    fiscal_year_start_month: 1,
  });
  expect((await open('Asia/Tokyo')).current().time_zone).toBe('Europe/Warsaw');
});

test('a machine without a known zone leaves UTC', async () => {
  expect((await open('Nowhere/Else')).current().time_zone).toBe('UTC');
});

test('a change is kept, announced when it moves the days, and written down', async () => {
  const settings = await open('UTC');
  await settings.change({ company_name: 'Halyard', time_zone: undefined }, by);
  expect(zones).toEqual([]);
  await settings.change({ time_zone: 'America/New_York' }, by);
  await settings.change({ time_zone: 'America/New_York' }, by);
  expect(zones).toEqual(['America/New_York']);
  expect((await open('UTC')).current()).toMatchObject({
    company_name: 'Halyard',
    time_zone: 'America/New_York',
  });
  const audit = await sql`select action, subject from audit_entry order by id`;
  expect(audit.map(({ subject }) => subject)).toEqual(['company_name', 'time_zone']);
});

test('a value that the contract refuses is not kept', async () => {
  const settings = await open('UTC');
  await expect(settings.change({ time_zone: 'Mars/Olympus' }, by)).rejects.toThrow();
  await expect(settings.change({ currency: 'usd' }, by)).rejects.toThrow();
  expect((await open('UTC')).current()).toMatchObject({ time_zone: 'UTC', currency: 'USD' });
});
