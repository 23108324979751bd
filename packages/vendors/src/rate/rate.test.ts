import { expect, test } from 'vitest';
import { readRatesCsv } from './index.ts';

test('rates are read by currency and day, with where they are from', () => {
  const text = 'currency,day,usd,source\neur,2026-10-01,1.0842,ECB\nJPY,2026-10-01,0.0066,\n';
  expect(readRatesCsv(text)).toEqual({
    errors: [],
    rates: [
      { currency: 'EUR', day: '2026-10-01', usd: '1.0842', source: 'ECB' },
      { currency: 'JPY', day: '2026-10-01', usd: '0.0066', source: 'CSV' },
    ],
  });
});

test('a rate of zero, of dollars, of no day or given twice is a fault of its line', () => {
  const text =
    'currency,day,usd\nEUR,2026-10-01,0\nUSD,2026-10-01,1\nEURO,2026-02-30,1.1\nGBP,2026-10-01,1.2\nGBP,2026-10-01,1.3\nGBP,2026-10-02,1e2\n';
  expect(readRatesCsv(text).errors.map(({ row, column }) => `${row} ${column}`)).toEqual([
    '2 usd',
    '3 currency',
    '4 currency',
    '4 day',
    '6 day',
    '7 usd',
  ]);
  expect(readRatesCsv(text).rates).toHaveLength(1);
});
