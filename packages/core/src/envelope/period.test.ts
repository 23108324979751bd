import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { localDate } from '../metric/index.ts';
import { instantsOfPeriod, periodAfter, periodAt, periodOn } from './period.ts';

const monthly = { period: 'month' as const, custom: null };
/** Clocks change there in spring and autumn, by half an hour, and at midnight. */
const zones = ['Europe/Warsaw', 'Australia/Lord_Howe', 'America/Santiago'];
const kinds = ['day', 'week', 'month', 'quarter', 'fiscal_year'] as const;

describe('the period of a company day', () => {
  test('is named by its day, ISO week, month, fiscal quarter and fiscal year', () => {
    const key = (period: (typeof kinds)[number], day: string, start = 1) =>
      periodOn({ period, custom: null }, day, start)?.key;
    expect(key('day', '2026-11-21')).toBe('2026-11-21');
    expect(key('week', '2026-11-21')).toBe('2026-W47');
    expect(key('week', '2027-01-03')).toBe('2026-W53');
    expect(key('week', '2024-12-30')).toBe('2025-W01');
    expect(key('month', '2026-11-21')).toBe('2026-11');
    expect(key('quarter', '2026-11-21')).toBe('FY2026-Q4');
    expect(key('quarter', '2026-11-21', 4)).toBe('FY2027-Q3');
    expect(key('quarter', '2027-01-31', 2)).toBe('FY2027-Q4');
    expect(key('fiscal_year', '2026-11-21', 4)).toBe('FY2027');
    expect(key('fiscal_year', '2026-03-31', 4)).toBe('FY2026');
  });

  test('of custom dates is half-open, and none outside of them', () => {
    const custom = { startsOn: '2026-11-02', endsOn: '2026-12-16' };
    const on = (day: string) => periodOn({ period: 'custom', custom }, day, 1)?.key ?? null;
    expect(['2026-11-01', '2026-11-02', '2026-12-15', '2026-12-16'].map(on)).toEqual([
      null,
      'from-2026-11-02',
      'from-2026-11-02',
      null,
    ]);
  });

  test('begins and ends at company midnight, an hour off when clocks change between', () => {
    const calendar = { timeZone: 'Europe/Warsaw', fiscalStart: 1 };
    const march = periodAt(monthly, new Date('2026-03-31T21:59:59Z'), calendar);
    expect([march?.key, march?.from.toISOString(), march?.to.toISOString()]).toEqual([
      '2026-03',
      '2026-02-28T23:00:00.000Z',
      '2026-03-31T22:00:00.000Z',
    ]);
    expect(periodAt(monthly, new Date('2026-03-31T22:00:00Z'), calendar)?.key).toBe('2026-04');
  });

  test('holds its instant, ends where the next begins, and has a key of its own, in every zone', () => {
    const anInstant = fc.date({
      min: new Date('2019-01-01'),
      max: new Date('2031-12-31'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(
        anInstant,
        fc.constantFrom(...zones),
        fc.constantFrom(...kinds),
        fc.integer({ min: 1, max: 12 }),
        (instant, timeZone, period, fiscalStart) => {
          const envelope = { period, custom: null };
          const found = periodAt(envelope, instant, { timeZone, fiscalStart });
          if (!found) throw new Error('every instant is in a period');
          expect(found.from <= instant && instant < found.to).toBe(true);
          const day = localDate(instant.getTime(), timeZone);
          expect(found.startsOn <= day && day < found.endsOn).toBe(true);
          const next = periodAfter(envelope, found, fiscalStart);
          if (!next) throw new Error('every period has a next one');
          expect(next.startsOn).toBe(found.endsOn);
          expect(next.key).not.toBe(found.key);
          expect(instantsOfPeriod(next, timeZone).from).toEqual(found.to);
          const last = new Date(found.to.getTime() - 1);
          expect(periodAt(envelope, last, { timeZone, fiscalStart })?.key).toBe(found.key);
        },
      ),
      { numRuns: 300 },
    );
  });
});
