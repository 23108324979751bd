import { describe, expect, test } from 'vitest';
import { progress, teams } from '../browser/stand-in-records.ts';
import { csvAddress } from './explore/question.ts';
import { treeOrder } from './people/tree.ts';
import { secretOf } from './signin/secret.ts';
import { setups } from './sources/setup.ts';
import { secondsLeft } from './sources/time-left.ts';

describe('signing in', () => {
  test('takes the secret from a whole link or by itself', () => {
    expect(secretOf('http://127.0.0.1:4100/login#token=abc-DEF_123')).toBe('abc-DEF_123');
    expect(secretOf(' abc-DEF_123 ')).toBe('abc-DEF_123');
    expect(secretOf('not a link')).toBeNull();
    expect(secretOf('')).toBeNull();
  });
});

test('teams come in the order of the tree, and one with an unknown parent is a root', () => {
  const [engineering, platform, billing] = teams;
  expect(treeOrder([...teams].reverse()).map(({ team, depth }) => [team.id, depth])).toEqual([
    [engineering?.id, 0],
    [billing?.id, 1],
    [platform?.id, 1],
  ]);
  expect(treeOrder(teams.slice(1)).map((t) => t.depth)).toEqual([0, 0]);
});

test('an import says how long it will take, once that can be known', () => {
  const now = new Date(Date.parse(progress.started_at) + 10_000);
  expect(secondsLeft({ ...progress, bytes: 100, bytes_done: 25 }, now)).toBe(30);
  expect(secondsLeft({ ...progress, bytes_done: 0 }, now)).toBeNull();
  expect(secondsLeft({ ...progress, state: 'done' }, now)).toBeNull();
});

test('the address of a CSV holds the query and survives any text in it', () => {
  const address = csvAddress('live', {
    metrics: ['tokens'],
    range: { from: '2026-02-10', to: '2026-02-13', time_zone: 'Europe/Warsaw' },
    grain: 'day',
    group_by: ['model'],
    filters: [{ dimension: 'repo', op: 'is', values: ['łódź/✓'] }],
    compare: 'none',
    limit: 12,
  });
  expect(address).toMatch(/^\/api\/w\/live\/query\.csv\?q=[\w-]+$/);
  const query = JSON.parse(Buffer.from(address.split('q=')[1] ?? '', 'base64url').toString());
  expect(query).toMatchObject({ grain: 'total', filters: [{ values: ['łódź/✓'] }] });
});

test('every setup names this install’s address and the token', () => {
  for (const setup of setups) {
    const code = setup.code('https://tower.example', 'exq_secret');
    expect(code, setup.key).toContain('https://tower.example/');
    expect(code, setup.key).toContain('exq_secret');
  }
});
