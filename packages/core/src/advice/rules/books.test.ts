import { describe, expect, test } from 'vitest';
import { $, findingsOf, planted } from './planted.test-kit.ts';

const commitment = {
  id: 'com_1',
  name: 'Anthropic 2026',
  provider: 'anthropic',
  committed: $(100_000),
  used: $(40_000),
  elapsedPermille: 500,
  ends: '2027-04-30',
  expectedPermille: 820,
  breakage: { low: $(12_000), likely: $(18_000), high: $(25_000) },
};

describe('commitments', () => {
  planted(12, {
    fires: 'the forecast leaves $18,000 of $100,000 unused',
    facts: { commitments: [commitment] },
    gain: { low: $(12_000), likely: $(18_000), high: $(25_000) },
    per: 'once',
    says: 'Commitment Anthropic 2026 of $100,000 to anthropic will be used to 82 % by 2027-04-30.',
    misses: 'nine tenths will be used',
    near: { commitments: [{ ...commitment, expectedPermille: 900 }] },
    needs: 'commitments',
  });
});

const offer = {
  id: 'off_1',
  name: 'one year, 20 %',
  provider: 'openai',
  variationPermille: 120,
  coveredPermille: 0,
  best: $(9_000),
  saving: { low: $(800), likely: $(1_160), high: $(1_400) },
  months: 12,
};

describe('offers', () => {
  planted(13, {
    fires: 'the best commitment costs $1,160 a month less than none',
    facts: { offers: [offer] },
    gain: { low: $(800), likely: $(1_160), high: $(1_400) },
    says: 'Commit to $9,000 for 12 months (one year, 20 %). Likely saving $800–1,400 a month.',
    misses: 'spend varies too much',
    near: { offers: [{ ...offer, variationPermille: 251 }] },
    needs: 'discounts on offer',
  });
});

const lot = {
  id: 'crd_1',
  provider: 'openai',
  reference: 'Startup credit',
  balance: $(5_000),
  expires: '2026-11-20',
  daysLeft: 20,
  drawnPerDay: { low: $(50), likely: $(100), high: $(150) },
  routablePerDay: $(170),
};

describe('credits', () => {
  planted(14, {
    fires: '$5,000 less 20 days × $150, 100, 50, of which 20 × $170 can be routed',
    facts: { credits: [lot] },
    gain: { low: $(2_000), likely: $(3_000), high: $(3_400) },
    per: 'once',
    says: '$5,000 of Startup credit lapse on 2026-11-20, and $100 a day are drawn from it. Route other spend to openai first.',
    misses: 'what is drawn uses it up in time',
    near: { credits: [{ ...lot, drawnPerDay: { low: $(250), likely: $(260), high: $(270) } }] },
    needs: 'credits',
  });

  test('14 is silent about credit that expires after 60 days or never', () => {
    expect(
      findingsOf(14, {
        credits: [
          { ...lot, daysLeft: 61 },
          { ...lot, daysLeft: null, expires: null },
        ],
      }),
    ).toEqual([]);
  });
});

const seats = { tool: 'copilot', seats: 120, used: 90, pricePerSeat: $(39) };

describe('seats', () => {
  planted(20, {
    fires: '30 unused seats × $39',
    facts: { seats: [seats] },
    gain: { low: $(1_170), likely: $(1_170), high: $(1_170) },
    says: '30 seats of 120 of copilot had no use in 30 days: $1,170 a month. Give them back.',
    misses: 'every seat is used',
    near: { seats: [{ ...seats, used: 120 }] },
    needs: 'seats of each tool',
  });
});

const flagged = {
  kind: 'personal-use',
  plan: { id: 'plan_1', name: 'Personal allotment' },
  grants: 8,
  amount: $(2_000),
  taxPermille: 400,
} as const;

describe('flags', () => {
  planted(25, {
    fires: '40 % tax on $2,000',
    facts: { flagged: [flagged] },
    gain: { low: $(800), likely: $(800), high: $(800) },
    says: '$2,000 a month of Personal allotment is flagged as personal use. Route it through payroll or block it. At stake: $800 a month.',
    misses: 'nothing is flagged',
    near: { flagged: [{ ...flagged, amount: 0n }] },
    needs: 'grants with their flags',
  });

  test('25 assumes a rate where none is stated, and is less sure', () => {
    const [finding] = findingsOf(25, { flagged: [{ ...flagged, taxPermille: null }] });
    expect(finding).toMatchObject({ confidence: 'low', gain: { low: $(400), likely: $(600), high: $(900) } });
  });
});

const purposes = { period: '2026-10', cost: $(20_000), untagged: $(1_100) };

describe('purposes', () => {
  planted(26, {
    fires: '5.5 % of the month has no purpose',
    facts: { purposes },
    gain: { low: $(1_100), likely: $(1_100), high: $(1_100) },
    per: 'once',
    says: '$1,100 of 2026-10 (5.5 %) has no purpose and may stand in the wrong line. Tag it before the close. At stake: $1,100.',
    misses: 'a twentieth exactly',
    near: { purposes: { ...purposes, untagged: $(1_000) } },
    needs: 'charged usage',
  });
});

const invoice = {
  id: 'inv_1',
  provider: 'anthropic',
  reference: 'INV-7',
  month: '2026-10-01',
  invoiced: $(10_312),
  metered: $(10_000),
};

describe('invoices', () => {
  planted(27, {
    fires: '$312 above what was metered',
    facts: { invoices: [invoice] },
    gain: { low: $(312), likely: $(312), high: $(312) },
    per: 'once',
    says: 'Anthropic bills $312 more for 2026-10 than was metered (3.1 %). Dispute it. At stake: $312.',
    misses: 'one hundredth exactly',
    near: { invoices: [{ ...invoice, invoiced: $(10_100) }] },
    needs: 'invoices',
  });

  test('27 asks to repair the meter where less was billed', () => {
    const [finding] = findingsOf(27, { invoices: [{ ...invoice, invoiced: $(9_500) }] });
    expect(finding?.says).toContain('bills $500 less');
    expect(finding?.says).toContain('Repair the meter');
  });
});

const cells = [
  { pricePercent: -30, usageTimes: 1, over: 0n },
  { pricePercent: 0, usageTimes: 1, over: 0n },
  { pricePercent: 50, usageTimes: 1, over: $(24_000) },
  { pricePercent: 50, usageTimes: 2, over: $(90_000) },
];
const plan = { planId: 'plan_1', name: 'Engineers', annual: $(120_000), budget: $(156_000), cells };

describe('grants under stress', () => {
  planted(29, {
    fires: '$24,000 over at prices +50 %, a twelfth a month × 10, 20, 35 %',
    facts: { grants: [plan] },
    gain: { low: $(200), likely: $(400), high: $(700) },
    says: 'Grants of Engineers exceed their budget by $24,000 a year if prices rise by 50 %.',
    misses: 'only twice the usage breaks it, which is no matter of price',
    near: {
      grants: [
        { ...plan, cells: cells.map((cell) => (cell.usageTimes === 1 ? { ...cell, over: 0n } : cell)) },
      ],
    },
    needs: 'plans of grants',
  });
});
