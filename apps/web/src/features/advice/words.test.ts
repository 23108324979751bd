import { describe, expect, test } from 'vitest';
import { between, evidenceValue, gainWords, givenLabel, promisedWords, ruleCounts } from './words.ts';

test('a gain is told as an interval, and as one figure where it is exact', () => {
  const gain = { likely: '1140', level: 0.8 };
  expect(gainWords({ ...gain, low: '980', high: '1290', per: 'month' })).toBe('$980 to $1,290 a month');
  expect(gainWords({ ...gain, low: '1140', high: '1140', per: 'once' })).toBe('$1,140 once');
});

describe('promised beside realised', () => {
  const promised = { low: '900', likely: '1000', high: '1100' };
  const told = (verdict: 'gain' | 'no-effect-seen' | 'harm' | 'cannot-tell', low: string | null) =>
    promisedWords({
      as_of: '2026-11-21T09:00:00Z',
      method: low === null ? 'cannot-tell' : 'interrupted-series',
      verdict,
      promised,
      realised: low === null ? null : { low, likely: '0', high: '300' },
      says: '',
    });
  test('never calls a gain what is none', () => {
    expect(told('gain', '200')).toContain('realised $200 to $300');
    expect(told('no-effect-seen', '-200')).toContain('no effect seen');
    expect(told('harm', '-800')).toContain('it costs more');
    expect(told('cannot-tell', null)).toContain('cannot tell yet');
  });
});

test('amounts of a hundred dollars and more are rounded to whole ones', () => {
  expect(between('849.61', '1200.4')).toBe('$850 to $1,200');
});

test('evidence has its unit behind it', () => {
  expect(evidenceValue('190.18604', 'usd_per_day')).toBe('$190.19 a day');
  expect(evidenceValue('12.5', 'usd_per_month')).toBe(`${between('12.5', '12.5')} a month`);
  expect(evidenceValue('41', 'equal_requests')).toBe('41 equal requests');
});

test('rules are counted by what they say, and a missing input leads to where it is given', () => {
  const states = ['speaks', 'silent', 'silent', 'needs'] as const;
  expect(ruleCounts(states.map((state) => ({ state })))).toBe(
    '4 rules: 1 speaks, 2 are silent, 1 needs input',
  );
  expect(givenLabel('/value#figures')).toBe('State figures');
  expect(givenLabel('/settings#terms')).toBe('State terms');
});
