import { parseUsd } from '@exchequer/model';
import type { MyBudget } from '@exchequer/model/contract';

/**
 * Envelopes in the shape of Anthropic's spend limits API (`BetaSpendLimit` and `BetaSpendSummary` of its
 * SDK), so that clients which read those need another base URL and nothing else. Amounts are decimal
 * strings in cents. Read only: budgets are changed where people approve them.
 */
type Level = MyBudget['envelopes'][number];

const picoPerCent = 10_000_000_000n;

/** Whole cents, rounded down: a limit must not look larger than it is. */
const wholeCents = (usd: string) => (parseUsd(usd) / picoPerCent).toString();

/** Cents with up to three decimals, as Anthropic states metered spend. */
function cents(usd: string): string {
  const milli = parseUsd(usd) / (picoPerCent / 1_000n);
  const text = milli.toString().padStart(4, '0');
  return `${text.slice(0, -3)}.${text.slice(-3)}`.replace(/\.?0+$/, '') || '0';
}

/** Their three periods; quarters and years have none and are told as the month that they lie in. */
function periodOf(periodKey: string): 'daily' | 'weekly' | 'monthly' {
  if (/^\d{4}-\d{2}-\d{2}$/.test(periodKey)) return 'daily';
  return /^\d{4}-W\d{2}$/.test(periodKey) ? 'weekly' : 'monthly';
}

const scopeOf = ({ kind, id }: Level, workerId: string) => {
  if (kind === 'company') return { type: 'organization' };
  if (kind === 'person') return { type: 'user', user_id: workerId };
  return { type: 'workspace', workspace_id: id };
};

/** Hard limits alone: the others stop nobody. */
const limiting = ({ envelopes }: MyBudget) => envelopes.filter(({ enforcement }) => enforcement === 'hard');

/** A page of `GET /v1/organizations/spend_limits`. */
export function spendLimits(budget: MyBudget): object {
  const data = limiting(budget).map((level) => ({
    type: 'spend_limit',
    id: `spl_${level.id}`,
    amount: wholeCents(level.limit),
    currency: level.currency,
    is_enabled: true,
    period: periodOf(level.period_key),
    scope: scopeOf(level, budget.worker.id),
    // When limits were set is kept with their history, which holders of keys do not see.
    created_at: '1970-01-01T00:00:00Z',
    updated_at: '1970-01-01T00:00:00Z',
  }));
  return { data, has_more: false, next_page: null };
}

/** A page of `GET /v1/organizations/spend_limits/effective`. */
export function effectiveLimits(budget: MyBudget): object {
  const { id, name } = budget.worker;
  const data = limiting(budget).map((level) => ({
    actor: { type: 'user_actor', user_id: id, name, email_address: null, deleted: false },
    amount: wholeCents(level.limit),
    currency: level.currency,
    period: periodOf(level.period_key),
    period_to_date_spend: cents(level.spent),
    scope: { type: 'user', user_id: id },
    source: scopeOf(level, id),
    spend_limit_id: `spl_${level.id}`,
  }));
  return { data, has_more: false, next_page: null };
}
