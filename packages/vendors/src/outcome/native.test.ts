import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readOutcomeCsv } from './csv.ts';
import { normaliseOutcomeEvents, normaliseOutcomes } from './native.ts';

const intake = { workspace: 'live', place: '/v1/outcomes', nowMs: Date.parse('2026-02-12T12:00:00Z') };
const record = (over: Record<string, unknown> = {}) => ({
  id: 'r1',
  occurred_at: '2026-02-10T12:00:00+02:00',
  kind: 'ticket.resolved',
  work_key: 'ticket:ABC-12',
  ...over,
});
const take = (over: Record<string, unknown>) => normaliseOutcomes([record(over)], intake);

describe('an outcome in the native form', () => {
  test('carries what it says, and links what it belongs to', () => {
    const { rows, evidence, refused } = take({
      workers: [
        { kind: 'email', id: 'ada@acme.test' },
        { kind: 'agent', id: 'bot' },
      ],
      quality: 80,
      lead_seconds: 60,
      session_id: 'codex/s1',
      repo: 'github.com/acme/api',
      branch: 'abc-12',
    });
    expect(refused).toEqual([]);
    expect(rows).toMatchObject([
      {
        source: 'outcome.api',
        source_event_id: 'r1',
        occurred_at: '2026-02-10T10:00:00.000Z',
        work_key: 'ticket:abc-12',
        identity_kind: 'email',
        others: ['agent:bot'],
        quality_points: 80,
        quality_count: 1,
        lead_count: 1,
        outcomes: 1,
      },
    ]);
    expect(evidence.links.map(({ from, to }) => [from, to])).toEqual([
      ['session:codex/s1', 'ticket:abc-12'],
      ['branch:github.com/acme/api@abc-12', 'ticket:abc-12'],
    ]);
  });

  test('without a worker is taken all the same, and withdrawn counts nothing', () => {
    expect(take({}).rows).toMatchObject([{ outcomes: 1, others: [] }]);
    expect(take({ withdrawn: true }).rows).toMatchObject([{ outcomes: 0 }]);
  });

  test.each([
    ['an unknown kind', { kind: 'ticket.vanished' }, 'kind'],
    ['a work key of nothing', { work_key: 'abc' }, 'work_key'],
    ['a far future', { occurred_at: '2026-02-20T00:00:00Z' }, 'future'],
    ['the past', { occurred_at: '2001-01-01T00:00:00Z' }, '2020'],
    ['a value without a currency', { value: '5' }, 'currency'],
    ['revenue without a value', { kind: 'revenue.booked' }, 'value'],
    ['negative revenue', { kind: 'revenue.booked', value: '-5', currency: 'USD' }, 'revenue.refunded'],
    ['a positive refund', { kind: 'revenue.refunded', value: '5', currency: 'USD' }, 'negative'],
    ['an absurd value', { value: '1'.repeat(30), currency: 'USD' }, 'digits'],
    ['an unknown field', { prompt: 'SECRET' }, 'prompt'],
  ])('%s is refused with its field, and without its content', (_name, over, why) => {
    const { rows, refused } = take(over);
    expect(rows).toEqual([]);
    expect(refused).toMatchObject([{ index: 0, error: expect.stringContaining(why) }]);
    expect(JSON.stringify(refused)).not.toContain('SECRET');
  });

  test('whatever JSON comes, each record is a row or a refusal', () => {
    const item = fc.oneof(
      fc.jsonValue(),
      fc.jsonValue().map((kind) => record({ kind })),
    );
    fc.assert(
      fc.property(fc.array(item, { maxLength: 5 }), (items) => {
        for (const read of [normaliseOutcomes(items, intake), normaliseOutcomeEvents(items, intake)])
          expect(read.rows.length + read.refused.length).toBe(items.length);
      }),
      { numRuns: 200 },
    );
  });
});

test('a CloudEvent names the kind in its type, and is known by source and id together', () => {
  const event = (source: string) => ({
    specversion: '1.0',
    id: '1',
    source,
    type: 'outcome.ticket.resolved',
    time: '2026-02-10T10:00:00Z',
    data: { work_key: 'ticket:abc-1' },
  });
  const { rows } = normaliseOutcomeEvents([event('/a'), event('/b')], intake);
  expect(rows.map(({ kind, source }) => [kind, source])).toEqual([
    ['ticket.resolved', 'outcome.cloudevents'],
    ['ticket.resolved', 'outcome.cloudevents'],
  ]);
  expect(new Set(rows.map(({ source_event_id }) => source_event_id)).size).toBe(2);
});

test('a CSV file has the same fields as columns', () => {
  const table = readOutcomeCsv(
    'id,occurred_at,kind,work_key,workers,quality,value,currency\n' +
      '1,2026-02-10T10:00:00Z,ticket.rated,ticket:abc-1,ada@acme.test;agent:bot,90,,\n' +
      '2,2026-02-10T10:00:00Z,revenue.booked,customer:crm/7,,,12.50,EUR\n',
  );
  if (!('items' in table)) throw new Error(table.error);
  const { rows, refused } = normaliseOutcomes(table.items, intake, 'outcome.csv');
  expect(refused).toEqual([]);
  expect(rows).toMatchObject([
    { source: 'outcome.csv', quality_points: 90, identity: 'ada@acme.test', others: ['agent:bot'] },
    { value: '12.50', currency: 'EUR' },
  ]);
  expect(readOutcomeCsv('a,b\n1\n')).toMatchObject({ error: expect.stringContaining('CSV') });
});
