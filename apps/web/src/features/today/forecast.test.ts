import { expect, test } from 'vitest';
import { stackAhead } from './forecast.ts';

const bucket = (key: string) => ({ key, label: key, words: key });
const stack = { buckets: ['2026-02-11', '2026-02-12'].map(bucket), series: [], totals: [] };
const ahead = (day: string) => ({
  ...{ day, actual: null, median: '10', low80: '8', high80: '13', low95: '7', high95: '15' },
});
const past = {
  ...{ day: '2026-02-11', actual: '9', median: null, low80: null, high80: null, low95: null, high95: null },
};
const estimate = {
  ...{ actual: '9', median: '29', low80: '25', high80: '35', low95: '23', high95: '39' },
  ...{ budget: null, over_budget: null },
};
const forecast = {
  ...{ as_of: '2026-02-11', estimate },
  days: [past, ahead('2026-02-12'), ahead('2026-02-13')],
};
const range = { from: '2026-02-11', to: '2026-02-13', time_zone: 'UTC' };

test('the days to come follow the days of the range, and only they have a band', () => {
  const found = stackAhead(stack, range, 'day', forecast);
  expect(found?.buckets.map(({ key }) => key)).toEqual(['2026-02-11', '2026-02-12', '2026-02-13']);
  expect(found?.ahead.middle).toEqual([Number.NaN, 10, 10]);
  expect(found?.ahead.exact[2]).toEqual({ low: '8', middle: '10', high: '13' });
});

test('a range of the past, other grains and what cannot be told have none', () => {
  expect(stackAhead(stack, { ...range, to: '2026-02-11' }, 'day', forecast)).toBeNull();
  expect(stackAhead(stack, range, 'week', forecast)).toBeNull();
  expect(stackAhead(stack, range, 'day', { ...forecast, estimate: null })).toBeNull();
  expect(stackAhead(stack, range, 'day', undefined)).toBeNull();
});
