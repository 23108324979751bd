import { parseUsd } from '@exchequer/model';
import { referencePricePerMillion } from '../../pricing/index.ts';
import { type Combination, type Metric, metric, sumOf } from '../definition.ts';

/** Normalised tokens are cost at base prices over the reference price: per million of them is per so many base dollars. */
export const perMillionNormalised = (of: Combination, scale = 1n) => ({
  kind: 'ratio' as const,
  of,
  over: sumOf('cost_base'),
  times: parseUsd(referencePricePerMillion) * scale,
  divide: 10n ** 12n,
});

const secondsPerHour = 3_600n;
const area = 'engineering' as const;
const usageAndPrice = ['usage', 'price'] as const;
const provisional = 'Provisional until the days in which it may be taken back are over.';

const costPer = (told: {
  key: string;
  name: string;
  outcome: string;
  what: string;
  capabilities: number[];
}): Metric =>
  metric({
    key: told.key,
    name: told.name,
    area,
    unit: 'usd_per_outcome',
    direction: 'down',
    formula: `contracted cost ÷ ${told.what}`,
    inputs: ['usage', 'prices', 'outcomes'],
    computation: {
      kind: 'ratio',
      of: sumOf('cost_contracted'),
      over: sumOf(told.outcome),
      times: 1n,
    },
    requires: [...usageAndPrice],
    interval: true,
    capabilities: told.capabilities,
    meaning: `What AI cost for each of the ${told.what}: all spend of the group, whether linked to them or not.`,
    caveats: `${provisional} Read it beside the linked share of spend.`,
  });

export const engineeringMetrics: readonly Metric[] = [
  metric({
    key: 'features_per_million',
    name: 'Features per million normalised tokens',
    era: 'both',
    area,
    unit: 'outcomes_per_million_tokens',
    direction: 'up',
    formula: 'features shipped and not taken back within 30 days ÷ normalised tokens × 1,000,000',
    inputs: ['outcomes', 'usage', 'prices'],
    computation: perMillionNormalised(sumOf('accepted_feature_shipped')),
    requires: [...usageAndPrice],
    interval: true,
    counts: sumOf('accepted_feature_shipped'),
    capabilities: [17],
    meaning: 'What was built for a fixed amount of AI work; normalised, so that a price cut cannot fake it.',
    caveats: `${provisional} Features differ in size: compare a team with itself over time.`,
  }),
  metric({
    key: 'lead_time_hours',
    name: 'Lead time',
    era: 'headcount',
    area,
    unit: 'hours',
    direction: 'down',
    formula: 'hours from first work to merge ÷ pull requests whose lead time is known',
    inputs: ['outcomes'],
    computation: {
      kind: 'ratio',
      of: sumOf('lead_seconds'),
      over: sumOf('lead_count'),
      times: 1n,
      divide: secondsPerHour,
    },
    interval: true,
    counts: sumOf('lead_count'),
    pair: 'reverted_share',
    capabilities: [16],
    meaning: 'How long accepted work took from its first commit or opening to the merge.',
    caveats: 'A mean, which few long ones raise. Speed is read beside what was taken back.',
  }),
  metric({
    key: 'deployments_per_day',
    name: 'Deployments per day',
    era: 'headcount',
    area,
    unit: 'ratio',
    direction: 'up',
    formula: 'deployments ÷ days until today',
    inputs: ['outcomes'],
    computation: {
      kind: 'ratio',
      of: sumOf('counted_deployment_succeeded'),
      over: sumOf('days'),
      times: 1n,
    },
    counts: sumOf('counted_deployment_succeeded'),
    pair: 'change_failure_share',
    capabilities: [30],
    meaning: 'How often changes reach their users.',
    caveats: 'Speed: read it beside the share of changes that failed.',
  }),
  metric({
    key: 'change_failure_share',
    name: 'Change failure share',
    era: 'headcount',
    area,
    unit: 'share',
    direction: 'down',
    formula: '(failed deployments + deployments followed by an incident within 7 days) ÷ all deployments',
    inputs: ['outcomes'],
    computation: {
      kind: 'ratio',
      of: sumOf('reversed_deployment_succeeded', 'counted_deployment_failed'),
      over: sumOf('counted_deployment_succeeded', 'counted_deployment_failed'),
      times: 1n,
    },
    interval: true,
    counts: sumOf('counted_deployment_succeeded', 'counted_deployment_failed'),
    capabilities: [30],
    meaning: 'The part of changes that failed on the way or made something fail.',
    caveats: 'Knows only incidents whose source names the deployment that caused them.',
  }),
  metric({
    key: 'restore_hours',
    name: 'Time to restore',
    era: 'headcount',
    area,
    unit: 'hours',
    direction: 'down',
    formula: 'hours from incident to restored service ÷ incidents resolved',
    inputs: ['outcomes'],
    computation: {
      kind: 'ratio',
      of: sumOf('restore_seconds'),
      over: sumOf('restore_count'),
      times: 1n,
      divide: secondsPerHour,
    },
    interval: true,
    counts: sumOf('restore_count'),
    capabilities: [30],
    meaning: 'How long service was disturbed per incident.',
    caveats: 'Incidents that are still open are not in it yet.',
  }),
  metric({
    key: 'reverted_share',
    name: 'Reverted share',
    era: 'both',
    area,
    unit: 'share',
    direction: 'down',
    formula: 'pull requests reverted or followed by an incident within 30 days ÷ pull requests merged',
    inputs: ['outcomes'],
    computation: {
      kind: 'ratio',
      of: sumOf('reversed_pull_request_merged'),
      over: sumOf('counted_pull_request_merged'),
      times: 1n,
    },
    interval: true,
    counts: sumOf('counted_pull_request_merged'),
    capabilities: [30],
    meaning: 'The part of merged work that did not stand.',
    caveats: provisional,
  }),
  costPer({
    key: 'cost_per_pull_request',
    name: 'Cost per pull request',
    outcome: 'accepted_pull_request_merged',
    what: 'pull requests merged and not taken back',
    capabilities: [31],
  }),
  costPer({
    key: 'cost_per_feature',
    name: 'Cost per feature',
    outcome: 'accepted_feature_shipped',
    what: 'features shipped and not taken back',
    capabilities: [31],
  }),
  metric({
    key: 'outcomes_per_dollar',
    name: 'Accepted outcomes per dollar',
    era: 'both',
    area,
    unit: 'ratio',
    direction: 'up',
    formula: 'features, pull requests and tickets accepted and not taken back ÷ contracted cost',
    inputs: ['outcomes', 'usage', 'prices'],
    computation: { kind: 'ratio', of: sumOf('accepted_results'), over: sumOf('cost_contracted'), times: 1n },
    requires: [...usageAndPrice],
    interval: true,
    counts: sumOf('accepted_results'),
    capabilities: [2],
    meaning: 'What a dollar of AI comes with in work that stands. Growth is healthy while it does not fall.',
    caveats: `${provisional} Kinds are added up as they are: it tells a trend, and no team from another.`,
  }),
];
