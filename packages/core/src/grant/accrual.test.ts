import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { grant, terms, usd } from './grant.test-kit.ts';
import { addDays, amountOf, daysBetween, entitlement, periodOf } from './index.ts';

describe('what accrues', () => {
  test('over twelve months is the annual amount to the cent, in whole cents a month', () => {
    const third = grant({ amount: { per: 'year', annual: usd('100000') } });
    const months = Array.from({ length: 12 }, (_, m) => `2026-${String(m + 1).padStart(2, '0')}-01`);
    const amounts = months.map((from) => entitlement(third, periodOf('monthly', from, 1)));
    expect(amounts.slice(0, 3)).toEqual([usd('8333.33'), usd('8333.33'), usd('8333.34')]);
    expect(amounts.reduce((sum, amount) => sum + amount, 0n)).toBe(usd('100000'));
  });

  test('in a part of a month goes by its days', () => {
    const started = grant({ startsOn: '2026-04-16' });
    expect(entitlement(started, { from: '2026-04-01', to: '2026-05-01' })).toBe(usd('5000'));
  });

  test('over any way of cutting a year adds up to the annual amount exactly', () => {
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: 364 }), { maxLength: 20 });
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 10n ** 9n }), cuts, (cents, days) => {
        const annual = cents * 10n ** 10n;
        const one = grant({ amount: { per: 'year', annual }, startsOn: '2020-01-01' });
        const edges = [0, ...days.sort((a, b) => a - b), 365].map((day) => addDays('2026-01-01', day));
        const parts = edges.slice(1).map((to, at) => entitlement(one, { from: edges[at] as string, to }));
        expect(parts.reduce((sum, part) => sum + part, 0n)).toBe(annual);
        expect(parts.every((part) => part >= 0n && part % 10n ** 10n === 0n)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  test('of an allowance counts Mondays to Fridays', () => {
    const daily = grant({ amount: { per: 'working_day', amount: usd('1000') }, startsOn: '2020-01-01' });
    for (const from of ['2026-11-16', '2026-11-18', '2026-11-21', '2026-11-22']) {
      const naive = Array.from({ length: 30 }, (_, at) =>
        new Date(`${addDays(from, at)}T00:00:00Z`).getUTCDay(),
      );
      const days = naive.filter((day) => day % 6 !== 0).length;
      expect(entitlement(daily, { from, to: addDays(from, 30) })).toBe(usd(String(1000 * days)));
    }
  });

  test('has fiscal quarters and years', () => {
    expect(periodOf('quarterly', '2026-11-21', 2)).toEqual({ from: '2026-11-01', to: '2027-02-01' });
    expect(periodOf('annual', '2026-01-21', 2)).toEqual({ from: '2025-02-01', to: '2026-02-01' });
    expect(daysBetween('2026-01-01', '2027-01-01')).toBe(365);
  });
});

describe('the amount of a grant', () => {
  const pay = { base: usd('500000'), currency: 'USD', role: 'Engineer', band: 'E5' };
  test('of half of a base of 500,000 is 250,000', () => {
    expect(amountOf({ kind: 'share_of_base', share: '0.5' }, 'USD', pay)).toEqual({
      per: 'year',
      annual: usd('250000'),
    });
  });
  test('goes by role and band, or by a fixed sum', () => {
    const bands = [{ role: 'engineer', band: 'e5', annual: '100000' }];
    expect(amountOf({ kind: 'role_bands', bands }, 'USD', pay)).toMatchObject({ annual: usd('100000') });
    expect(amountOf({ kind: 'fixed', amount: '500', per: 'month' }, 'USD', null)).toMatchObject({
      annual: usd('6000'),
    });
    expect(amountOf({ kind: 'role_bands', bands }, 'USD', { ...pay, band: 'E9' })).toMatchObject({
      refused: 'band-unknown',
    });
  });
  test('is refused where pay is unknown, in another currency, or comes to nothing', () => {
    const half = { kind: 'share_of_base', share: '0.5' } as const;
    expect(amountOf(half, 'USD', null)).toMatchObject({ refused: 'pay-unknown' });
    expect(amountOf(half, 'USD', { ...pay, currency: 'PLN' })).toMatchObject({
      refused: 'currency-mismatch',
    });
    expect(amountOf({ kind: 'share_of_base', share: '0' }, 'USD', pay)).toMatchObject({
      refused: 'amount-zero',
    });
  });
});

test('the default terms roll a quarter over, once, into the pool, and pass nothing on', () => {
  expect(terms()).toMatchObject({ rollover: { percent: 25 }, surplus: 'team_pool', transfer: 'none' });
});
