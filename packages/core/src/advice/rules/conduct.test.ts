import { describe, expect, test } from 'vitest';
import { isCannotTell } from '../rule.ts';
import { $, findingsOf, judge, planted } from './planted.test-kit.ts';

const loop = {
  agent: 'nightly-refactor',
  workerId: 'wrk_1',
  workflow: '',
  loops: 3,
  repeats: 600,
  cost: $(1_140),
  days: 2,
  lastDay: '2026-10-30',
  session: null,
  proof: 'request-hash',
} as const;

describe('loops', () => {
  planted(4, {
    fires: 'all requests but the first of each chain cost $1,140 in 30 days',
    facts: { loops: [loop] },
    gain: { low: $(1_140), likely: $(1_140), high: $(1_140) },
    says: 'Agent nightly-refactor repeats one request: $1,140 in 30 days. Stop it and tell its owner. Saving $1,140 a month.',
    misses: 'nine equal requests are no loop yet',
    near: { loops: [{ ...loop, repeats: 9 }] },
    needs: 'single calls',
  });

  test('4 offers the loop breaker for a registered agent and a task for another', () => {
    const value = { workerId: 'wrk_1', limit: 10 };
    expect(findingsOf(4, { loops: [loop] })[0]?.action).toEqual({
      kind: 'gateway-rule',
      rule: 'loop',
      value,
    });
    expect(findingsOf(4, { loops: [{ ...loop, workerId: null }] })[0]?.action.kind).toBe('task');
  });
});

const spike = {
  subject: { kind: 'agent', id: 'wrk_1', name: 'nightly-refactor' },
  workerId: 'wrk_1',
  filter: ['agent', 'nightly-refactor'],
  changePermille: null,
  shape: 'spike',
  from: '2026-10-30',
  to: '2026-10-31',
  z: 12,
  times: 8,
  actualPerDay: $(400),
  excessPerDay: { low: $(340), likely: $(350), high: $(360) },
  goesOn: true,
  change: 'deployment 4711',
} as const;

describe('spikes', () => {
  planted(5, {
    fires: '$340, 350 and 360 a day × 2, 5 and 10 days',
    facts: { spikes: [spike] },
    gain: { low: $(680), likely: $(1_750), high: $(3_600) },
    per: 'once',
    says: 'Agent nightly-refactor spends $400 a day, 8.0 times what was to be expected, since deployment 4711. Hold it and ask its owner. Likely saving $680–3,600.',
    misses: 'z is 3.5 and growth below ten times',
    near: { spikes: [{ ...spike, z: 3.5 }] },
    needs: 'two weeks',
  });

  test('5 is silent about what is over: there is nothing to stop', () => {
    expect(findingsOf(5, { spikes: [{ ...spike, goesOn: false }] })).toEqual([]);
  });

  test('5 speaks of ten times a quarter without a z', () => {
    const growth = { ...spike, shape: 'growth', z: null, times: 10 } as const;
    expect(findingsOf(5, { spikes: [growth] })).toHaveLength(1);
    expect(findingsOf(5, { spikes: [{ ...growth, times: 9.9 }] })).toEqual([]);
    const explains = { ...growth, times: 2, changePermille: 670 };
    expect(findingsOf(5, { spikes: [explains] })).toHaveLength(1);
    expect(findingsOf(5, { spikes: [{ ...explains, changePermille: 669 }] })).toEqual([]);
  });
});

const agent = {
  workerId: 'wrk_2',
  name: 'old-bot',
  hasOwner: false,
  live: true,
  filter: null,
  lastDay: '2026-10-30',
  idleDays: 1,
  cost: $(90),
} as const;

describe('agents', () => {
  planted(19, {
    fires: 'an orphan that spends $90 a month',
    facts: { agents: [agent] },
    gain: { low: $(90), likely: $(90), high: $(90) },
    says: 'Agent old-bot has no owner and can still spend: $90 a month. Suspend it.',
    misses: 'its owner is known and it was used 29 days ago',
    near: { agents: [{ ...agent, hasOwner: true, idleDays: 29 }] },
    needs: 'agents in the directory',
  });

  test('19 tells of an idle agent though it saves nothing, and not of one that cannot spend', () => {
    const idle = { ...agent, hasOwner: true, idleDays: 30, cost: 0n };
    expect(findingsOf(19, { agents: [idle] })[0]?.says).toContain('No saving is claimed.');
    expect(findingsOf(19, { agents: [{ ...idle, live: false }] })).toEqual([]);
  });
});

const forecast = {
  envelopeId: 'env_1',
  name: 'Platform',
  ends: '2026-11-30',
  limit: $(10_000),
  spent: $(6_000),
  estimate: { low: $(10_500), likely: $(12_000), high: $(14_000) },
  overrunPermille: 870,
  overrun: { low: $(500), likely: $(2_000), high: $(4_000) },
  model: 'Holt–Winters',
};

describe('envelopes', () => {
  planted(6, {
    fires: 'the forecast expects $2,000 beyond the limit',
    facts: { forecasts: [forecast] },
    gain: { low: $(500), likely: $(2_000), high: $(4_000) },
    per: 'once',
    says: 'Envelope Platform will probably need $12,000 by 2026-11-30 and holds $10,000. Plan again, top up or throttle. At stake: likely $500–4,000.',
    misses: 'the odds are even',
    near: { forecasts: [{ ...forecast, overrunPermille: 500 }] },
    needs: 'envelopes with a limit',
  });
});

const bunching = {
  group: { kind: 'team', id: 'sales', name: 'Sales' },
  where: 'period-end',
  periods: 3,
  excess: { low: $(200), likely: $(500), high: $(800) },
  cost: $(4_000),
  plan: { id: 'plan_1', name: 'Sales grant', rolloverPermille: 0 },
} as const;

describe('ends of periods', () => {
  planted(9, {
    fires: '12.5 % of the spend is beyond what the other days explain',
    facts: { bunching: [bunching] },
    gain: { low: $(200), likely: $(500), high: $(800) },
    says: 'Sales spends $500 a month more in the last days of a period than its other days lead to expect. Let a part of the grant roll over. Likely saving $200–800 a month.',
    misses: 'the interval includes nothing',
    near: { bunching: [{ ...bunching, excess: { low: 0n, likely: $(500), high: $(1_000) } }] },
    needs: 'three ends of a period',
  });

  test('9 raises the rollover of a plan that has less, and asks for the cause else', () => {
    expect(findingsOf(9, { bunching: [bunching] })[0]?.action).toEqual({
      kind: 'grant-rollover',
      planId: 'plan_1',
      permille: 250,
    });
    const rolling = { ...bunching, plan: { ...bunching.plan, rolloverPermille: 250 } };
    expect(findingsOf(9, { bunching: [rolling] })[0]?.action.kind).toBe('task');
  });
});

const linkage = {
  group: { kind: 'team', id: 'platform', name: 'Platform' },
  cost: $(10_000),
  unlinked: $(4_000),
  vanity: $(5_000),
  precision: { low: 800, likely: 900, high: 950 },
} as const;

describe('linkage', () => {
  planted(10, {
    fires: '$5,000 × 80, 90, 95 % × 10, 25, 40 %',
    facts: { linkage: [linkage] },
    gain: { low: $(400), likely: $(1_125), high: $(1_900) },
    says: '40 % of what Platform spends reaches no accepted outcome: $4,000 a month.',
    misses: 'three tenths exactly',
    near: { linkage: [{ ...linkage, unlinked: $(3_000) }] },
    needs: 'outcomes',
  });

  test('10 assumes how often “unlinked” is right where nobody labelled a sample', () => {
    const [finding] = findingsOf(10, { linkage: [{ ...linkage, precision: null }] });
    expect(finding?.gain).toMatchObject({ low: $(250), likely: $(875), high: $(1_800) });
    expect(finding?.basis).toContain('no sample has been labelled');
  });
});

const decision = {
  kind: 'pricing',
  decisions: 20,
  p90Seconds: 3 * 86_400,
  slaSeconds: 86_400,
  inputs: 40,
  stale: 10,
  delayPerDay: $(300),
};

describe('decisions', () => {
  planted(30, {
    fires: '20 decisions × 2 days × $300 × 10, 15, 25 %',
    facts: { decisions: [decision] },
    gain: { low: $(1_200), likely: $(1_800), high: $(3_000) },
    says: 'One in ten decisions on pricing takes 72.0 hours or more where 24.0 are agreed, and 10 of 40 inputs are stale.',
    misses: 'inputs are fresh',
    near: { decisions: [{ ...decision, stale: 4 }] },
    needs: 'a log of decisions',
  });

  test.each([
    ['how long decisions may take', { ...decision, slaSeconds: null }],
    ['what a day of delay costs', { ...decision, delayPerDay: null }],
  ])('30 cannot tell without %s', (needs, one) => {
    const verdict = judge(30, { decisions: [one] });
    expect(isCannotTell(verdict) && verdict.needs).toContain(needs);
  });
});
