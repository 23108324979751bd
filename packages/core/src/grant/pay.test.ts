import { describe, expect, test } from 'vitest';
import { terms, usd } from './grant.test-kit.ts';
import {
  counselFlags,
  designNotes,
  firstPolicy,
  policyOn,
  stressGrid,
  stressReading,
  totalPay,
  wordingOf,
} from './index.ts';

test('100,000 in tokens beside 375,000 in pay are 21.05 % of 475,000', () => {
  const pay = { base: usd('250000'), bonus: usd('50000'), equity: usd('75000') };
  expect(totalPay(pay, usd('100000'))).toMatchObject({
    total: usd('475000'),
    tokenShare: '21.05',
    leverage: '40.00',
  });
});

test('5,000 on a base of 500,000 is a leverage of 1 %, and half of base is 50 %', () => {
  const pay = { base: usd('500000'), bonus: 0n, equity: 0n };
  expect(totalPay(pay, usd('5000')).leverage).toBe('1.00');
  expect(totalPay(pay, usd('250000')).leverage).toBe('50.00');
  expect(totalPay({ base: 0n, bonus: 0n, equity: 0n }, 0n)).toMatchObject({
    tokenShare: null,
    leverage: null,
  });
});

describe('the stress test', () => {
  const cells = stressGrid(usd('100000'), usd('200000'));
  test('spans price −30/0/+50 % and usage 1/2/5×, and says which cells break', () => {
    expect(cells).toHaveLength(9);
    const at = (price: number, usage: number) =>
      cells.find((c) => c.pricePercent === price && c.usageTimes === usage);
    expect(at(-30, 1)).toMatchObject({ cost: usd('70000'), breaks: false });
    expect(at(0, 2)).toMatchObject({ cost: usd('200000'), breaks: false, over: 0n });
    expect(at(50, 2)).toMatchObject({ cost: usd('300000'), over: usd('100000') });
    expect(cells.filter(({ breaks }) => breaks)).toHaveLength(4);
    expect(stressReading(cells, usd('200000'), 'USD')).toContain(
      'prices +50 % with 2× the usage, 100000 over',
    );
  });
});

describe('flags for counsel', () => {
  const codes = (over: Parameters<typeof terms>[0], place: string) =>
    counselFlags(terms(over), place).map(({ code }) => code);
  test('tell a tool from a wallet, and private use from business use, in the US', () => {
    expect(codes({ type: 'tool_access' }, 'US')).toEqual([
      'us-minimum-wage',
      'us-working-condition',
      'accounting-no-accrual',
    ]);
    expect(codes({ personalUse: true }, 'US')).toEqual(
      expect.arrayContaining(['us-personal-wages', 'us-open-wallet']),
    );
    expect(codes({ cadence: 'annual' }, 'US')).toContain('us-later-year');
    expect(codes({ cadence: 'monthly' }, 'US')).not.toContain('us-later-year');
  });
  test('warn in the UK where tokens are offered as pay, in the EU about monitoring, elsewhere of not knowing', () => {
    expect(codes({ basisKind: 'share_of_base' }, 'GB')).toContain('gb-reward');
    expect(codes({}, 'DE')).toEqual(expect.arrayContaining(['eu-monitoring', 'de-works-council']));
    expect(codes({}, 'JP')).toContain('unknown-jurisdiction');
  });
  test('look at transfers everywhere, and name a source each', () => {
    expect(codes({ transfer: 'team' }, 'PL')).toContain('transferable');
    for (const { source } of counselFlags(terms({ transfer: 'team' }), 'US')) expect(source).not.toBe('');
  });
});

describe('the wording', () => {
  const local = { ...firstPolicy, version: '2', jurisdiction: 'GB', effectiveOn: '2026-06-01' };
  const later = { ...firstPolicy, version: '3', effectiveOn: '2026-09-01' };
  test('is that of the place where there is one, else the newest of everywhere', () => {
    expect(policyOn([firstPolicy, local, later], 'GB', '2026-11-21')?.version).toBe('2');
    expect(policyOn([firstPolicy, local, later], 'US', '2026-11-21')?.version).toBe('3');
    expect(policyOn([firstPolicy, local, later], 'US', '2026-01-01')?.version).toBe('1');
    expect(policyOn([firstPolicy, local], 'US', '2026-11-21', '2')).toBeNull();
  });
  test('of a business grant says access, not wages; of personal use, taxable pay', () => {
    expect(wordingOf(firstPolicy, { personalUse: false })).toContain('not wages');
    expect(wordingOf(firstPolicy, { personalUse: true })).toContain('taxable pay');
  });
  test('of a design names its consequences', () => {
    expect(designNotes(terms({ cadence: 'annual' })).map(({ code }) => code)).toEqual(['cliff']);
    expect(designNotes(terms({ basisKind: 'share_of_base' })).map(({ code }) => code)).toContain('tells-pay');
  });
});
