import type { IdentityKind } from '../usage/normalised.ts';
import type { OutcomeKind } from './kind.ts';
import type { WorkKey } from './work.ts';

/** What booking must know of each source of outcomes. */
export interface OutcomeSourceFacts {
  readonly name: string;
  /** Of sources that tell of the same result of a work item, the highest rank counts. */
  readonly rank: number;
}

export const outcomeSources = {
  github: { name: 'GitHub', rank: 50 },
  gitlab: { name: 'GitLab', rank: 50 },
  jira: { name: 'Jira', rank: 50 },
  linear: { name: 'Linear', rank: 50 },
  zendesk: { name: 'Zendesk', rank: 50 },
  intercom: { name: 'Intercom', rank: 50 },
  stripe: { name: 'Stripe', rank: 50 },
  pagerduty: { name: 'PagerDuty', rank: 50 },
  'outcome.api': { name: 'Outcome API', rank: 40 },
  'outcome.cloudevents': { name: 'CloudEvents', rank: 40 },
  'outcome.csv': { name: 'Outcome file', rank: 30 },
  'git.log': { name: 'git log', rank: 20 },
} as const satisfies Record<string, OutcomeSourceFacts>;
export type OutcomeSource = keyof typeof outcomeSources;

/**
 * One outcome after normalisation, as every source hands it to booking. Names equal the journal's
 * columns; absent text is '', absent amounts are 0.
 */
export interface NormalisedOutcome {
  workspace: string;
  source: OutcomeSource;
  /** What happened, not the delivery that told of it: a delivery repeated says the same id. */
  source_event_id: string;
  /** ISO 8601 UTC with milliseconds. */
  occurred_at: string;
  /**
   * The source's own time of this state of the outcome. Of snapshots under one id the latest stands,
   * whatever the order in which they arrive.
   */
  version_at: string;
  kind: OutcomeKind;
  work_key: WorkKey;
  repo?: string;
  branch?: string;
  workflow?: string;
  agent?: string;
  handled_by?: '' | 'ai' | 'human' | 'both';
  service?: string;
  customer?: string;
  currency?: string;
  identity_kind?: IdentityKind | '';
  identity?: string;
  /** `kind:identity` of everyone else who took part. */
  others?: readonly string[];
  flags?: string;
  /** 1; 0 withdraws what the id told before (the source says that it never happened). */
  outcomes: 0 | 1;
  /** Set by booking to 1 where `outcomes` is 0, so that an older record does not bring it back. */
  withdrawn?: 0 | 1;
  /** Decimal string in `currency`. */
  value?: string;
  /** 0 to 100, and that one is stated. */
  quality_points?: number;
  quality_count?: 0 | 1;
  lead_seconds?: number;
  lead_count?: 0 | 1;
  wait_seconds?: number;
  restore_seconds?: number;
  restore_count?: 0 | 1;
  changed_lines?: number;
  /** Decimal string, USD. */
  stated_cost?: string;
}
