import type {
  BoardPack,
  BridgeResult,
  CreditView,
  DateRange,
  Evidence,
  Reading,
  RecommendationView,
  Workspace,
} from '@exchequer/model/contract';

/** What a period will have cost at its end, as decimal strings of dollars. */
export interface EstimateFact {
  /** Name of the period for people, such as “October 2026” or “to 22 Dec 2026”. */
  readonly name: string;
  readonly from: string;
  /** Excluded. */
  readonly to: string;
  /** Whether every day of it is over: the estimate is then what was spent. */
  readonly over: boolean;
  readonly asOf: string | null;
  readonly value: string | null;
  readonly low80: string | null;
  readonly high80: string | null;
  /** What is missing for an estimate. */
  readonly needs: string | null;
  readonly budget: string | null;
  readonly overBudget: number | null;
  readonly says: string;
  readonly days: BoardPack['spend']['days'];
}

/** Spend of one name in both months. */
export interface MoverFact {
  readonly dimension: string;
  readonly value: string;
  readonly label: string;
  readonly before: string;
  readonly after: string;
}

/** A sum that is known, or what is missing for it. */
export interface SumFact {
  readonly sum: string | null;
  readonly needs: string | null;
}

/** Invoiced and measured of a provider. */
export interface InvoicedFact {
  readonly provider: string;
  readonly measured: string;
  readonly prepaid: string;
  readonly invoiced: string;
  readonly gap: string;
}

/** Everything that the board pack of a month is made of. */
export interface BoardFacts {
  readonly workspace: Workspace;
  readonly company: string;
  /** Address of the app, without a slash at its end. */
  readonly appUrl: string;
  readonly month: string;
  readonly range: DateRange;
  readonly running: boolean;
  readonly madeAt: string;
  /** Readings of the month beside those of the month before, by metric. */
  readonly readings: ReadonlyMap<string, Reading>;
  readonly evidence: ReadonlyMap<string, Evidence>;
  /** What finance wants a metric to be at most, by metric. */
  readonly targets: ReadonlyMap<string, string>;
  /** Spend of the fiscal year up to the end of the month, and its first day. */
  readonly year: { readonly from: string; readonly reading: Reading };
  readonly estimate: EstimateFact;
  readonly bridge: BridgeResult;
  /** Largest change first. */
  readonly movers: readonly MoverFact[];
  readonly revenue: SumFact;
  /** Charges of the month by purpose; null before anything was charged. */
  readonly purposes: readonly { readonly key: string; readonly amount: string }[] | null;
  readonly invoiced: readonly InvoicedFact[];
  readonly credits: readonly CreditView[];
  /** Days that the balances of credits are of. */
  readonly creditsAsOf: string;
  /** Drawn in the last month from credits, by provider. */
  readonly drawn: ReadonlyMap<string, string>;
  /** What grants did in the month; null where none was ever issued, or a reason why it may not be told. */
  readonly grants: { issued: string; used: string; expired: string } | { withheld: string } | null;
  /** Use that is pay, over at least five persons or none; otherwise why it is not told. */
  readonly taxable: SumFact;
  /** Agents on the list and those nobody answers for; null where none is registered. */
  readonly agents: { readonly all: number; readonly orphans: number } | null;
  readonly inbox: readonly RecommendationView[];
  /** Whether the rules were ever judged. */
  readonly judged: boolean;
  readonly applied: readonly RecommendationView[];
  /** What the books and the journal disagree by; null where it could not be compared. */
  readonly unexplained: string | null;
  readonly waitingBatches: number;
}
