import type { WorkKind } from './work.ts';

/** What the product must know of each kind of outcome. */
export interface OutcomeKindFacts {
  /** Plural, for people: “pull requests merged”. */
  readonly name: string;
  /** What one outcome of the kind counts: pull_request, ticket, usd. */
  readonly unit: string;
  /** The kind of work item that its work key names. */
  readonly work: WorkKind;
  /**
   * `result`: counts as work done. `reversal`: takes results of the same work item back when it comes
   * within their reversal window. `signal`: said about a work item, and changes no count.
   */
  readonly role: 'result' | 'reversal' | 'signal';
  /** Of a reversal alone: which results it takes back. */
  readonly reverses?: readonly string[];
  /**
   * True where one work item has many such outcomes, each on its own: a customer pays every month.
   * Others happen once to a work item until they are reversed, whoever tells of it and how often.
   */
  readonly repeats?: boolean;
  /** Days after a result in which a reversal takes it back, unless the company says otherwise. */
  readonly reversalDays?: number;
}

/**
 * Every kind of outcome that has a meaning of its own; others are named `custom.<name>` and are
 * results. A kind is never taken out: rows of the journal name it for ever.
 */
export const outcomeKinds = {
  'feature.shipped': {
    name: 'features shipped',
    unit: 'feature',
    work: 'ticket',
    role: 'result',
    reversalDays: 30,
  },
  'pull_request.merged': {
    name: 'pull requests merged',
    unit: 'pull_request',
    work: 'pull_request',
    role: 'result',
    reversalDays: 30,
  },
  'pull_request.reverted': {
    name: 'pull requests reverted',
    unit: 'pull_request',
    work: 'pull_request',
    role: 'reversal',
    reverses: ['pull_request.merged'],
  },
  'pull_request.closed': {
    name: 'pull requests closed unmerged',
    unit: 'pull_request',
    work: 'pull_request',
    role: 'signal',
  },
  'ticket.resolved': {
    name: 'tickets resolved',
    unit: 'ticket',
    work: 'ticket',
    role: 'result',
    reversalDays: 7,
  },
  'ticket.reopened': {
    name: 'tickets reopened',
    unit: 'ticket',
    work: 'ticket',
    role: 'reversal',
    reverses: ['ticket.resolved', 'feature.shipped'],
  },
  'ticket.escalated': { name: 'tickets escalated', unit: 'ticket', work: 'ticket', role: 'signal' },
  'ticket.abandoned': { name: 'tickets abandoned', unit: 'ticket', work: 'ticket', role: 'signal' },
  'ticket.rated': { name: 'ratings', unit: 'rating', work: 'ticket', role: 'signal' },
  'revenue.booked': {
    name: 'revenue',
    unit: 'usd',
    work: 'customer',
    role: 'result',
    repeats: true,
    reversalDays: 0,
  },
  // A refund carries a negative value, so that revenue stays a plain sum.
  'revenue.refunded': { name: 'refunds', unit: 'usd', work: 'customer', role: 'signal', repeats: true },
  'deployment.succeeded': {
    name: 'deployments',
    unit: 'deployment',
    work: 'deployment',
    role: 'result',
    reversalDays: 7,
  },
  'deployment.failed': { name: 'failed deployments', unit: 'deployment', work: 'deployment', role: 'signal' },
  // Its work key names what caused it where the source says so, else the incident itself.
  'incident.opened': {
    name: 'incidents',
    unit: 'incident',
    work: 'incident',
    role: 'reversal',
    reverses: ['deployment.succeeded', 'pull_request.merged', 'feature.shipped'],
  },
  'incident.resolved': { name: 'incidents resolved', unit: 'incident', work: 'incident', role: 'signal' },
} as const satisfies Record<string, OutcomeKindFacts>;

export type OutcomeKind = keyof typeof outcomeKinds | `custom.${string}`;

/** Facts of a kind; what has no facts of its own is a result of custom work. Null for no kind at all. */
export function outcomeKindOf(kind: string): OutcomeKindFacts | null {
  if (Object.hasOwn(outcomeKinds, kind)) return outcomeKinds[kind as keyof typeof outcomeKinds];
  const custom = /^custom\.([a-z][a-z0-9_.-]{0,60})$/.exec(kind)?.[1];
  if (!custom) return null;
  return { name: custom, unit: custom, work: 'custom', role: 'result', repeats: true, reversalDays: 30 };
}
