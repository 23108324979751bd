import type { WebhookVendor } from '@exchequer/model/contract';
import type { OutcomeTopic } from '../../../state/sources-search.ts';

/** A way in which outcomes are told: a vendor that delivers, or records that somebody sends. */
export interface Way {
  key: WebhookVendor | 'git-log' | 'csv' | 'cloudevents';
  name: string;
  says: string;
  topics: readonly OutcomeTopic[];
}

const anything: readonly OutcomeTopic[] = [
  'pull_request',
  'feature',
  'deployment',
  'ticket',
  'satisfaction',
  'revenue',
  'incident',
];

export const ways: readonly Way[] = [
  {
    key: 'github',
    name: 'GitHub',
    says: 'Pull requests merged and reverted, issues, deployments',
    topics: ['pull_request', 'feature', 'deployment', 'ticket'],
  },
  {
    key: 'gitlab',
    name: 'GitLab',
    says: 'Merge requests, issues, deployments',
    topics: ['pull_request', 'deployment', 'ticket'],
  },
  {
    key: 'git-log',
    name: 'git log',
    says: 'Merges, reverts and who made them, from a repository on your machine',
    topics: ['pull_request'],
  },
  {
    key: 'jira',
    name: 'Jira',
    says: 'Tickets resolved and reopened, features shipped',
    topics: ['ticket', 'feature'],
  },
  {
    key: 'linear',
    name: 'Linear',
    says: 'Tickets resolved and reopened, features shipped',
    topics: ['ticket', 'feature'],
  },
  {
    key: 'zendesk',
    name: 'Zendesk',
    says: 'Tickets resolved, handed over and reopened, with satisfaction',
    topics: ['ticket', 'satisfaction'],
  },
  {
    key: 'intercom',
    name: 'Intercom',
    says: 'Conversations closed by AI or people, handed over, rated',
    topics: ['ticket', 'satisfaction'],
  },
  { key: 'stripe', name: 'Stripe', says: 'Invoices paid and refunds: revenue', topics: ['revenue'] },
  {
    key: 'pagerduty',
    name: 'PagerDuty',
    says: 'Incidents and the time to restore',
    topics: ['incident'],
  },
  {
    key: 'cloudevents',
    name: 'CloudEvents or API',
    says: 'Whatever your own systems know',
    topics: anything,
  },
  { key: 'csv', name: 'CSV file', says: 'Whatever you can export', topics: anything },
];

/** The ways that tell of a topic, or all of them. */
export const waysOf = (topic: OutcomeTopic): readonly Way[] =>
  topic === 'any' ? ways : ways.filter((way) => way.topics.includes(topic));

/** What is looked for, as the drawer’s title says it. */
export const topicWords: Readonly<Record<OutcomeTopic, string>> = {
  any: 'outcomes',
  pull_request: 'pull requests',
  feature: 'features',
  deployment: 'deployments',
  ticket: 'tickets',
  satisfaction: 'satisfaction',
  revenue: 'revenue',
  incident: 'incidents',
};

export const wayName = (key: string): string => ways.find((way) => way.key === key)?.name ?? key;
