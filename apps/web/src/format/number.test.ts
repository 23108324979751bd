import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { delta } from './delta.ts';
import { exact, figure, groupDigits, inline, tick } from './number.ts';

const plain = (text: string) => text.replaceAll('\u202f', ' ');

describe('figures', () => {
  test.each([
    ['29.03206135', 'usd', '$29.03'],
    ['158420.4', 'usd', '$158,420'],
    ['0.0866637', 'usd', '$0.0867'],
    ['0', 'usd', '$0'],
    ['-1204.5', 'usd', '−$1,205'],
    ['12345678.9', 'usd', '$12.3 M'],
    ['51195308', 'tokens', '51.2 M'],
    ['127769', 'tokens', '128 k'],
    ['8677', 'tokens', '8,677'],
    ['999999', 'tokens', '1.00 M'],
    ['4120000000000', 'tokens', '4.12 T'],
    ['0.567', 'usd_per_million_tokens', '$0.567 / M'],
    ['0.9759', 'share', '97.6 %'],
    ['0.00012', 'share', '0.01 %'],
    ['1', 'share', '100 %'],
    ['0', 'share', '0 %'],
  ] as const)('%s %s is written %s', (value, unit, words) => {
    expect(plain(inline(value, unit))).toBe(words);
  });

  test('nearly all is never written as all', () => {
    expect(figure('0.99999', 'share').text).toBe('99.9');
  });

  test('opened, they keep every digit the server sent', () => {
    expect(exact('29.03206135', 'usd')).toBe('$29.03206135');
    expect(exact('-29.03206135', 'usd')).toBe('−$29.03206135');
    expect(exact('123456789012345678901', 'tokens')).toBe('123,456,789,012,345,678,901');
    expect(groupDigits('1234.5678')).toBe('1,234.5678');
  });

  test('grouping loses no digit of any number', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), (n) => {
        expect(groupDigits(String(n)).replaceAll(',', '').replace('−', '-')).toBe(String(n));
      }),
      { numRuns: 200 },
    );
  });

  test('axis ticks are short', () => {
    expect(plain(tick(250_000, 'usd'))).toBe('$250 k');
    expect(tick(0.5, 'usd')).toBe('$0.5');
    expect(plain(tick(1_500_000, 'tokens'))).toBe('1.5 M');
    expect(plain(tick(0.25, 'share'))).toBe('25 %');
  });
});

describe('deltas', () => {
  test('carry an arrow and a sign, and a mood only where a direction is known', () => {
    expect(delta('120', '100', 'usd', 'neither')).toMatchObject({
      arrow: '↑',
      text: '+20\u202f%',
      mood: 'neutral',
    });
    expect(delta('80', '100', 'usd_per_million_tokens', 'down')).toMatchObject({
      arrow: '↓',
      mood: 'better',
    });
    expect(delta('0.9', '0.95', 'share', 'up')).toMatchObject({ text: '−5.0\u202fpoints', mood: 'worse' });
    expect(delta('1200', '100', 'tokens', 'neither')?.text).toBe('+11\u202f×');
  });
  test('say nothing where there is nothing to compare with', () => {
    expect(delta('120', null, 'usd', 'up')).toBeNull();
    expect(delta('120', '0', 'usd', 'up')).toBeNull();
    expect(delta('100', '100', 'usd', 'up')?.text).toBe('unchanged');
  });
});

test.each([
  ['1.349', 'ratio', '1.35'],
  ['0.01234', 'joules_per_token', '0.0123\u202fJ / token'],
  ['84.5', 'usd_per_outcome', '$84.50\u202feach'],
  ['12345', 'people', '12,345'],
] as const)('%s in %s reads %s', (value, unit, text) => {
  expect(inline(value, unit)).toBe(text);
});
