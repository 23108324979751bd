import { expect, test } from 'vitest';
import { lastMonths, monthWords } from './months.ts';

test('the month is that of the company’s days, and a year of them is offered', () => {
  const months = lastMonths(new Date('2026-10-31T23:30:00Z'), 'Europe/Warsaw');
  expect(months[0]).toBe('2026-11');
  expect(months.at(-1)).toBe('2025-11');
  expect(lastMonths(new Date('2026-10-31T23:30:00Z'), 'America/New_York')[0]).toBe('2026-10');
  expect(monthWords('2026-01')).toBe('January 2026');
});
