import { describe, expect, test } from 'vitest';
import { isCannotTell } from '../rule.ts';
import { $, findingsOf, judge, planted, usd } from './planted.test-kit.ts';

const work = { by: 'workflow', name: 'triage', provider: 'anthropic', model: 'opus' } as const;

const cache = {
  ...work,
  cost: $(1_000),
  promptTokens: 40_000_000n,
  cachedTokens: 4_000_000n,
  reusable: 100_000_000n,
  proof: 'prefix-hash',
  inputPrice: usd('0.000005'),
  readPrice: usd('0.0000005'),
  writePremium: usd('0.00000125'),
  writes: 4_000_000n,
} as const;

describe('caching', () => {
  planted(1, {
    fires: '100 M tokens × $4.50 less 4 M × $1.25 a million is $445',
    facts: { cache: [cache] },
    gain: { low: $(445), likely: $(445), high: $(445) },
    says: 'Workflow triage on opus reads 10 % of its input from the cache, though its prefix is stable: $1,000 a month. Pin the prefix and cache it. Saving $445 a month.',
    misses: 'half of the input comes from the cache',
    near: { cache: [{ ...cache, cachedTokens: 20_000_000n }] },
    needs: 'token classes',
  });

  test('1 cannot tell where nothing shows that the prefix is stable', () => {
    const verdict = judge(1, { cache: [{ ...cache, reusable: null, proof: null }] });
    expect(isCannotTell(verdict) && verdict.needs).toContain('hashes of prompt prefixes');
  });

  test('1 works on what the last week spends where that is more than the window did', () => {
    // 36 M tokens a week at $5 a million, 30 ÷ 7 weeks a month
    const [finding] = findingsOf(1, { cache: [{ ...cache, cost: $(100) }] });
    expect(finding?.touches[0]?.cost).toBe(771_428_571_428_571n);
  });

  test('1 is silent where writes would cost more than reads save', () => {
    expect(findingsOf(1, { cache: [{ ...cache, writes: 400_000_000n }] })).toEqual([]);
  });
});

const batch = { ...work, cost: $(3_000), eligible: $(2_000), deadlineHours: 24, discountPermille: 500 };

describe('batches', () => {
  planted(2, {
    fires: 'half of the $2,000 that may wait',
    facts: { batchable: [batch] },
    gain: { low: $(1_000), likely: $(1_000), high: $(1_000) },
    says: 'Saving $1,000 a month.',
    misses: 'calls may wait for an hour only',
    near: { batchable: [{ ...batch, deadlineHours: 1 }] },
    needs: 'how long the calls of a workflow may wait',
  });

  test('2 assumes 40 to 50 % where the price book has no row, and says so', () => {
    const [finding] = findingsOf(2, { batchable: [{ ...batch, discountPermille: null }] });
    expect(finding?.gain).toMatchObject({ low: $(800), likely: $(1_000), high: $(1_000) });
    expect(finding?.confidence).toBe('low');
    expect(finding?.basis).toContain('assumed');
  });
});

const routing = {
  ...work,
  cost: $(5_000),
  taskClass: 'labels',
  cheaper: { provider: 'anthropic', model: 'haiku' },
  eligible: $(4_000),
  eligibleThere: $(800),
  tasks: 10_000,
  pairs: 200,
  moreFailures: { low: -5, likely: 5, high: 15 },
  costPerFailure: $(10),
} as const;

describe('routing', () => {
  planted(3, {
    fires: '$3,200 less 10,000 tasks × $10 × 15, 5 and 0 thousandths of failures',
    facts: { routing: [routing] },
    gain: { low: $(1_700), likely: $(2_700), high: $(3_200) },
    says: 'answers labels no better than haiku would: $4,000 a month. Route it down, a tenth first. Likely saving $1,700–3,200 a month.',
    misses: 'the interval does not exclude 2.1 % more failures',
    near: { routing: [{ ...routing, moreFailures: { low: 0, likely: 10, high: 21 } }] },
    needs: 'paired runs',
  });

  test('3 cannot tell from fewer than 30 pairs', () => {
    expect(judge(3, { routing: [{ ...routing, pairs: 29 }] })).toMatchObject({
      needs: 'at least 30 paired runs of a class of tasks',
    });
  });
});

const cheaper = {
  ...work,
  cost: $(1_500),
  to: { provider: 'anthropic', model: 'opus-next' },
  costThere: $(500),
  since: '2026-10-20',
  kind: 'new',
} as const;

describe('prices', () => {
  planted(17, {
    fires: '$1,500 less $500 for the same tokens',
    facts: { cheaper: [cheaper] },
    gain: { low: $(1_000), likely: $(1_000), high: $(1_000) },
    says: 'Model opus has a cheaper successor, opus-next since 2026-10-20: $1,500 a month is spent on it.',
    misses: 'the price is older than 120 days, so it is no news',
    near: { cheaper: [{ ...cheaper, since: '2026-07-02' }] },
    needs: 'a price book',
  });

  test('17 speaks of a model whose own price fell, and routes nothing', () => {
    const own = { provider: cheaper.provider, model: cheaper.model };
    const [finding] = findingsOf(17, { cheaper: [{ ...cheaper, kind: 'drop', to: own }] });
    expect(finding?.claim).toContain('Model opus costs 67 % less since 2026-10-20');
    expect([finding?.action.kind, finding?.gain.likely]).toEqual(['task', $(1_000)]);
  });

  test('17 puts the kinds of work on one model into one finding that touches each', () => {
    const [finding, more] = findingsOf(17, {
      cheaper: [cheaper, { ...cheaper, name: 'review', cost: $(300), costThere: $(100) }],
    });
    expect(more).toBeUndefined();
    expect(finding?.gain.likely).toBe($(1_200));
    expect(finding?.touches.map(({ part }) => part)).toEqual([$(1_000), $(200)]);
  });
});

const vendors = [
  { provider: 'anthropic', cost: $(9_000), substitutablePermille: 500 },
  { provider: 'openai', cost: $(1_000), substitutablePermille: null },
];

describe('vendors', () => {
  planted(18, {
    fires: 'Σ share² is 0.82; half of $9,000 × 5, 10, 20 % × 10, 25, 50 %',
    facts: { vendors },
    gain: { low: usd('22.5'), likely: usd('112.5'), high: $(450) },
    says: '90 % of the spend goes to anthropic: $9,000 a month.',
    misses: 'two vendors have about half each',
    near: {
      vendors: [{ ...vendors[0], cost: $(5_000) } as never, { ...vendors[1], cost: $(5_000) } as never],
    },
    needs: 'priced usage',
  });
});

const context = {
  ...work,
  cost: $(2_000),
  before: { input: 100_000_000n, outputs: 1_000n },
  after: { input: 150_000_000n, outputs: 1_000n },
  output: 'request',
  outputTokensBefore: 500_000n,
  outputTokensAfter: 500_000n,
  inputPrice: usd('0.000004'),
} as const;

describe('context', () => {
  planted(28, {
    fires: '50 M more tokens in half a month × $4 a million × 30, 50, 70 %',
    facts: { contexts: [context] },
    gain: { low: $(120), likely: $(200), high: $(280) },
    says: 'sends 50 % more input for each request than two weeks ago, and its output is no larger: $400 a month.',
    misses: 'answers grew as well',
    near: { contexts: [{ ...context, outputTokensAfter: 750_000n }] },
    needs: 'at least four weeks',
  });

  test('28 is silent where more was asked, not where more was sent each time', () => {
    const after = { input: 150_000_000n, outputs: 1_500n };
    expect(findingsOf(28, { contexts: [{ ...context, after, outputTokensAfter: 750_000n }] })).toEqual([]);
  });
});
