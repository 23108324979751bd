import type { PermilleSpan, Span } from './gain.ts';

/** A group that is large enough to be spoken of. */
export interface Group {
  readonly kind: 'company' | 'team' | 'role';
  readonly id: string;
  readonly name: string;
}

/** Rules 7, 8, 11 and 24: how a group's output answers to its spend. */
export interface ResponseFit {
  readonly group: Group;
  readonly people: number;
  readonly grade: 'E0' | 'E1' | 'E2' | 'E3';
  /** Elasticity of output to spend. 80 % interval. */
  readonly elasticity: { readonly low: number; readonly likely: number; readonly high: number };
  /** Spend and accepted outcomes of a month, as they are now. */
  readonly spend: bigint;
  readonly outcomes: number;
  /** Pico-dollars that the company says an outcome is worth. */
  readonly valuePerOutcome: bigint;
  /** The lowest and the highest spend a month that was seen: nothing is said beyond them. */
  readonly seen: { readonly low: bigint; readonly high: bigint };
  /** The envelope that holds its spend; null where none does by itself. */
  readonly envelopeId: string | null;
  /** Growth of spend over the window against the one before, in thousandths. */
  readonly growthPermille: number;
}

/** Rules 8 and 24: requests that an envelope refused. */
export interface DeniedRequests {
  readonly group: Group;
  readonly envelopeId: string | null;
  readonly envelope: string;
  readonly requests: number;
  readonly denied: number;
  /** What a request that was let through cost on average. */
  readonly costPerRequest: bigint;
}

/** Rule 9: spend that gathers at the end of periods or at a floor. */
export interface BunchedSpend {
  readonly group: Group;
  /** `period-end` or a `floor` that was set for spend. */
  readonly where: 'period-end' | 'floor';
  readonly periods: number;
  /** Spend a month beyond what the other days led to expect. 80 % interval over the periods. */
  readonly excess: Span;
  readonly cost: bigint;
  /** The plan of grants behind it; null where an envelope's period is. */
  readonly plan: { readonly id: string; readonly name: string; readonly rolloverPermille: number } | null;
}

/** Rule 10: spend that no accepted outcome is linked with. */
export interface Linkage {
  readonly group: Group;
  readonly cost: bigint;
  readonly unlinked: bigint;
  /** Unlinked, looping or discarded calls, each call once. */
  readonly vanity: bigint;
  /** How often "unlinked" is right on a sample that someone labelled, in thousandths; null where none is. */
  readonly precision: PermilleSpan | null;
}

/** Rules 15 and 16: own GPUs, a month. */
export interface PoolLoad {
  readonly pool: string;
  /** What the API charges for what could be served here, and what that costs here, a month. */
  readonly apiCost: bigint | null;
  readonly ownCost: Span | null;
  readonly tokensPerMonth: bigint;
  readonly breakEvenTokens: bigint | null;
  readonly parity: 'same' | 'worse' | 'unknown';
  /** Part of the rated watts that nothing used, in thousandths; null where power is not scraped. */
  readonly idlePermille: number | null;
  /** What those watts could have sold for, a month; null where no price is stated. */
  readonly idleLoss: Span | null;
}

/** Rule 21: support as AI handles it, in the earlier and the later half of the window. */
export interface SupportQuality {
  readonly group: Group;
  readonly before: SupportHalf;
  readonly after: SupportHalf;
  /** What people cost per ticket that comes back to them; null where unstated. */
  readonly costPerReturn: bigint | null;
}

export interface SupportHalf {
  readonly handled: number;
  readonly escalated: number;
  readonly reopened: number;
  readonly cost: bigint;
}

/** Rule 22: how long work waits for review. */
export interface ReviewWait {
  readonly group: Group;
  /** Mean hours in the earlier and the later half of the window. */
  readonly beforeHours: number;
  readonly afterHours: number;
  /** By how much it grew; 80 % interval. */
  readonly addedHours: { readonly low: number; readonly likely: number; readonly high: number };
  /** Reviews of the later half. */
  readonly reviews: number;
  /** Pico-dollars that a day of delay costs per piece of work; null where unstated. */
  readonly delayPerDay: bigint | null;
}

/** Rule 23: incidents against merged changes. */
export interface IncidentRate {
  readonly group: Group;
  readonly before: { readonly changes: number; readonly incidents: number };
  readonly after: { readonly changes: number; readonly incidents: number };
  /** Null where unstated. */
  readonly costPerIncident: bigint | null;
}

/** Rule 24: how unequally people of one role use what they are given. */
export interface AccessSpread {
  readonly role: string;
  readonly people: number;
  /** Ninth over first decile of spend; null where the first is nothing. */
  readonly p90OverP10: number | null;
  /** Requests of the role that were refused in the window, and persons who had one. */
  readonly denied: number;
  readonly deniedPeople: number;
  /** What the refused would have cost. */
  readonly deniedCost: bigint;
  /** Value that a dollar of theirs brings, in thousandths of a dollar; null where no response is fitted. */
  readonly valuePermille: PermilleSpan | null;
}

/** Rule 30: how long decisions of one kind take. */
export interface DecisionWait {
  readonly kind: string;
  readonly decisions: number;
  readonly p90Seconds: number | null;
  /** What was agreed on; null where nothing was. */
  readonly slaSeconds: number | null;
  readonly inputs: number;
  /** Inputs that were not live or older than agreed. */
  readonly stale: number;
  readonly delayPerDay: bigint | null;
}
