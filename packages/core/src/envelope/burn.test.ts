import { parseUsd } from '@exchequer/model';
import { describe, expect, test } from 'vitest';
import { dailyRate, paceOf, runwayDays, weekdayWeights } from './burn.ts';
import { addDays } from './calendar.ts';
import { percentSpent, thresholdsCrossed } from './threshold.ts';

const usd = parseUsd;
const spend = (days: Record<string, string>) =>
  new Map(Object.entries(days).map(([day, amount]) => [day, usd(amount)]));

describe('the rate of spend', () => {
  test('weighs the latest whole day with three tenths', () => {
    const days = spend({ '2026-11-18': '100', '2026-11-19': '0', '2026-11-20': '50', '2026-11-21': '900' });
    // ((100 · 0.7) + 0 · 0.3) · 0.7 + 50 · 0.3; today is not over.
    expect(dailyRate(days, '2026-11-18', '2026-11-21')).toBe(usd('64'));
  });
  test('is what today has brought until the first day is over', () => {
    expect(dailyRate(spend({ '2026-11-21': '12' }), '2026-11-21', '2026-11-21')).toBe(usd('12'));
  });
  test('says how long the rest lasts, and nothing when nothing is spent', () => {
    expect(runwayDays(usd('100'), usd('64'))).toBe('1.5');
    expect(runwayDays(usd('100'), 0n)).toBeNull();
    expect(runwayDays(-1n, usd('1'))).toBe('0');
  });
});

describe('the pace', () => {
  const november = { startsOn: '2026-11-01', endsOn: '2026-12-01' };
  const even = Array.from({ length: 7 }, () => 1n);

  test('compares the share spent with the share of the days', () => {
    expect(paceOf(november, '2026-11-15', usd('50'), usd('100'), even)).toBe('1.00');
    expect(paceOf(november, '2026-11-15', usd('75'), usd('100'), even)).toBe('1.50');
    expect(paceOf(november, '2026-12-24', usd('80'), usd('100'), even)).toBe('0.80');
    expect(paceOf(november, '2026-11-15', usd('1'), 0n, even)).toBeNull();
  });
  test('expects nothing of weekends once eight weeks show that nobody works then', () => {
    const days = new Map<string, bigint>();
    for (let at = 1; at <= 56; at++) {
      const day = addDays('2026-11-21', -at);
      if (![0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay())) days.set(day, usd('10'));
    }
    const weights = weekdayWeights(days, '2026-11-21');
    expect(weights.slice(5)).toEqual([0n, 0n]);
    // November 2026 has 21 weekdays, 15 of them through Friday the 20th; Saturday adds none.
    expect(paceOf(november, '2026-11-20', usd('15'), usd('21'), weights)).toBe('1.00');
    expect(paceOf(november, '2026-11-21', usd('15'), usd('21'), weights)).toBe('1.00');
  });
});

describe('thresholds', () => {
  test('are passed when they are reached, exactly', () => {
    expect(thresholdsCrossed([50, 80, 95], usd('80'), usd('100'))).toEqual([50, 80]);
    expect(thresholdsCrossed([50, 80, 95], usd('79.999999999999'), usd('100'))).toEqual([50]);
    expect(thresholdsCrossed([50], 0n, 0n)).toEqual([]);
    expect(thresholdsCrossed([50, 80], 1n, 0n)).toEqual([50, 80]);
  });
  test('read as percents that are never rounded up', () => {
    expect(percentSpent(usd('99.99'), usd('100'))).toBe('99.9');
    expect(percentSpent(usd('1'), 0n)).toBeNull();
  });
});
