import type { Sql } from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { migrate, migrations } from '../../migrations/index.ts';
import { type TemporaryPostgres, temporaryPostgres } from '../../postgres/testing/index.ts';
import { type AnalyticsEngine, openEngine } from '../engine/index.ts';
import { createFacts, factDdl } from './index.ts';

let database: TemporaryPostgres;
let sql: Sql;
let engine: AnalyticsEngine;
let now: string;
let nth = 0;
let workspace = '';

beforeAll(async () => {
  database = await temporaryPostgres();
  sql = database.sql;
  await migrate(sql, migrations);
  engine = await openEngine({ path: ':memory:' });
  for (const statement of factDdl(null)) await engine.command(statement);
});
afterAll(async () => {
  await engine.close();
  await database.close();
});
beforeEach(async () => {
  now = '2026-11-21T09:00:00Z';
  workspace = `w${++nth}`;
  await sql`insert into workspace (key, name) values (${workspace}, ${workspace})`;
  await person('ann');
});

const person = (id: string) => sql`
  insert into worker (workspace, id, kind, name, external_id, owner_id, family, active_from, active_to)
  values (${workspace}, ${id}, 'person', ${id}, '', null, '', '2026-11-01', null)`;

/** Refreshes as a server does that has just been started, and tells which tables it wrote. */
async function started(failAt?: RegExp): Promise<string[]> {
  const wrote: string[] = [];
  const watched: AnalyticsEngine = {
    ...engine,
    command: async (statement, params) => {
      if (failAt?.test(statement)) throw new Error('killed');
      const table = /^INSERT INTO (\w+)_fresh/.exec(statement)?.[1];
      if (table) wrote.push(table);
      await engine.command(statement, params);
    },
  };
  const facts = createFacts({ engine: watched, sql, timeZone: () => 'UTC', now: () => new Date(now) });
  await facts.refreshAll(workspace);
  return wrote;
}

const persons = async (day: string) => {
  const [row] = await engine.query<{ n: string }>(
    `SELECT toString(sum(persons)) AS n FROM staff_day WHERE workspace = '${workspace}' AND day = '${day}'`,
  );
  return Number(row?.n);
};

describe('facts by day after a start', () => {
  test('are made once, and not again where nothing has changed', async () => {
    expect(await started()).toEqual(['staff_day']);
    expect(await started()).toEqual([]);
    expect(await persons('2026-11-21')).toBe(1);
  });

  test('are made anew after a change, and on the next day', async () => {
    await started();
    await person('bob');
    expect(await started()).toEqual(['staff_day']);
    expect(await persons('2026-11-21')).toBe(2);
    now = '2026-11-22T09:00:00Z';
    expect(await started()).toEqual(['staff_day']);
    expect(await persons('2026-11-22')).toBe(2);
  });

  test('are emptied once nothing is told any more', async () => {
    await started();
    await sql`delete from worker where workspace = ${workspace}`;
    await started();
    expect(await persons('2026-11-21')).toBe(0);
  });

  test('are made anew where their rows were lost', async () => {
    await started();
    await engine.command('TRUNCATE TABLE staff_day');
    expect(await started()).toEqual(['staff_day']);
    expect(await persons('2026-11-21')).toBe(1);
  });

  test.each([
    ['before readers see them', /^ALTER TABLE staff_day REPLACE/],
    ['before they are marked', /^INSERT INTO fact_mark/],
  ])('that could not be made are made at the next start: %s', async (_, at) => {
    await started();
    await person('bob');
    await expect(started(at)).rejects.toThrow('killed');
    expect(await started()).toEqual(['staff_day']);
    expect(await persons('2026-11-21')).toBe(2);
  });
});
