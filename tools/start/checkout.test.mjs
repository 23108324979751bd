import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { dependenciesAreStale, nodeComplaint } from './checkout.mjs';

const folder = mkdtempSync(join(tmpdir(), 'exchequer-checkout-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a Node that is too old is named with the fix, and 20.19 is new enough', () => {
  expect(nodeComplaint('20.18.3')).toMatch(/Node 20\.18\.3[\s\S]*fix: install/);
  expect(nodeComplaint('18.20.0')).not.toBeNull();
  expect([nodeComplaint('20.19.0'), nodeComplaint('22.1.0'), nodeComplaint('24.0.0')]).toEqual([
    null,
    null,
    null,
  ]);
});

test('dependencies are installed when they are missing or older than the lockfile', () => {
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  const [lock, installed] = [
    join(folder, 'package-lock.json'),
    join(folder, 'node_modules', '.package-lock.json'),
  ];
  writeFileSync(lock, '{}');
  expect(dependenciesAreStale(folder)).toBe(true);
  writeFileSync(installed, '{}');
  utimesSync(installed, 100, 100);
  utimesSync(lock, 50, 50);
  expect(dependenciesAreStale(folder)).toBe(false);
  utimesSync(lock, 200, 200);
  expect(dependenciesAreStale(folder)).toBe(true);
});
