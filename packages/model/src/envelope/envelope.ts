/**
 * The noun of spend control: an envelope limits the spend of what it covers, inside the limits of
 * the envelopes above it.
 */
export const envelopeKinds = [
  'company',
  'function',
  'team',
  'project',
  'person',
  'agent_family',
  'agent',
] as const;
export type EnvelopeKind = (typeof envelopeKinds)[number];

export const envelopePeriods = ['day', 'week', 'month', 'quarter', 'fiscal_year', 'custom'] as const;
export type EnvelopePeriod = (typeof envelopePeriods)[number];

/**
 * `hard` refuses what does not fit; `soft` admits and warns; `record` only keeps the score. Usage that
 * has already happened is booked under all three: refusing the truth would falsify the books.
 */
export const enforcements = ['hard', 'soft', 'record'] as const;
export type Enforcement = (typeof enforcements)[number];

/** Who owns an envelope's fields: the policy file or the web app. The other one may only read them. */
export type ManagedBy = 'file' | 'web';

/** What of an unspent balance goes over into the next period, once. */
export interface Rollover {
  /** Share of what is left, 0–100. */
  percent: number;
  /** At most this much, in 10⁻¹² of the currency; null is no cap. */
  cap: bigint | null;
}

export interface Envelope {
  id: string;
  name: string;
  kind: EnvelopeKind;
  /** What it covers: a team's, worker's, or project's id, or an agent family's name; empty for the company. */
  ref: string;
  parentId: string | null;
  /** ISO 4217 code; the same along a path. */
  currency: string;
  /** Per period, in 10⁻¹² of the currency. */
  limit: bigint;
  period: EnvelopePeriod;
  /** Custom periods alone: company days, half-open. */
  custom: { startsOn: string; endsOn: string } | null;
  enforcement: Enforcement;
  /** Ascending percents of the limit at which people are told. */
  thresholds: readonly number[];
  rollover: Rollover | null;
  /** How far a call that already runs may go past the limit, in 10⁻¹² of the currency. */
  overdraft: bigint;
  /** The worker who answers for it and is asked for more. */
  ownerId: string | null;
  managedBy: ManagedBy;
  state: 'active' | 'closed';
  /** Company day from which it covers usage: the first day of the period in which it was made. */
  since: string;
}

/** What is asked of an envelope; the rest is given when it is made. */
export type EnvelopeWish = Omit<Envelope, 'id' | 'state' | 'since'>;

/** One step of a change of the tree. A put with an id that is not there makes the envelope under it. */
export type EnvelopeChange =
  | {
      action: 'put';
      id: string;
      wish: EnvelopeWish;
      /** Says that a hard limit below what is spent and held is meant. */
      belowSpent?: boolean;
    }
  | { action: 'close'; id: string };

/** What usage or a call is about, by which its envelope is found. Empty text is unknown. */
export interface SpendFacts {
  workerId: string;
  /** The worker's team of that day and the teams above it, nearest first. */
  teamIds: readonly string[];
  project: string;
  repo: string;
  agent: string;
  agentFamily: string;
}

/** One period of an envelope as a command of the budget book needs it. */
export interface EnvelopePeriodRef {
  envelopeId: string;
  /** Such as `2026-11`, `2026-W47`, `2026-11-21`, `FY2026-Q4`; unique within the envelope. */
  periodKey: string;
  enforcement: Enforcement;
  overdraft: bigint;
  currency: string;
}

/** Percents of the limit at which people are told when an envelope names none. */
export const defaultThresholds: readonly number[] = [50, 80, 95];
