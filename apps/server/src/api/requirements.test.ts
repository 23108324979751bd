import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { metricOf } from '@exchequer/core/metric';
import { expect, test } from 'vitest';
import { generateOpenApi } from './openapi.ts';

const root = new URL('../../../../', import.meta.url).pathname;
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const requirements = 91;

/** Text of every source file below a folder. */
const textBelow = (path: string): string =>
  readdirSync(join(root, path), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|sql)$/.test(name) && !name.endsWith('.test.ts'))
    .map((name) => read(join(path, name)))
    .join('\n');

interface Row {
  number: number;
  tokens: { kind: string; name: string }[];
  waits: string;
}

const rows: Row[] = read('docs/REQUIREMENTS.md')
  .split('\n')
  .filter((line) => /^\| \d+ \|/.test(line))
  .map((line) => {
    const [, number = '', , met = '', waits = ''] = line.split('|').map((cell) => cell.trim());
    const tokens = [...met.matchAll(/`(\w+):([^`]+)`/g)].map(([, kind = '', name = '']) => ({ kind, name }));
    return { number: Number(number), tokens, waits };
  });
const named = (kind: string): string[] => [
  ...new Set(
    rows.flatMap(({ tokens }) => tokens.filter((token) => token.kind === kind).map(({ name }) => name)),
  ),
];

test('every requirement stands once, with what meets it or what it waits for', () => {
  expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: requirements }, (_, at) => at + 1));
  for (const { number, tokens, waits } of rows)
    expect(tokens.length > 0 || waits !== '', `${number}`).toBe(true);
});

test('every metric that is named is in the catalogue', () => {
  expect(named('metric').filter((key) => !metricOf(key))).toEqual([]);
});

test('every endpoint that is named is in the API', async () => {
  const { paths = {} } = await generateOpenApi('http://127.0.0.1:4100');
  const known = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods ?? {}).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(named('api').filter((endpoint) => !known.includes(endpoint))).toEqual([]);
});

test('every page that is named is a route of the web app', () => {
  const routes = read('apps/web/src/router.tsx');
  expect(named('page').filter((path) => !routes.includes(`path: '${path}'`))).toEqual([]);
});

test('every command that is named is registered', () => {
  const folder = 'apps/cli/src/commands';
  const missing = named('command').filter((command) => {
    const [, group = '', sub] = command.split(' ');
    const place = [join(folder, group), join(folder, `${group}.ts`)].find((path) =>
      existsSync(join(root, path)),
    );
    if (!place) return true;
    const text = statSync(join(root, place)).isDirectory() ? textBelow(place) : read(place);
    return sub !== undefined && !text.includes(`.command('${sub}')`);
  });
  expect(missing).toEqual([]);
});

test('every table that is named is made, and every test is there', () => {
  const made = textBelow('packages/store/src');
  const isMade = (name: string) =>
    made.includes(`create table ${name} (`) || made.includes(`name: '${name}'`);
  expect(named('table').filter((name) => !isMade(name))).toEqual([]);
  expect(named('test').filter((path) => !existsSync(join(root, path)))).toEqual([]);
});
