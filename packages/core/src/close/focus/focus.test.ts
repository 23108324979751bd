import { type PricedClass, parseUsd, pico, pricedClasses, type UnitPrices } from '@exchequer/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  adjustmentRow,
  coverByPrepaid,
  type FocusRow,
  type FocusUsage,
  focusColumns,
  focusFaults,
  purchaseRow,
  usageRows,
} from './index.ts';

const account = { workspace: 'live', companyName: 'Acme', currency: 'USD', timeZone: 'Europe/Warsaw' };
const prices = (perToken: bigint): UnitPrices =>
  Object.fromEntries(pricedClasses.map((name, at) => [name, pico(perToken * BigInt(at + 1))])) as UnitPrices;
const none = Object.fromEntries(pricedClasses.map((name) => [name, 0n])) as Record<PricedClass, bigint>;

function usage(counts: Partial<Record<PricedClass, bigint>>, change: Partial<FocusUsage> = {}): FocusUsage {
  const all = { ...none, ...counts };
  const price = { list: prices(3_000_000n), contracted: prices(2_000_000n), contextOver: 200_000 };
  const billed: Record<PricedClass, bigint> = {
    ...all,
    uncached_input: all.uncached_input - all.audio_input - all.image_input,
    output: all.output - all.audio_output - all.image_output,
  };
  const cost = (book: UnitPrices) => pricedClasses.reduce((sum, name) => sum + billed[name] * book[name], 0n);
  return {
    provider: 'anthropic',
    day: '2026-10-25',
    postedOn: '2026-10-25',
    model: 'claude-x',
    serviceTier: 'batch',
    speed: 'standard',
    region: 'us',
    billingMode: 'api',
    tool: 'claude-code',
    teamId: 'team_1',
    teamName: 'Payments',
    project: '=cmd()',
    workflow: '',
    agent: '',
    purpose: 'research_and_development',
    costCenter: 'cc-1',
    priceId: 'prc_1',
    price,
    counts: all,
    requests: 2n,
    costList: cost(price.list),
    costContracted: cost(price.contracted),
    charged: cost(price.contracted),
    suspense: 0n,
    ...change,
  };
}
const effective = (rows: readonly FocusRow[]) =>
  rows.reduce((sum, row) => sum + parseUsd(row.EffectiveCost ?? ''), 0n);
const faults = (rows: readonly FocusRow[]) => rows.flatMap(focusFaults);

describe('usage', () => {
  test('has a row per token class whose sum is exactly the charge', () => {
    const rows = usageRows(
      account,
      usage({ uncached_input: 100n, cache_read: 7n, output: 5n, audio_output: 2n }),
    );
    expect(rows.map((row) => row.SkuMeter)).toEqual([
      'Input Tokens',
      'Cache Read Tokens',
      'Output Tokens',
      'Audio Output Tokens',
    ]);
    expect(effective(rows)).toBe(
      usage({ uncached_input: 100n, cache_read: 7n, output: 5n, audio_output: 2n }).charged,
    );
    expect(rows[0]).toMatchObject({
      // The day clocks go back is 25 hours long.
      ChargePeriodStart: '2026-10-24T22:00:00Z',
      ChargePeriodEnd: '2026-10-25T23:00:00Z',
      BillingPeriodStart: '2026-09-30T22:00:00Z',
      SkuPriceId: 'anthropic/claude-x/batch+us+over-200000/uncached_input',
      ConsumedQuantity: '100',
      x_Requests: '2',
    });
    expect(faults(rows)).toEqual([]);
  });

  test('sums to the charge whatever is counted and whatever the classes do not explain', () => {
    const count = fc.bigInt({ min: 0n, max: 10n ** 9n });
    const counted = fc.record(
      Object.fromEntries(pricedClasses.map((name) => [name, count])) as Record<PricedClass, typeof count>,
    );
    fc.assert(
      fc.property(counted, fc.bigInt({ min: 0n, max: 10n ** 14n }), fc.boolean(), (counts, extra, late) => {
        const base = usage(counts, late ? { postedOn: '2026-11-02' } : {});
        const odd = { ...base, costContracted: base.costContracted + extra, charged: base.charged + extra };
        const rows = usageRows(account, odd);
        expect(effective(rows)).toBe(odd.charged);
        // Media may outnumber the class they are part of in hostile records.
        expect(faults(rows)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  test('inside a seat costs nothing and shows what it would have cost', () => {
    const rows = usageRows(account, usage({ output: 10n }, { billingMode: 'subscription', charged: 0n }));
    expect(rows[0]).toMatchObject({ EffectiveCost: '0', BilledCost: '0', ContractedCost: '0.00016' });
    expect(faults(rows)).toEqual([]);
  });

  test('without a price is an adjustment of nothing that names its tokens and its suspense', () => {
    const unpriced = {
      priceId: '',
      price: null,
      costList: 0n,
      costContracted: 0n,
      charged: 0n,
      suspense: 5n,
    };
    const rows = usageRows(account, usage({ output: 10n, cache_read: 1n }, unpriced));
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      ChargeCategory: 'Adjustment',
      x_Unpriced: 'true',
      x_ConsumedTokens: '11',
      x_SuspenseCost: '0.000000000005',
      PricingQuantity: null,
    });
    expect(faults(rows)).toEqual([]);
  });

  test('whose source states the cost is one charge', () => {
    const cost = parseUsd('1.25');
    const stated = { priceId: 'stated', price: null, costList: cost, costContracted: cost, charged: cost };
    const rows = usageRows(account, usage({}, stated));
    expect(rows).toMatchObject([{ SkuMeter: 'Stated Cost', PricingQuantity: '1', EffectiveCost: '1.25' }]);
    expect(faults(rows)).toEqual([]);
  });

  test('of a closed month is a correction; one that takes back in an open month counts nothing', () => {
    const late = usageRows(account, usage({ output: -10n }, { postedOn: '2026-11-02' }));
    expect(late[0]).toMatchObject({
      ChargeClass: 'Correction',
      ConsumedQuantity: '-10',
      ChargeCategory: 'Usage',
    });
    const open = usageRows(account, usage({ output: -10n }));
    expect(open[0]).toMatchObject({
      ChargeClass: null,
      ConsumedQuantity: null,
      ChargeCategory: 'Adjustment',
    });
    expect(faults([...late, ...open])).toEqual([]);
  });
});

describe('prepaid credits', () => {
  const rows = usageRows(account, usage({ uncached_input: 10n, output: 10n }));
  const whole = effective(rows);
  const billed = (some: readonly FocusRow[]) =>
    some.reduce((sum, row) => sum + parseUsd(row.BilledCost ?? ''), 0n);

  test('leave usage its effective cost and take it off the bill', () => {
    expect(billed(coverByPrepaid(rows, 0n))).toBe(whole);
    expect(billed(coverByPrepaid(rows, whole))).toBe(0n);
    const part = coverByPrepaid(rows, 30_000_000n);
    expect(billed(part)).toBe(whole - 30_000_000n);
    expect(effective(part)).toBe(whole);
    expect(billed(coverByPrepaid(rows, whole + 5n))).toBe(-5n);
  });

  test('get back what a correction returns', () => {
    const back = usageRows(account, usage({ output: -10n }, { postedOn: '2026-11-02' }));
    expect(billed(coverByPrepaid(back, effective(back)))).toBe(0n);
  });

  test('are billed when they are bought and cost nothing then', () => {
    const row = purchaseRow(account, {
      provider: 'anthropic',
      day: '2026-10-01',
      postedOn: '2026-10-01',
      endDay: '2027-10-01',
      creditId: 'crd_1',
      amount: parseUsd('120000'),
      transactionId: 'txn_1',
    });
    expect(row).toMatchObject({ ChargeCategory: 'Purchase', BilledCost: '120000', EffectiveCost: '0' });
    expect(focusFaults(row)).toEqual([]);
  });
});

test('expense beside usage is an adjustment; what expires is billed to nobody', () => {
  const row = adjustmentRow(account, {
    provider: 'anthropic',
    day: '2026-10-31',
    postedOn: '2026-10-31',
    account: 'breakage/anthropic',
    memo: 'Credits expired',
    kind: 'credit-expiry',
    purpose: '',
    costCenter: '',
    amount: parseUsd('1200'),
    billed: false,
    transactionId: 'txn_9',
  });
  expect(row).toMatchObject({ ChargeCategory: 'Adjustment', BilledCost: '0', EffectiveCost: '1200' });
  expect(focusFaults(row)).toEqual([]);
});

describe('the checker', () => {
  const [good] = usageRows(account, usage({ output: 10n }));
  const broken = (change: Partial<FocusRow>) => focusFaults({ ...(good as FocusRow), ...change });

  test('names every kind of fault', () => {
    expect(broken({ BilledCost: null })).toEqual(['BilledCost must not be null']);
    expect(broken({ BilledCost: '1e3' })).toEqual(['BilledCost is no decimal: 1e3']);
    expect(broken({ ChargeCategory: 'Gift' })[0]).toBe('ChargeCategory must not be Gift');
    expect(broken({ ChargePeriodStart: '2026-10-25' })[0]).toContain('is no UTC time');
    expect(broken({ RegionName: null })).toEqual(['RegionId and RegionName must both be null or neither']);
    expect(broken({ ContractedCost: '5' })).toEqual([
      'ContractedCost must be ContractedUnitPrice × PricingQuantity',
    ]);
    expect(broken({ SkuId: null })).toEqual(['SkuId must not be null']);
    expect(broken({ Tags: '{"a":{}}' })[0]).toContain('no object of plain values');
    expect(broken({ ChargeClass: 'Correction' })[0]).toContain('exactly where an earlier bill is corrected');
    expect(broken({ PublisherName: '' })).toEqual([
      'PublisherName is empty, which is neither null nor a value',
    ]);
  });
});

test('the columns are the 57 of FOCUS 1.2 in their order, then ours', () => {
  const names = focusColumns.map(({ name }) => name);
  const theirs = names.filter((name) => !name.startsWith('x_'));
  expect(theirs).toHaveLength(57);
  expect(theirs).toEqual([...theirs].sort());
  expect(names.slice(0, 57)).toEqual(theirs);
});
