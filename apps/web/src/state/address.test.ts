import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bucketsOf, daysOfBuckets } from './buckets.ts';
import { rangeWords } from './calendar.ts';
import { readExploreSearch } from './explore-search.ts';
import { readFilter, writeFilter } from './filter.ts';
import { defaultGrain, resolveRange } from './range.ts';
import { parseQuery, readViewSearch, writeQuery } from './search.ts';

const facts = { now: new Date('2026-02-12T23:30:00Z'), timeZone: 'Europe/Warsaw', fiscalYearStartMonth: 4 };

describe('ranges', () => {
  test.each([
    ['today', '2026-02-13', '2026-02-14'],
    ['7d', '2026-02-07', '2026-02-14'],
    ['30d', '2026-01-15', '2026-02-14'],
    ['mtd', '2026-02-01', '2026-02-14'],
    ['qtd', '2026-01-01', '2026-02-14'],
    ['ytd', '2025-04-01', '2026-02-14'],
    ['2026-02-10..2026-02-13', '2026-02-10', '2026-02-13'],
  ])('%s ends with the day it is in the company’s zone', (text, from, to) => {
    expect(resolveRange(text, facts)).toEqual({ from, to, time_zone: 'Europe/Warsaw' });
  });

  test('quarters are those of the fiscal year', () => {
    expect(resolveRange('qtd', { ...facts, fiscalYearStartMonth: 2 }).from).toBe('2026-02-01');
  });

  test('a mistyped range means the default instead of an error', () => {
    expect(resolveRange('2026-02-31..2026-03-02', facts)).toEqual(resolveRange('30d', facts));
    expect(readViewSearch({ range: '2026-02-13..2026-02-10' }).range).toBeUndefined();
  });

  test('are written with their last day', () => {
    expect(rangeWords('2026-02-10', '2026-02-13')).toBe('10–12 Feb 2026');
    expect(rangeWords('2026-02-10', '2026-02-11')).toBe('10 Feb 2026');
    expect(rangeWords('2026-01-14', '2026-02-13')).toBe('14 Jan – 12 Feb 2026');
    expect(rangeWords('2025-12-15', '2026-01-14')).toBe('15 Dec 2025 – 13 Jan 2026');
  });
});

describe('buckets', () => {
  const range = { from: '2026-02-10', to: '2026-02-13', time_zone: 'UTC' };
  test('without usage are there all the same', () => {
    expect(bucketsOf(range, 'day', ['2026-02-11'])).toEqual(['2026-02-10', '2026-02-11', '2026-02-12']);
    expect(bucketsOf(range, 'week', [])).toEqual(['2026-02-09']);
    expect(bucketsOf(range, 'hour', [])).toHaveLength(72);
  });
  test('keep the hour that happens twice when clocks are set back', () => {
    const day = { from: '2026-10-25', to: '2026-10-26', time_zone: 'Europe/Warsaw' };
    expect(bucketsOf(day, 'hour', ['2026-10-25T02:00+01:00'])).toHaveLength(25);
  });
  test('narrow the range to themselves and never widen it', () => {
    expect(daysOfBuckets('2026-02-09', '2026-02-09', 'week', range)).toEqual({
      from: '2026-02-10',
      to: '2026-02-13',
    });
    expect(daysOfBuckets('2026-02-10', '2026-02-11', 'day', range)).toEqual({
      from: '2026-02-10',
      to: '2026-02-12',
    });
    expect(daysOfBuckets('2026-02-10T07:00', '2026-02-10T09:00', 'hour', range)).toEqual({
      from: '2026-02-10',
      to: '2026-02-11',
    });
  });
  test('are few enough to read', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3650 }), (days) => {
        const to = new Date(Date.UTC(2020, 0, 1 + days)).toISOString().slice(0, 10);
        const span = { from: '2020-01-01', to, time_zone: 'UTC' };
        expect(bucketsOf(span, defaultGrain(span), []).length).toBeLessThanOrEqual(122);
      }),
      { numRuns: 100 },
    );
  });
});

describe('the address', () => {
  test('restores any filter, whatever its values contain', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ minLength: 1, maxLength: 40 }), { minLength: 1, maxLength: 4 }),
        (values) => {
          const filter = { dimension: 'repo' as const, op: 'in' as const, values };
          const query = writeQuery({ f: [writeFilter(filter)] });
          const read = readViewSearch(parseQuery(query.slice(1)));
          expect((read.f ?? []).map(readFilter)).toEqual([filter]);
        },
      ),
      { numRuns: 200 },
    );
  });

  test('reads as a sentence', () => {
    expect(
      writeQuery({
        range: '7d',
        f: ['model:is:claude-opus-4-6', 'repo:is:git.example.com/a/b'],
        compare: undefined,
      }),
    ).toBe('?range=7d&f=model:is:claude-opus-4-6&f=repo:is:git.example.com/a/b');
  });

  test('drops what it does not know, so that old links open', () => {
    expect(
      readViewSearch({
        f: ['person:is:dana', 'model:like:x', 'model:is:a'],
        tz: 'Mars/Olympus',
        compare: 'budget',
        event: 'javascript:1',
      }),
    ).toEqual({
      range: undefined,
      tz: undefined,
      compare: undefined,
      f: ['model:is:a'],
      cost: undefined,
      event: undefined,
      figure: undefined,
    });
    expect(readExploreSearch({ by: 'model,worker', limit: '7', grain: 'minute' })).toMatchObject({
      by: undefined,
      limit: undefined,
      grain: undefined,
    });
    expect(readExploreSearch({ by: 'model,repo', limit: '25', grain: 'week' })).toMatchObject({
      by: 'model,repo',
      limit: '25',
      grain: 'week',
    });
  });
});
