import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from './checkout.mjs';
import { mended } from './postgres-driver.mjs';

const driver = readFileSync(join(root, 'node_modules', 'postgres', 'src', 'connection.js'), 'utf8');

test('the installed driver is the one that is mended', () => {
  expect(mended(driver)).toContain('if (terminated || socket === null)');
});

test('a driver that has changed is not bundled unseen', () => {
  expect(() => mended(mended(driver))).toThrow('postgres.js has changed');
});
