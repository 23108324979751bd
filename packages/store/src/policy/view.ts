import { createHash } from 'node:crypto';
import {
  type ChargingPlan,
  type PolicyChange,
  type PolicyPlan,
  planBody,
  type SectionPlan,
  sectionSummary,
  summaryOf,
} from '@exchequer/core/policy';
import { formatUsd } from '@exchequer/model';
import type { PolicyChangeView, PolicyPlanView, PolicySectionView } from '@exchequer/model/contract';
import { hashOf } from './versions.ts';

/** Everything that a file would change. */
export interface WholePlan {
  envelopes: PolicyPlan;
  charging: ChargingPlan;
}

export const faultsOf = ({ envelopes, charging }: WholePlan) =>
  [...envelopes.faults, ...charging.faults].sort((a, b) => a.line - b.line);

/** Names exactly these changes of exactly this text: only what was looked at can be applied. */
export function fingerprintOf(text: string, { envelopes, charging }: WholePlan): string {
  const body = [hashOf(text), planBody(envelopes), bodyOf(charging.rules), bodyOf(charging.centers)];
  return createHash('sha256').update(JSON.stringify(body)).digest('hex').slice(0, 32);
}

const bodyOf = (section: SectionPlan<unknown> | null) =>
  section && [section.ownership, section.changes.map(({ action, key, fields }) => [action, key, fields])];

/** A plan as the API shows it. */
export function planView(
  text: string,
  plan: WholePlan,
  openCharges: PolicyPlanView['open_charges'],
): PolicyPlanView {
  const { envelopes, charging } = plan;
  const errors = faultsOf(plan);
  return {
    fingerprint: errors.length > 0 ? null : fingerprintOf(text, plan),
    errors,
    changes: envelopes.changes.map(changeView),
    summary: summaryOf(envelopes),
    purposes: sectionView(charging.rules),
    cost_centres: sectionView(charging.centers),
    open_charges: openCharges,
  };
}

const sectionView = (section: SectionPlan<unknown> | null): PolicySectionView | null =>
  section && {
    summary: sectionSummary(section),
    changes: section.changes.map(({ fields, ...change }) => ({ ...change, fields: [...fields] })),
  };

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
