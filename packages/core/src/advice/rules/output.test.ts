import { describe, expect, test } from 'vitest';
import { isCannotTell } from '../rule.ts';
import { $, findingsOf, judge, planted, usd } from './planted.test-kit.ts';

const team = { kind: 'team', id: 'platform', name: 'Platform' } as const;

// Output 1,000 × $10 at $10,000: the next dollar brings the elasticity in dollars.
const fit = {
  group: team,
  people: 150,
  grade: 'E1',
  elasticity: { low: 0.25, likely: 0.375, high: 0.5 },
  spend: $(10_000),
  outcomes: 1_000,
  valuePerOutcome: $(10),
  seen: { low: $(2_000), high: $(12_000) },
  growthPermille: 0,
  envelopeId: 'env_1',
} as const;
const steep = { ...fit, elasticity: { low: 0.5, likely: 0.5, high: 0.5 }, valuePerOutcome: $(40) };
const denials = [
  {
    group: team,
    envelopeId: 'env_1',
    envelope: 'Platform',
    requests: 9_000,
    denied: 1_000,
    costPerRequest: $(2),
  },
];

describe('response', () => {
  // β 0.5: x* = 10,000 × 0.5² = 2,500; saved 7,500 − 10,000 × (1 − 0.25^β): 0.5 → 2,500; 0.375 → 3,446.035…; 0.25 → 4,571.067…
  planted(7, {
    fires: 'trimmed to $2,500, where the highest elasticity says that a dollar brings a dollar',
    facts: { response: [fit] },
    gain: { low: $(2_500), likely: usd('3446.035575'), high: usd('4571.067811') },
    says: 'Platform spends $10,000 a month, of which the last dollar brings at most $0.50. Trim to $2,500. Likely saving $2,500–4,571 a month.',
    misses: 'the interval includes a dollar for a dollar',
    near: { response: [{ ...fit, elasticity: { low: 0.25, likely: 0.5, high: 1 } }] },
    needs: 'what an outcome is worth',
  });

  test('7 trims no further than spend that was seen', () => {
    const [finding] = findingsOf(7, { response: [{ ...fit, seen: { low: $(6_400), high: $(12_000) } }] });
    // 3,600 − 10,000 × (1 − √0.64) = 1,600
    expect(finding?.gain.low).toBe($(1_600));
    expect(finding?.action).toMatchObject({ kind: 'envelope-limit', amount: $(6_400) });
  });

  test('7 cannot tell from a plain regression', () => {
    const verdict = judge(7, { response: [{ ...fit, grade: 'E0' }] });
    expect(isCannotTell(verdict) && verdict.needs).toContain('grade E1');
  });

  // v·y = 40,000, a dollar brings 2; 1,000 × $2 = 2,000 more: 40,000 × (√1.2 − 1) − 2,000 = 1,817.804…
  planted(8, {
    fires: '$2,000 of refused requests bring $3,818',
    facts: { response: [steep], denials },
    gain: { low: usd('1817.804600'), likely: usd('1817.804600'), high: usd('1817.804600') },
    says: 'Envelope Platform refused 1,000 requests of Platform, where a dollar brings at least $2.00. Raise it by $2,000 a month.',
    misses: 'nothing was refused',
    near: { response: [steep], denials: [{ ...(denials[0] as (typeof denials)[0]), denied: 0 }] },
    needs: '',
  });

  test('8 is silent where the interval of a dollar’s value includes one', () => {
    const unsure = { ...steep, elasticity: { low: 0.25, likely: 0.5, high: 0.75 } };
    expect(findingsOf(8, { response: [unsure], denials })).toEqual([]);
  });

  // 25 % more than before: 10,000 − 8,000 = 2,000 × 5, 15, 30 %
  planted(11, {
    fires: '$2,000 were added and no effect can be seen',
    facts: {
      response: [{ ...fit, elasticity: { low: -0.1, likely: 0.02, high: 0.12 }, growthPermille: 250 }],
    },
    gain: { low: $(100), likely: $(300), high: $(600) },
    says: 'Platform spends 25 % more than before, $2,000 a month, and no effect on its output can be seen. Try a randomised holdout.',
    misses: 'the interval excludes nothing',
    near: {
      response: [{ ...fit, elasticity: { low: 0.01, likely: 0.05, high: 0.12 }, growthPermille: 250 }],
    },
    needs: 'outcomes and spend',
  });
});

const access = {
  role: 'Analyst',
  people: 24,
  p90OverP10: 14,
  denied: 300,
  deniedPeople: 9,
  deniedCost: $(600),
  valuePermille: { low: 1_100, likely: 1_500, high: 2_500 },
};

describe('access', () => {
  planted(24, {
    fires: '$600 were refused, each dollar of which brings $1.10 to 2.50',
    facts: { access: [access] },
    gain: { low: $(60), likely: $(300), high: $(900) },
    says: 'Within the role Analyst, use lies far apart (14.0 times), and 300 requests worth $600 a month were refused.',
    misses: 'nothing was refused',
    near: { access: [{ ...access, denied: 0 }] },
    needs: 'roles of people',
  });

  test('24 cannot tell without the value of a dollar', () => {
    const verdict = judge(24, { access: [{ ...access, valuePermille: null }] });
    expect(isCannotTell(verdict) && verdict.needs).toContain('what a dollar of spend brings');
  });
});

const pool = {
  pool: 'h100',
  apiCost: $(30_000),
  ownCost: { low: $(18_000), likely: $(20_000), high: $(24_000) },
  tokensPerMonth: 20_000_000_000n,
  breakEvenTokens: 12_000_000_000n,
  parity: 'same',
  idlePermille: 350,
  idleLoss: { low: $(900), likely: $(1_200), high: $(1_500) },
} as const;

describe('own GPUs', () => {
  planted(15, {
    fires: '$30,000 at the API less $24,000, 20,000, 18,000 of one’s own',
    facts: { pools: [pool] },
    gain: { low: $(6_000), likely: $(10_000), high: $(12_000) },
    says: 'Pool h100 could serve what an API charges $30,000 a month for, at $20,000.',
    misses: 'less is served than it takes to pay for whole GPUs',
    near: { pools: [{ ...pool, tokensPerMonth: 11_999_999_999n }] },
    needs: 'scrapes',
  });

  test('15 cannot tell while nobody said whether answers are as good, and is silent where they are worse', () => {
    const verdict = judge(15, { pools: [{ ...pool, parity: 'unknown' }] });
    expect(isCannotTell(verdict) && verdict.needs).toContain('as good as those of the API');
    expect(findingsOf(15, { pools: [{ ...pool, parity: 'worse' }] })).toEqual([]);
  });

  planted(16, {
    fires: '35 % of the watts are idle',
    facts: { pools: [pool] },
    gain: { low: $(900), likely: $(1_200), high: $(1_500) },
    says: 'Pool h100 leaves 35 % of its watts idle, worth $1,200 a month.',
    misses: 'a fifth exactly',
    near: { pools: [{ ...pool, idlePermille: 200 }] },
    needs: 'scrapes',
  });

  test('16 cannot tell without a price for what idle watts could serve', () => {
    const verdict = judge(16, { pools: [{ ...pool, idleLoss: null }] });
    expect(isCannotTell(verdict) && verdict.needs).toContain('at which price');
  });
});

const half = { handled: 1_000, escalated: 60, reopened: 40, cost: $(1_000) };
const support = {
  group: team,
  before: half,
  after: { handled: 1_000, escalated: 120, reopened: 80, cost: $(800) },
  costPerReturn: $(10),
};
const pace = (values: { low: number; likely: number; high: number }) => values;

describe('quality', () => {
  // Shares 10 % → 20 %: SE √(0.09/1000 + 0.16/1000) = 0.0158114; ± 1.28155 × SE = 0.0202631.
  // 1,000 tickets in half a month × $10 × 2 = $20,000 × (0.0797369, 0.1, 0.1202631)
  test('21 fires: 100 more of 1,000 tickets come back in half a month, at $10 each', () => {
    const [finding] = findingsOf(21, { support: [support] });
    expect(Number(finding?.gain.low) / 1e12).toBeCloseTo(1594.74, 1);
    expect(finding?.gain.likely).toBe($(2_000));
    expect(Number(finding?.gain.high) / 1e12).toBeCloseTo(2405.26, 1);
    expect(finding?.says).toContain('20 % come back to people instead of 10 %: $2,000 a month');
  });

  test('21 stays silent: quality fell, but so did nothing of the cost', () => {
    expect(
      findingsOf(21, { support: [{ ...support, after: { ...support.after, cost: $(1_000) } }] }),
    ).toEqual([]);
  });

  test('21 stays silent: 10 → 11 of 100 is within chance', () => {
    const few = {
      ...support,
      before: { ...half, handled: 100, escalated: 6, reopened: 4 },
      after: { handled: 100, escalated: 7, reopened: 4, cost: $(80) },
    };
    expect(findingsOf(21, { support: [few] })).toEqual([]);
  });

  test('21 says what it needs', () => {
    expect(judge(21, {})).toMatchObject({ rule: 21, needs: expect.stringContaining('helpdesk') });
    expect(judge(21, { support: [{ ...support, costPerReturn: null }] })).toMatchObject({
      needs: 'what people cost on escalated and reopened tickets: the stated figure human_ticket_cost',
    });
  });

  const review = {
    group: team,
    beforeHours: 24,
    afterHours: 48,
    addedHours: pace({ low: 12, likely: 24, high: 36 }),
    reviews: 50,
    delayPerDay: $(40),
  };
  planted(22, {
    fires: '50 reviews in half a month wait 0.5, 1, 1.5 days longer, at $40 a day',
    facts: { reviews: [review] },
    gain: { low: $(2_000), likely: $(4_000), high: $(6_000) },
    says: 'Work of Platform waits 48.0 hours for review instead of 24.0: $4,000 of delay a month.',
    misses: 'the wait grew by less than a fifth',
    near: { reviews: [{ ...review, addedHours: pace({ low: 1, likely: 4, high: 7 }) }] },
    needs: 'waited for review',
  });

  const incidents = {
    group: team,
    before: { changes: 400, incidents: 20 },
    after: { changes: 400, incidents: 44 },
    costPerIncident: $(1_000),
  };

  // 44 − 20 = 24 ± 1.28155 × √(44 + 20) = 24 ± 10.25241; × $1,000 × 2
  test('23 fires: 24 incidents beyond the earlier rate in half a month', () => {
    const [finding] = findingsOf(23, { incidents: [incidents] });
    expect(finding?.gain.likely).toBe($(48_000));
    expect(Number(finding?.gain.low) / 1e12).toBeCloseTo(27495.18, 0);
    expect(Number(finding?.gain.high) / 1e12).toBeCloseTo(68504.82, 0);
    expect(finding?.says).toContain('has 44 incidents in 400 changes, and had 20 in 400');
  });

  test('23 stays silent: a quarter more exactly, or too few to tell', () => {
    const near = {
      ...incidents,
      before: { changes: 4_000, incidents: 400 },
      after: { changes: 4_000, incidents: 500 },
    };
    expect(findingsOf(23, { incidents: [near] })).toEqual([]);
    const few = { ...incidents, before: { changes: 40, incidents: 2 }, after: { changes: 40, incidents: 3 } };
    expect(findingsOf(23, { incidents: [few] })).toEqual([]);
  });

  test('23 says what it needs', () => {
    expect(judge(23, {})).toMatchObject({ rule: 23, needs: expect.stringContaining('pager') });
    expect(judge(23, { incidents: [{ ...incidents, costPerIncident: null }] })).toMatchObject({
      needs: 'what an incident costs: the stated figure incident_cost',
    });
  });
});
