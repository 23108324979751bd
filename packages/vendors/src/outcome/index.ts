/** Sources of outcomes: vendors' webhooks, and records in the product's own form. */
import type { WebhookVendor } from '@exchequer/model/contract';
import { github } from './github.ts';
import { gitlab } from './gitlab.ts';
import { intercom } from './intercom.ts';
import { jira } from './jira.ts';
import { linear } from './linear.ts';
import { pagerduty } from './pagerduty.ts';
import { stripe } from './stripe.ts';
import type { WebhookReader } from './webhook.ts';
import { zendesk } from './zendesk.ts';

export { readOutcomeCsv } from './csv.ts';
export { type GitLogReading, readGitCommits } from './git-log.ts';
export { isOutcomeType, normaliseOutcomeEvents, normaliseOutcomes, type WireOutcomes } from './native.ts';
export { signDelivery } from './sign.ts';
export type { Delivery, OutcomeReading, WebhookReader } from './webhook.ts';

const readers: Record<WebhookVendor, WebhookReader> = {
  github,
  gitlab,
  jira,
  linear,
  zendesk,
  intercom,
  stripe,
  pagerduty,
};

/** The reader of a vendor's deliveries. */
export const webhookOf = (vendor: WebhookVendor): WebhookReader => readers[vendor];
