import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { usageColumns } from '@exchequer/model';
import { contract } from '@exchequer/model/contract';
import { migrations } from '@exchequer/store/migrations';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';

/**
 * Answers that set a person beside tokens or money, and for whom: each is a person's own, their envelope's or
 * their pay's, none is a score. Whatever else would put a person beside an amount does not get past here.
 */
const allowed: Readonly<Record<string, string>> = {
  'me.budget': 'oneself',
  'me.spend': 'oneself',
  'me.statement': 'oneself, signed in; a role’s band of ten and more',
  'people.unattributed': 'admins, of an address that nobody is known by, until it is mapped',
  'privacy.look': 'two admins together, for hours, written down',
};
/** Parts of the API whose amounts are money that was given to a person: limits, grants and pay, not use. */
const ownLaw = ['budget', 'charge', 'compensation', 'grant', 'ledger', 'policy', 'gateway', 'key'];
/** A person's own keys, with their limits. */
const ownKeys = /^me\.\w*[kK]eys?$/;

interface Procedure {
  '~orpc': { outputSchema?: z.ZodType };
}
const procedures = (part: object, path: string[] = []): [string, Procedure][] =>
  Object.entries(part).flatMap(([name, one]) =>
    '~orpc' in one
      ? [[[...path, name].join('.'), one as Procedure] as [string, Procedure]]
      : procedures(one, [...path, name]),
  );

type Json = { properties?: Record<string, Json>; [key: string]: unknown };
/** Every object of a schema, as the names of its fields and of all that it holds. */
function objects(schema: unknown): string[][] {
  if (schema === null || typeof schema !== 'object') return [];
  if (Array.isArray(schema)) return schema.flatMap(objects);
  const { properties } = schema as Json;
  const inner = Object.values(schema).flatMap(objects);
  if (!properties || Array.isArray(properties)) return inner;
  return [[...new Set([...Object.keys(properties), ...inner.flat()])], ...inner];
}

const person = /^(worker(_id|_name)?|person(_id)?|user_id|email|identity|author)$/;
const amount = /^(?!csrf_).*(token|cost|spend|spent|score|rank|requests)/;

describe('no score of a person exists', () => {
  test('in the API, but for what is a person’s own', () => {
    const found = procedures(contract)
      .filter(([, { '~orpc': told }]) => told.outputSchema)
      .filter(([name]) => !ownLaw.includes(name.split('.')[0] ?? ''))
      .filter(([, { '~orpc': told }]) =>
        objects(
          z.toJSONSchema(told.outputSchema as z.ZodType, { io: 'output', unrepresentable: 'any' }),
        ).some((names) => names.some((name) => person.test(name)) && names.some((name) => amount.test(name))),
      )
      .map(([name]) => name);
    expect(
      found.filter((name) => !(name in allowed) && !single.includes(name) && !ownKeys.test(name)),
    ).toEqual([]);
    for (const name of Object.keys(allowed)) expect(found).toContain(name);
  });

  test('among the dimensions and metrics of readings', () => {
    const told = JSON.stringify(
      z.toJSONSchema(contract.metric.query['~orpc'].inputSchema as z.ZodType, { io: 'input' }),
    );
    expect(told).toContain('"team"');
    expect(told).not.toMatch(/"(worker|worker_id|person|identity|user|email)"/);
  });

  test('in the columns of usage', () => {
    expect(usageColumns.filter(({ name }) => /score|rank|rating/.test(name))).toEqual([]);
  });

  test('in what readings group by: the worker is looked at in few files, each of which says what for', () => {
    const folder = fileURLToPath(new URL('../../../../packages/store/src/analytics/query/', import.meta.url));
    const files = readdirSync(folder).filter(
      (name) => /(?<!test)\.ts$/.test(name) && !name.endsWith('.test.ts'),
    );
    const looking = files.filter((name) => /\bworker_id\b/.test(readFileSync(join(folder, name), 'utf8')));
    expect(looking.filter((name) => !(name in lookers))).toEqual([]);
  });

  test('in PostgreSQL: no table sets a person beside tokens', () => {
    const tables = migrations.flatMap(({ sql }) =>
      [...sql.matchAll(/create table (\w+) \(([\s\S]*?)\n\);/g)].map(([, name = '', body = '']) => ({
        name,
        body,
      })),
    );
    expect(tables.length).toBeGreaterThan(40);
    const found = tables.filter(
      ({ body }) => /^\s+worker_id\b/m.test(body) && /^\s+\w*(tokens|score|rank)\w*\b/m.test(body),
    );
    expect(found.map(({ name }) => name).filter((name) => !books.includes(name))).toEqual([]);
  });
});

/** One call or one record, without a sum over a person's calls. */
const single = ['usage.get'];
/** A key's limit of tokens per minute is no use. */
const books = ['gate_key'];

/** Readings that look who is in a cell. */
const lookers: Readonly<Record<string, string>> = {
  'guard-cell.ts': 'counts persons, for the rule itself',
  'people.ts': 'statistics of five persons and more, without names',
  'role.ts': 'inequality within roles of five persons and more, without names',
  'response.ts': 'how results follow spend over a hundred persons and more, without names',
  'person.ts': 'oneself',
  'print.ts': 'prints what people.ts and role.ts ask',
  'dimension.ts': 'whether anybody is known for an event',
  'event.ts': 'one event, for the person it is of',
  'event-row.ts': 'one event, for the person it is of',
};
