import { parseUsd } from '@exchequer/model';
import type { AllocationRule } from '@exchequer/model/contract';
import { describe, expect, test } from 'vitest';
import { checkEntry } from '../ledger/index.ts';
import { type AllocationFacts, checkRule, planAllocation, ruleHolds } from './allocation.ts';
import { chargeBackEntry } from './chargeback.ts';
import { periodOf } from './period.ts';

const month = periodOf('2026-10');
const rule = (change: Partial<AllocationRule>): AllocationRule => ({
  id: 'alr_1',
  name: 'Platform fee',
  pool: 'expense/untagged/platform',
  key: 'equal',
  targets: [],
  from_period: null,
  to_period: null,
  recorded_at: '2026-10-01T00:00:00Z',
  ...change,
});
const target = (cost_center: string, rest: object = {}) => ({
  purpose: 'general_and_administrative',
  cost_center,
  ...rest,
});
const facts = (change: Partial<AllocationFacts> = {}): AllocationFacts => ({
  pool: [{ account: 'expense/untagged/platform', currency: 'USD', amount: parseUsd('1000') }],
  usage: [
    { purpose: 'cost_of_revenue', costCenter: 'cc-1', amount: parseUsd('30') },
    { purpose: 'research_and_development', costCenter: 'cc-2', amount: parseUsd('60') },
    { purpose: 'research_and_development', costCenter: 'cc-3', amount: parseUsd('-5') },
  ],
  headcount: (team) => (team === 'team_a' ? 4n : 8n),
  ...change,
});
const amounts = (plan: ReturnType<typeof planAllocation>) => plan.parts.map(({ amount }) => amount);

describe('sharing cost out', () => {
  test('credits the pool with what the units take, to the last picodollar', () => {
    const shared = rule({ targets: [target('cc-1'), target('cc-2'), target('cc-3')] });
    const plan = planAllocation(shared, month, facts(), '2026-10-31');
    expect(amounts(plan)).toEqual([333333333333334n, 333333333333333n, 333333333333333n]);
    expect(plan.entry && checkEntry(plan.entry, null)).toBeNull();
    expect(plan.entry?.postings.at(-1)).toEqual({
      key: 'expense/untagged/platform',
      currency: 'USD',
      amount: parseUsd('-1000'),
    });
  });

  test('shares by the usage of each unit, and asks nothing of one whose corrections outweigh it', () => {
    const plan = planAllocation(rule({ key: 'usage_share' }), month, facts(), '2026-10-31');
    expect(plan.parts.map(({ costCenter }) => costCenter)).toEqual(['cc-1', 'cc-2']);
    expect(amounts(plan)).toEqual([333333333333333n, 666666666666667n]);
  });

  test('shares by the people of a team and by fixed percents', () => {
    const people = rule({
      key: 'headcount',
      targets: [target('cc-1', { team_id: 'team_a' }), target('cc-2', { team_id: 'team_b' })],
    });
    expect(amounts(planAllocation(people, month, facts(), '2026-10-31'))).toEqual([
      333333333333333n,
      666666666666667n,
    ]);
    const fixed = rule({
      key: 'percent',
      targets: [target('cc-1', { percent: '12.5' }), target('cc-2', { percent: '87.5' })],
    });
    expect(amounts(planAllocation(fixed, month, facts(), '2026-10-31'))).toEqual([
      parseUsd('125'),
      parseUsd('875'),
    ]);
  });

  test('takes back what the pool got back', () => {
    const pool = [{ account: 'expense/untagged/platform', currency: 'USD', amount: -10n }];
    const plan = planAllocation(
      rule({ targets: [target('a'), target('b')] }),
      month,
      facts({ pool }),
      month.lastDay,
    );
    expect(amounts(plan)).toEqual([-5n, -5n]);
  });

  test('says why nothing is shared out', () => {
    const empty = planAllocation(rule({ targets: [target('a')] }), month, facts({ pool: [] }), month.lastDay);
    expect(empty).toMatchObject({ entry: null, note: 'the pool is empty' });
    const nobody = rule({ key: 'headcount', targets: [target('a', { team_id: 'x' })] });
    const none = planAllocation(nobody, month, facts({ headcount: () => 0n }), month.lastDay);
    expect(none).toMatchObject({ entry: null, note: 'the key counts nothing for any target' });
  });
});

describe('a rule', () => {
  test('is refused when its percents do not sum to 100 or its targets lack what the key counts', () => {
    const percents = rule({
      key: 'percent',
      targets: [target('a', { percent: '60' }), target('b', { percent: '30' })],
    });
    expect(checkRule(percents)).toMatchObject({
      refused: 'bad-allocation-rule',
      detail: 'the percentages sum to 90',
    });
    expect(checkRule(rule({ key: 'headcount', targets: [target('a')] }))?.fix).toBe(
      'Give each target its team.',
    );
    expect(checkRule(rule({ key: 'equal' }))?.refused).toBe('bad-allocation-rule');
    expect(checkRule(rule({ key: 'usage_share' }))).toBeNull();
    expect(
      checkRule(rule({ key: 'usage_share', from_period: '2026-10', to_period: '2026-09' })),
    ).not.toBeNull();
  });

  test('holds from its first through its last month', () => {
    const held = rule({ from_period: '2026-09', to_period: '2026-10' });
    expect(['2026-08', '2026-09', '2026-10', '2026-11'].map((key) => ruleHolds(held, periodOf(key)))).toEqual(
      [false, true, true, false],
    );
  });
});

test('charge-back charges every cost centre its expense and eliminates to zero', () => {
  const entry = chargeBackEntry(
    month,
    [
      { costCenter: 'cc-1', currency: 'USD', amount: 5n },
      { costCenter: 'cc-2', currency: 'USD', amount: -2n },
      { costCenter: 'cc-3', currency: 'USD', amount: 0n },
    ],
    month.lastDay,
  );
  expect(entry?.postings).toEqual([
    { key: 'chargeback/cc-1', currency: 'USD', amount: 5n },
    { key: 'chargeback/cc-2', currency: 'USD', amount: -2n },
    { key: 'recovery', currency: 'USD', amount: -3n },
  ]);
  expect(chargeBackEntry(month, [], month.lastDay)).toBeNull();
});
