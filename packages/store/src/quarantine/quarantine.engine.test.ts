import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { migrate, migrations } from '../migrations/index.ts';
import { type TemporaryPostgres, temporaryPostgres } from '../postgres/testing/index.ts';
import { keptPerSource, memoryQuarantine, postgresQuarantine, type QuarantineEntry } from './index.ts';

let postgres: TemporaryPostgres;
beforeAll(async () => {
  postgres = await temporaryPostgres();
  await migrate(postgres.sql, migrations);
});
beforeEach(async () => {
  await postgres.sql`truncate quarantine_item, quarantine_rest`;
});
afterAll(() => postgres.close());

const at = new Date('2026-03-01T10:00:00Z');
const entry = (over: Partial<QuarantineEntry> = {}): QuarantineEntry => ({
  source: 'api',
  place: '/v1/usage',
  line: 1,
  error: 'a token count is negative',
  fix: 'Correct it.',
  excerpt: 'id=e1',
  kind: 'reject',
  ...over,
});

describe.each([
  ['PostgreSQL', () => postgresQuarantine(postgres.sql)],
  ['memory', memoryQuarantine],
])('a quarantine in %s', (_name, open) => {
  test('keeps a record once and counts how often it was seen', async () => {
    const quarantine = open();
    await quarantine.keep('live', [entry(), entry({ line: null }), entry({ line: 2, kind: 'conflict' })], at);
    await quarantine.keep('live', [entry()], new Date('2026-03-02T10:00:00Z'));
    const { items, total } = await quarantine.page('live', { limit: 10 });
    expect(total).toBe(3);
    expect(items.find((item) => item.line === 1)).toMatchObject({
      times: 2,
      seen_at: '2026-03-02T10:00:00.000Z',
      kind: 'reject',
    });
    expect(items.map((item) => item.line)).toContain(null);
    expect((await quarantine.page('sample', { limit: 10 })).total).toBe(0);
  });

  test('closes records by id, and a dismissed one stays dismissed', async () => {
    const quarantine = open();
    await quarantine.keep('live', [entry(), entry({ line: 2 })], at);
    const [first] = await quarantine.open('live');
    expect(await quarantine.close('live', [first?.id ?? '', 'qua_999', 'nonsense'], 'dismissed')).toBe(1);
    await quarantine.keep('live', [entry(), entry({ line: 2 })], at);
    expect(await quarantine.open('live')).toHaveLength(1);
    expect(await quarantine.counts('live')).toEqual(new Map([['api', 1]]));
  });
});

describe('the quarantine in PostgreSQL', () => {
  test('pages from the newest to the oldest without gap or repeat', async () => {
    const quarantine = postgresQuarantine(postgres.sql);
    await quarantine.keep(
      'live',
      Array.from({ length: 25 }, (_, line) => entry({ line: line + 1 })),
      at,
    );
    const seen: (number | null)[] = [];
    let cursor: string | undefined;
    do {
      const page = await quarantine.page('live', { limit: 10, cursor });
      seen.push(...page.items.map((item) => item.line));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(seen).toEqual(Array.from({ length: 25 }, (_, place) => 25 - place));
  });

  test('keeps so many records per source and counts the rest', async () => {
    const quarantine = postgresQuarantine(postgres.sql);
    const flood = Array.from({ length: keptPerSource + 500 }, (_, line) => entry({ line: line + 1 }));
    await quarantine.keep('live', flood, at);
    await quarantine.keep('live', [entry({ source: 'focus' })], at);
    expect((await quarantine.page('live', { limit: 1 })).total).toBe(keptPerSource + 501);
    expect(await quarantine.open('live')).toHaveLength(keptPerSource + 1);
    expect(await quarantine.counts('live')).toEqual(
      new Map([
        ['api', keptPerSource + 500],
        ['focus', 1],
      ]),
    );
  });
});
