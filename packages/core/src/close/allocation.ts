import { type EntryDraft, formatUsd, type PostingDraft, parseUsd } from '@exchequer/model';
import type { AllocationKey, AllocationRule } from '@exchequer/model/contract';
import type { LedgerRefusal } from '../ledger/index.ts';
import type { Period } from './period.ts';
import { splitByWeight } from './split.ts';

/** What sharing out is decided from: the books and the company in one month. */
export interface AllocationFacts {
  /** Movement of the month on every account under the rule's pool; zero ones left out. */
  pool: readonly { account: string; currency: string; amount: bigint }[];
  /** Charges of usage per purpose and cost centre. */
  usage: readonly { purpose: string; costCenter: string; amount: bigint }[];
  /** People whose team it was on the last day of the month, its subtree included. */
  headcount(teamId: string): bigint;
}

/** One unit's share. */
export interface AllocationPart {
  purpose: string;
  costCenter: string;
  teamId: string;
  /** What the key counts for it. */
  weight: bigint;
  amount: bigint;
}

/** A rule applied to a month. */
export interface AllocationPlan {
  currency: string;
  /** What was shared out. */
  whole: bigint;
  parts: readonly AllocationPart[];
  /** Sum of the weights. */
  weightOf: bigint;
  /** Null where there is nothing to share out. */
  entry: EntryDraft | null;
  /** Why there is none. */
  note: string;
}

/** What the key counts, in words. */
export const basisUnits: Record<AllocationKey, string> = {
  usage_share: 'USD of usage',
  headcount: 'people',
  equal: 'equal parts',
  percent: 'percent',
};

/** A weight as people read it: dollars and percents are kept in fine units. */
export function basisText(key: AllocationKey, weight: bigint): string {
  if (key === 'usage_share') return formatUsd(weight);
  return key === 'percent' ? formatUsd(weight * percentUnit) : String(weight);
}

/** Percents are weighed in millionths. */
const percentUnit = 1_000_000n;
const percentWeight = (text: string): bigint => parseUsd(text) / percentUnit;

/** Why a rule may not be entered, or null. */
export function checkRule(rule: Omit<AllocationRule, 'id' | 'recorded_at'>): LedgerRefusal | null {
  const refuse = (detail: string, fix: string) => ({ refused: 'bad-allocation-rule', detail, fix });
  if (rule.from_period !== null && rule.to_period !== null && rule.from_period > rule.to_period) {
    return refuse('the rule ends before it begins', 'Let the last month be the first one or later.');
  }
  if (rule.key !== 'usage_share' && rule.targets.length === 0) {
    return refuse(`${rule.name} names nobody who takes a share`, 'Name at least one cost centre.');
  }
  if (rule.key === 'headcount' && rule.targets.some(({ team_id }) => !team_id)) {
    return refuse('a target has no team whose people are counted', 'Give each target its team.');
  }
  if (rule.key !== 'percent') return null;
  if (rule.targets.some(({ percent }) => percent === undefined)) {
    return refuse('a target has no percentage', 'Give each target its percentage.');
  }
  const sum = rule.targets.reduce((total, { percent = '0' }) => total + parseUsd(percent), 0n);
  if (sum === parseUsd('100')) return null;
  return refuse(`the percentages sum to ${formatUsd(sum)}`, 'Let them sum to 100.');
}

/** Whether a rule speaks of a month. */
export const ruleHolds = (rule: AllocationRule, { key }: Period): boolean =>
  (rule.from_period === null || rule.from_period <= key) &&
  (rule.to_period === null || key <= rule.to_period);

/**
 * Shares the month's cost of a pool out by the rule's key. The parts sum exactly to the whole, and
 * the pool is credited account by account, so that nothing stays in it.
 */
export function planAllocation(
  rule: AllocationRule,
  period: Period,
  facts: AllocationFacts,
  postedOn: string,
): AllocationPlan {
  const currency = facts.pool[0]?.currency ?? 'USD';
  const pool = facts.pool.filter((line) => line.currency === currency && line.amount !== 0n);
  const whole = pool.reduce((sum, { amount }) => sum + amount, 0n);
  const targets = targetsOf(rule, facts);
  const weightOf = targets.reduce((sum, { weight }) => sum + weight, 0n);
  const plan = { currency, whole, weightOf };
  const bare = targets.map((target) => ({ ...target, amount: 0n }));
  if (whole === 0n) return { ...plan, parts: bare, entry: null, note: 'the pool is empty' };
  if (weightOf === 0n) {
    return { ...plan, parts: bare, entry: null, note: 'the key counts nothing for any target' };
  }
  const amounts = splitByWeight(
    whole,
    targets.map(({ weight }) => weight),
  );
  const parts = targets.map((target, at) => ({ ...target, amount: amounts[at] ?? 0n }));
  const postings = merged([
    ...parts.map(({ purpose, costCenter, amount }) => ({
      key: `expense/${purpose}/${costCenter}`,
      currency,
      amount,
    })),
    ...pool.map(({ account, amount }) => ({ key: account, currency, amount: -amount })),
  ]);
  if (postings.length === 0) return { ...plan, parts, entry: null, note: 'it all stays where it is' };
  return { ...plan, parts, entry: entryOf(rule, period, postedOn, whole, postings), note: '' };
}

function targetsOf(rule: AllocationRule, facts: AllocationFacts): Omit<AllocationPart, 'amount'>[] {
  const inPool = (purpose: string, costCenter: string) =>
    `expense/${purpose}/${costCenter}`.startsWith(rule.pool);
  if (rule.targets.length === 0) {
    return facts.usage
      .filter(({ purpose, costCenter, amount }) => amount > 0n && !inPool(purpose, costCenter))
      .map(({ purpose, costCenter, amount }) => ({ purpose, costCenter, teamId: '', weight: amount }));
  }
  return rule.targets.map((target) => ({
    purpose: target.purpose,
    costCenter: target.cost_center,
    teamId: target.team_id ?? '',
    weight: weightOf(rule.key, target, facts),
  }));
}

function weightOf(
  key: AllocationKey,
  target: AllocationRule['targets'][number],
  facts: AllocationFacts,
): bigint {
  if (key === 'equal') return 1n;
  if (key === 'percent') return percentWeight(target.percent ?? '0');
  if (key === 'headcount') return facts.headcount(target.team_id ?? '');
  const used = facts.usage
    .filter(({ costCenter }) => costCenter === target.cost_center)
    .reduce((sum, { amount }) => sum + amount, 0n);
  // A cost centre whose corrections outweigh its usage takes no share; it does not give one.
  return used > 0n ? used : 0n;
}

/** One line per account: two shares of one cost centre, or a target that is in the pool itself. */
function merged(postings: readonly PostingDraft[]): PostingDraft[] {
  const byAccount = new Map<string, PostingDraft>();
  for (const posting of postings) {
    const known = byAccount.get(posting.key);
    byAccount.set(posting.key, { ...posting, amount: (known?.amount ?? 0n) + posting.amount });
  }
  return [...byAccount.values()].filter(({ amount }) => amount !== 0n);
}

const entryOf = (
  rule: AllocationRule,
  period: Period,
  postedOn: string,
  whole: bigint,
  postings: readonly PostingDraft[],
): EntryDraft => ({
  book: 'financial',
  kind: 'allocation',
  occurredOn: period.lastDay,
  postedOn,
  memo: `${rule.name}: ${formatUsd(whole)} shared out by ${rule.key.replace('_', ' ')}`,
  subject: rule.id,
  postings,
  detail: { rule_id: rule.id, period: period.key, key: rule.key, pool: rule.pool },
});
