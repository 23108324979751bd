import type { SeriesState } from '@exchequer/model';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrate, migrations } from '../migrations/index.ts';
import { type TemporaryPostgres, temporaryPostgres } from '../postgres/testing/index.ts';
import { forgetSeries, postgresSeriesStore } from './index.ts';

let postgres: TemporaryPostgres;
beforeAll(async () => {
  postgres = await temporaryPostgres();
  await migrate(postgres.sql, migrations);
});
afterAll(() => postgres.close());

const state: SeriesState = {
  lastTimeNanos: 1791277260000000000n,
  lastValue: 123456789012345678901234567890n,
  unconfirmed: [{ timeNanos: 1791277260000000000n, delta: 42n }],
};

async function statesOf(workspace: string, keys: string[]): Promise<Map<string, SeriesState>> {
  let seen = new Map<string, SeriesState>();
  await postgresSeriesStore(postgres.sql).update(workspace, keys, (states) => {
    seen = new Map(states);
    return new Map();
  });
  return seen;
}

describe('series in PostgreSQL', () => {
  test('a state comes back exactly, and workspaces do not see one another', async () => {
    const store = postgresSeriesStore(postgres.sql);
    await store.update('live', ['a', 'b'], (states) => {
      expect(states.size).toBe(0);
      return new Map([['a', state]]);
    });
    expect(await statesOf('live', ['a', 'b'])).toEqual(new Map([['a', state]]));
    expect(await statesOf('sample', ['a'])).toEqual(new Map());
  });

  test('concurrent updates of the same series follow one another and none is lost', async () => {
    const store = postgresSeriesStore(postgres.sql);
    const keys = ['x', 'y', 'z'];
    const count = (from: string[]) =>
      store.update('live', from, (states) => {
        const next = new Map<string, SeriesState>();
        for (const key of from) {
          const last = states.get(key)?.lastValue ?? 0n;
          next.set(key, { lastTimeNanos: 1n, lastValue: last + 1n, unconfirmed: [] });
        }
        return next;
      });
    await Promise.all(Array.from({ length: 40 }, (_, i) => count(i % 2 ? keys : [...keys].reverse())));
    const states = await statesOf('live', keys);
    expect(keys.map((key) => states.get(key)?.lastValue)).toEqual([40n, 40n, 40n]);
  });

  test('silent series are forgotten, except where an increase may not have been booked', async () => {
    const store = postgresSeriesStore(postgres.sql);
    const quiet = { ...state, unconfirmed: [] };
    await store.update(
      'live',
      ['quiet', 'open'],
      () =>
        new Map([
          ['quiet', quiet],
          ['open', state],
        ]),
    );
    expect(await forgetSeries(postgres.sql, new Date(0))).toBe(0);
    expect(await forgetSeries(postgres.sql, new Date(Date.now() + 60_000))).toBeGreaterThan(0);
    expect([...(await statesOf('live', ['quiet', 'open'])).keys()]).toEqual(['open']);
  });
});
