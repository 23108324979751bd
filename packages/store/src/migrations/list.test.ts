import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { migrations } from './list.ts';

test('every numbered file is listed once, in order', () => {
  const here = fileURLToPath(new URL('.', import.meta.url));
  const files = readdirSync(here).filter((name) => name.endsWith('.sql'));
  expect(migrations.map(({ name }) => `${name}.sql`)).toEqual(files.sort());
});

test('every number stands once, with four digits and a name that says what', () => {
  const numbers = migrations.map(({ name }) => name.match(/^(\d{4})_[a-z_]+$/)?.[1]);
  expect(numbers).not.toContain(undefined);
  expect(new Set(numbers).size).toBe(numbers.length);
});

test('no migration is empty', () => {
  for (const { name, sql } of migrations) expect(sql, name).toMatch(/\b(create|alter|insert)\b/i);
});
