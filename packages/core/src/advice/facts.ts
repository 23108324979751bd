import type {
  CommitmentOffer,
  CommitmentUse,
  CreditLot,
  EnvelopeForecast,
  FlaggedUse,
  GrantStress,
  InvoiceMatch,
  PurposeTagging,
  SeatUse,
} from './facts-money.ts';
import type {
  AgentUse,
  BatchableUse,
  CacheUse,
  CheaperModel,
  ContextGrowth,
  GrowthSpike,
  LoopUse,
  RoutingEvidence,
  VendorShare,
} from './facts-usage.ts';
import type {
  AccessSpread,
  BunchedSpend,
  DecisionWait,
  DeniedRequests,
  IncidentRate,
  Linkage,
  PoolLoad,
  ResponseFit,
  ReviewWait,
  SupportQuality,
} from './facts-work.ts';

/** The company days that the facts were counted over, unless a fact says its own. */
export interface FactWindow {
  /** Local days, `to` excluded. */
  readonly from: string;
  readonly to: string;
  readonly days: number;
  readonly today: string;
}

/**
 * All that rules are judged by: few rows, amounts in pico-dollars. Null is not known, and a rule that
 * needs it says so; an empty list is known, and there is nothing.
 */
export interface Facts {
  readonly window: FactWindow;
  readonly cache: readonly CacheUse[] | null;
  readonly batchable: readonly BatchableUse[] | null;
  readonly routing: readonly RoutingEvidence[] | null;
  readonly loops: readonly LoopUse[] | null;
  readonly spikes: readonly GrowthSpike[] | null;
  readonly forecasts: readonly EnvelopeForecast[] | null;
  readonly response: readonly ResponseFit[] | null;
  readonly denials: readonly DeniedRequests[] | null;
  readonly bunching: readonly BunchedSpend[] | null;
  readonly linkage: readonly Linkage[] | null;
  readonly commitments: readonly CommitmentUse[] | null;
  readonly offers: readonly CommitmentOffer[] | null;
  readonly credits: readonly CreditLot[] | null;
  readonly pools: readonly PoolLoad[] | null;
  readonly cheaper: readonly CheaperModel[] | null;
  readonly vendors: readonly VendorShare[] | null;
  readonly agents: readonly AgentUse[] | null;
  readonly seats: readonly SeatUse[] | null;
  readonly support: readonly SupportQuality[] | null;
  readonly reviews: readonly ReviewWait[] | null;
  readonly incidents: readonly IncidentRate[] | null;
  readonly access: readonly AccessSpread[] | null;
  readonly flagged: readonly FlaggedUse[] | null;
  readonly purposes: PurposeTagging | null;
  readonly invoices: readonly InvoiceMatch[] | null;
  readonly contexts: readonly ContextGrowth[] | null;
  readonly grants: readonly GrantStress[] | null;
  readonly decisions: readonly DecisionWait[] | null;
  /** Of facts that are null: what exactly is missing, where whoever looked for them can say so. */
  readonly missing?: Readonly<Partial<Record<FactName, Missing>>>;
}

/** What is missing where a fact is not known, and where it is given: a path below `/w/<workspace>`. */
export interface Missing {
  readonly needs: string;
  readonly to: string;
}

export type FactName = Exclude<keyof Facts, 'window' | 'missing'>;

/** The window, and facts of which all are known. */
export type Known<F extends FactName> = { readonly window: FactWindow } & {
  readonly [K in F]: NonNullable<Facts[K]>;
};

/** Facts of which nothing is known yet. */
export const unknownFacts = (window: FactWindow): Facts => ({
  window,
  ...{ cache: null, batchable: null, routing: null, loops: null, spikes: null, forecasts: null },
  ...{ response: null, denials: null, bunching: null, linkage: null, commitments: null, offers: null },
  ...{ credits: null, pools: null, cheaper: null, vendors: null, agents: null, seats: null, support: null },
  ...{ reviews: null, incidents: null, access: null, flagged: null, purposes: null, invoices: null },
  ...{ contexts: null, grants: null, decisions: null },
});
