import { describe, expect, test } from 'vitest';
import { moneyExact, moneyFigure, moneyWords, readAmount } from './money.ts';

describe('money of a currency', () => {
  test('bears the currency’s own sign, or its code where it has none', () => {
    expect(moneyFigure('1234.5', 'USD')).toEqual({ text: '$1,235', unit: '' });
    expect(moneyFigure('12.345', 'EUR')).toEqual({ text: '€12.35', unit: '' });
    expect(moneyWords('12500000', 'CHF')).toBe('CHF\u202f12.5\u202fM');
    expect(moneyWords('-40', 'USD')).toBe('−$40.00');
  });

  test('keeps every digit and drops zeros that say nothing', () => {
    expect(moneyExact('40000.000000000000', 'USD')).toBe('$40,000');
    expect(moneyExact('0.000000000001', 'USD')).toBe('$0.000000000001');
    expect(moneyExact('-1200.50', 'EUR')).toBe('−€1,200.50');
  });

  test('reads what people type, and nothing that is no amount', () => {
    expect(readAmount('$1,200.50')).toBe('1200.50');
    expect(readAmount(' 200 ')).toBe('200');
    for (const no of ['', '-5', '1e9', 'two', '1.2.3', '0.1234567890123']) expect(readAmount(no)).toBeNull();
  });
});
