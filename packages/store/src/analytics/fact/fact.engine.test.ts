import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sql } from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { forgetOldGates, writeMinutes } from '../../gate/index.ts';
import { migrate, migrations } from '../../migrations/index.ts';
import { connectPostgres, type EmbeddedPostgres, startEmbedded } from '../../postgres/index.ts';
import { type AnalyticsEngine, openEngine } from '../engine/index.ts';
import { createFacts, type Facts, factDdl } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'exchequer-fact-'));
let server: EmbeddedPostgres;
let sql: Sql;
let engine: AnalyticsEngine;
let facts: Facts;

beforeAll(async () => {
  server = await startEmbedded({ home: folder });
  sql = connectPostgres(server.url, { max: 4 });
  engine = await openEngine({ path: join(folder, 'clickhouse'), readers: 1 });
  for (const statement of factDdl(null)) await engine.command(statement);
  facts = createFacts({
    engine,
    sql,
    timeZone: () => 'UTC',
    now: () => new Date('2026-11-21T09:00:00Z'),
  });
});

beforeEach(async () => {
  await sql.unsafe('drop schema public cascade; create schema public');
  await migrate(sql, migrations);
  for (const ws of ['live', 'sample']) await facts.refreshAll(ws);
});

afterAll(async () => {
  await engine.close();
  await sql.end();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function person(id: string, from: string | null, to: string | null, workspace = 'live') {
  await sql`insert into worker (workspace, id, kind, name, external_id, owner_id, family, active_from, active_to)
    values (${workspace}, ${id}, 'person', ${id}, '', null, '', ${from}, ${to})`;
}
async function member(id: string, team: string, from: string | null, to: string | null, workspace = 'live') {
  await sql`insert into team (workspace, id, name, external_id) values (${workspace}, ${team}, ${team}, '')
    on conflict do nothing`;
  await sql`insert into membership (workspace, worker_id, team_id, valid_from, valid_to)
    values (${workspace}, ${id}, ${team}, ${from}, ${to})`;
}
async function pay(id: string, on: string, base: number, role: string, currency = 'USD') {
  await sql`insert into compensation (workspace, worker_id, effective_on, base, bonus, equity, currency, role, band)
    values ('live', ${id}, ${on}, ${base}, 0, 0, ${currency}, ${role}, '')`;
}
const days = (columns: string, rest: string, table = 'staff_day') =>
  engine.query<Record<string, string | number>>(`SELECT ${columns} FROM ${table} WHERE ${rest}`);

describe('staff by day', () => {
  test('follows starts, leaves and moves between teams', async () => {
    await person('ann', '2026-11-10', null);
    await member('ann', 'red', null, '2026-11-15');
    await member('ann', 'blue', '2026-11-15', null);
    await person('bob', null, '2026-11-18');
    await member('bob', 'red', null, null);
    await facts.refresh('live', 'staff');
    const rows = await days(
      'toString(day) AS day, team_id AS team, toString(persons) AS n, toString(starts) AS begun, toString(leaves) AS gone',
      "workspace = 'live' AND day >= '2026-11-09' ORDER BY day, team_id",
    );
    const at = (day: string) => rows.filter((row) => row.day === day).map(({ day: _, ...row }) => row);
    expect(at('2026-11-09')).toEqual([{ team: 'red', n: '1', begun: '0', gone: '0' }]);
    expect(at('2026-11-10')).toEqual([{ team: 'red', n: '2', begun: '1', gone: '0' }]);
    expect(at('2026-11-15')).toEqual([
      { team: 'blue', n: '1', begun: '0', gone: '0' },
      { team: 'red', n: '1', begun: '0', gone: '0' },
    ]);
    expect(at('2026-11-18')).toEqual([
      { team: 'blue', n: '1', begun: '0', gone: '0' },
      { team: 'red', n: '0', begun: '0', gone: '1' },
    ]);
    expect(rows.at(-1)?.day).toBe('2026-11-21');
    const [sum] = await days('toString(sum(person_days)) AS n', "workspace = 'live' AND team_id = 'blue'");
    expect(sum?.n).toBe('7');
  });

  test('knows managers by the role of the day', async () => {
    await person('ann', '2026-11-01', null);
    await pay('ann', '2026-11-01', 100, 'Engineer');
    await pay('ann', '2026-11-11', 200, 'Engineering manager');
    await facts.refresh('live', 'staff');
    const rows = await days(
      'role, toString(sum(person_days)) AS n, toString(sum(managers)) AS lead, toString(sum(starts)) AS s',
      "workspace = 'live' GROUP BY role ORDER BY role",
    );
    expect(rows).toEqual([
      { role: 'Engineer', n: '10', lead: '0', s: '1' },
      { role: 'Engineering manager', n: '11', lead: '11', s: '0' },
    ]);
  });

  test('is made anew for one workspace and leaves the others', async () => {
    await person('ann', '2026-11-20', null);
    await person('zed', '2026-11-20', null, 'sample');
    await facts.refreshAll('live');
    await facts.refreshAll('sample');
    await facts.refreshAll('sample');
    const count = () =>
      days('workspace, toString(sum(persons)) AS n', '1 GROUP BY workspace ORDER BY workspace');
    expect(await count()).toEqual([
      { workspace: 'live', n: '2' },
      { workspace: 'sample', n: '2' },
    ]);
    await sql`delete from worker where workspace = 'live'`;
    await facts.refresh('live', 'staff');
    expect(await count()).toEqual([{ workspace: 'sample', n: '2' }]);
  });
});

describe('pay by day', () => {
  test('in another currency is dollars by the last rate of each day, and stays apart before the first', async () => {
    await person('ann', '2026-01-01', '2026-01-13');
    await pay('ann', '2026-01-01', 365_000, 'Engineer', 'EUR');
    const rate = (day: string, usd: string) => sql`
      insert into currency_rate (workspace, currency, day, usd, source) values ('live', 'EUR', ${day}, ${usd}, 'ECB')`;
    await rate('2026-01-03', '1.10');
    await rate('2026-01-09', '1.25');
    await facts.refresh('live', 'pay');
    const rows = await days(
      'currency, toString(sum(persons)) AS days, toString(sum(base)) AS base',
      "workspace = 'live' GROUP BY currency ORDER BY currency",
      'pay_day',
    );
    // Two days without a rate, six at 1.10 and four at 1.25, of 1000 a day.
    expect(rows).toEqual([
      { currency: 'EUR', days: '2', base: '2000' },
      { currency: 'USD', days: '10', base: '11600' },
    ]);
  });

  test('is a 365th of annual pay while the person is employed, a 366th in a leap year', async () => {
    await person('ann', '2024-02-28', '2025-03-02');
    await pay('ann', '2024-01-01', 366_000, 'Engineer');
    await pay('ann', '2025-01-01', 365_000, 'Engineer');
    await facts.refresh('live', 'pay');
    const rows = await days(
      'toYear(day) AS year, toString(count()) AS days, toString(sum(base)) AS base, any(currency) AS currency',
      "workspace = 'live' GROUP BY year ORDER BY year",
      'pay_day',
    );
    expect(rows).toEqual([
      { year: 2024, days: '308', base: '308000', currency: 'USD' },
      { year: 2025, days: '60', base: '60000', currency: 'USD' },
    ]);
  });
});

describe('calls at the gate', () => {
  const gateway = { id: 'gw_1', life: 'life1' };
  const minute = (at: string, requests: number, refused: Record<string, number> = {}) => ({
    ...{ workspace: 'live', upstreamId: 'up_1', minute: new Date(at), requests, refused },
    ...{ errors: 0, cacheHits: 0, firstByte: [], overhead: [], lastError: null, lastErrorAt: null },
  });
  const calls = () =>
    days(
      'toString(day) AS day, toString(requests) AS requests, toString(denied) AS denied',
      "workspace = 'live' AND about = 'calls' ORDER BY day",
      'gate_day',
    );

  test('are counted by day when their minutes are long forgotten, in a zone of half hours too', async () => {
    // Midnight in Kolkata is at half past six in the evening of UTC.
    const india = createFacts({
      ...{ engine, sql, timeZone: () => 'Asia/Kolkata', now: () => new Date('2026-11-21T09:00:00Z') },
    });
    await writeMinutes(sql, gateway, [
      minute('2026-01-05T18:29:00Z', 10, { 'budget-exhausted': 2 }),
      minute('2026-01-05T18:30:00Z', 7, { 'rate-limited': 1 }),
    ]);
    await writeMinutes(sql, { ...gateway, id: 'gw_2' }, [
      minute('2026-01-05T18:31:00Z', 5, { 'rate-limited': 2, 'budget-exhausted': 1 }),
    ]);
    await india.refresh('live', 'gate');
    const told = await calls();
    expect(told).toEqual([
      { day: '2026-01-05', requests: '10', denied: '2' },
      { day: '2026-01-06', requests: '12', denied: '4' },
    ]);
    expect(await forgetOldGates(sql)).toBe(3);
    expect(await forgetOldGates(sql)).toBe(0);
    await india.refresh('live', 'gate');
    expect(await calls()).toEqual(told);
    // A gateway that was away for long tells what it still had.
    await writeMinutes(sql, { ...gateway, id: 'gw_3' }, [
      minute('2026-01-05T18:35:00Z', 1, { 'rate-limited': 1 }),
    ]);
    await forgetOldGates(sql);
    await india.refresh('live', 'gate');
    expect((await calls())[1]).toEqual({ day: '2026-01-06', requests: '13', denied: '5' });
    const [quarter] = await sql`
      select requests::int, refused from gate_quarter where quarter = '2026-01-05 18:30Z'`;
    expect(quarter).toEqual({ requests: 13, refused: { 'rate-limited': 4, 'budget-exhausted': 1 } });
  });
});
