import { statedParts } from '../stated.ts';
import {
  type Asked,
  type Definition,
  dollars,
  type Expected,
  perMillionNormalised,
  pico,
  ratio,
} from './asked.ts';

/** Dollars of AI for each of what was done. */
const costPer =
  (...names: string[]): Definition =>
  (asked) =>
    ratio(asked.sum('cost'), asked.sum(...names) * pico);

const hours = (asked: Asked, seconds: string, counted: string): Expected =>
  ratio(asked.sum(seconds), asked.sum(counted) * 3_600n);

const aiHandled = (asked: Asked): bigint => asked.sum('resolved by ai', 'escalated by ai');

/** What came of it: by deliveries of the vendors alone. */
export const outcomeDefinitions: Record<string, Definition> = {
  features_per_million: (asked) => perMillionNormalised(asked.sum('shipped kept'), asked.sum('base')),
  lead_time_hours: (asked) => hours(asked, 'merged lead seconds', 'merged lead count'),
  lead_time_ratio: (asked) =>
    ratio(
      asked.sum('stated baseline_lead_hours') * 3_600n * asked.sum('merged lead count'),
      asked.sum('merged lead seconds') * asked.sum('stated baseline_changes'),
    ),
  deployments_per_day: (asked) => ratio(asked.sum('deployed'), asked.days),
  change_failure_share: (asked) =>
    ratio(asked.sum('deployed back', 'deployments failed'), asked.sum('deployed', 'deployments failed')),
  restore_hours: (asked) =>
    asked.told('incidents') ? hours(asked, 'restore seconds', 'restore count') : null,
  reverted_share: (asked) => ratio(asked.sum('merged back'), asked.sum('merged')),
  cost_per_pull_request: costPer('merged kept'),
  cost_per_feature: costPer('shipped kept'),
  outcomes_per_dollar: (asked) =>
    ratio(asked.sum('shipped kept', 'merged kept', 'resolved kept') * pico, asked.sum('cost')),
  cost_per_resolution: (asked) => {
    const stated = ['support_platform_cost', 'quality_assurance_cost', 'human_ticket_cost'];
    const all = asked.sum('cost') * statedParts + asked.sum(...stated.map((key) => `stated ${key}`));
    return ratio(all, asked.sum('resolved kept by ai') * pico * statedParts);
  },
  escalation_share: (asked) => ratio(asked.sum('escalated by ai'), aiHandled(asked)),
  reopened_share: (asked) => ratio(asked.sum('resolved back'), asked.sum('resolved')),
  satisfaction_per_million: (asked) =>
    perMillionNormalised(asked.sum('rating of ai points'), asked.sum('base')),
  satisfaction: (asked) => ratio(asked.sum('rating points'), asked.sum('rating count')),
  tickets_per_agent: (asked) => ratio(asked.sum('resolved'), asked.sum('person days')),
  linked_share: (asked) => ratio(asked.sum('linked'), asked.sum('cost')),
  unlinked_spend: (asked) => dollars(asked.sum('cost') - asked.sum('linked')),
};
