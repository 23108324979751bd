import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { inspect, printFindings, readRepository } from './repository.ts';

test('the source of this repository is tidy', { timeout: 180_000 }, () => {
  const root = fileURLToPath(new URL('../../..', import.meta.url));
  expect(printFindings(inspect(readRepository(root)))).toBe('');
});

test('a run that reads no source fails instead of passing', () => {
  expect(inspect([]).map((finding) => finding.rule)).toEqual(['nothing-read']);
});
