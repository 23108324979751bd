import { createHash } from 'node:crypto';
import { type PolicyChange, type PolicyPlan, planBody, summaryOf } from '@exchequer/core/policy';
import { formatUsd } from '@exchequer/model';
import type { PolicyChangeView, PolicyPlanView } from '@exchequer/model/contract';
import { hashOf } from './versions.ts';

/** Names exactly these changes of exactly this text: only what was looked at can be applied. */
export const fingerprintOf = (text: string, plan: PolicyPlan): string =>
  createHash('sha256')
    .update(JSON.stringify([hashOf(text), planBody(plan)]))
    .digest('hex')
    .slice(0, 32);

/** A plan as the API shows it. */
export function planView(text: string, plan: PolicyPlan): PolicyPlanView {
  return {
    fingerprint: plan.faults.length > 0 ? null : fingerprintOf(text, plan),
    errors: [...plan.faults],
    changes: plan.changes.map(changeView),
    summary: summaryOf(plan),
  };
}

const changeView = ({ envelopeId, fields, money, ...change }: PolicyChange): PolicyChangeView => ({
  ...change,
  envelope_id: envelopeId,
  fields: [...fields],
  money: money && {
    currency: money.currency,
    period_key: money.periodKey,
    limit_before: formatUsd(money.limitBefore),
    limit_after: formatUsd(money.limitAfter),
    used: formatUsd(money.used),
    available_before: formatUsd(money.availableBefore),
    available_after: formatUsd(money.availableAfter),
  },
});
