import type { Span } from './gain.ts';

/** Rule 6: where an envelope will stand at the end of its period. */
export interface EnvelopeForecast {
  readonly envelopeId: string;
  readonly name: string;
  /** Last local day of the period, excluded. */
  readonly ends: string;
  readonly limit: bigint;
  readonly spent: bigint;
  /** Estimate at completion. */
  readonly estimate: Span;
  /** Probability that the limit is exceeded, in thousandths. */
  readonly overrunPermille: number;
  /** What is expected beyond the limit, where it is exceeded at all; 80 % interval. */
  readonly overrun: Span;
  readonly model: string;
}

/** Rule 12: a commitment as it is paced. */
export interface CommitmentUse {
  readonly id: string;
  readonly name: string;
  readonly provider: string;
  readonly committed: bigint;
  readonly used: bigint;
  /** Part of the term that has passed, in thousandths. */
  readonly elapsedPermille: number;
  /** Last local day, excluded. */
  readonly ends: string;
  /** Part of the commitment that the forecast expects to be used by its end, in thousandths. */
  readonly expectedPermille: number;
  /** What is expected to be paid for and not used; 80 % interval of the forecast. */
  readonly breakage: Span;
}

/** Rule 13: a commitment that could be entered into. */
export interface CommitmentOffer {
  readonly id: string;
  readonly name: string;
  readonly provider: string;
  /** Coefficient of variation of what is spent in a month, in thousandths. */
  readonly variationPermille: number;
  /** Part of eligible spend that is under commitment already, in thousandths. */
  readonly coveredPermille: number;
  /** The commitment that costs least over the term, and what it costs beside none, a month. */
  readonly best: bigint;
  readonly saving: Span;
  readonly months: number;
}

/** Rule 14: prepaid credit that lapses. */
export interface CreditLot {
  readonly id: string;
  readonly provider: string;
  readonly reference: string;
  readonly balance: bigint;
  /** Last local day on which it can be used; null for never. */
  readonly expires: string | null;
  readonly daysLeft: number | null;
  /** What is drawn from it a day, as the window shows it. */
  readonly drawnPerDay: Span;
  /** Spend a day with other vendors or other lots that could draw from it. */
  readonly routablePerDay: bigint;
}

/** Rule 20: seats of one tool. */
export interface SeatUse {
  readonly tool: string;
  readonly seats: number;
  /** Seats with use within the last 30 days. */
  readonly used: number;
  readonly pricePerSeat: bigint;
}

/** Rule 25: use that is flagged as personal, or moved between persons. Sums alone, never who. */
export interface FlaggedUse {
  readonly kind: 'personal-use' | 'transfer';
  readonly plan: { readonly id: string; readonly name: string };
  readonly grants: number;
  readonly amount: bigint;
  /** Thousandths of the amount that tax and penalty would take if it were left as it is; null where unstated. */
  readonly taxPermille: number | null;
}

/** Rule 26: usage of a month that has not been closed, with and without a purpose. */
export interface PurposeTagging {
  readonly period: string;
  readonly cost: bigint;
  readonly untagged: bigint;
}

/** Rule 27: one invoice against what was metered. */
export interface InvoiceMatch {
  readonly id: string;
  readonly provider: string;
  readonly reference: string;
  /** First local day of its month. */
  readonly month: string;
  readonly invoiced: bigint;
  readonly metered: bigint;
}

/** Rule 29: what a plan of grants would cost if prices moved. */
export interface GrantStress {
  readonly planId: string;
  readonly name: string;
  /** A year, as granted now, and the budget that stands for it. */
  readonly annual: bigint;
  readonly budget: bigint;
  readonly cells: readonly {
    readonly pricePercent: number;
    readonly usageTimes: number;
    readonly over: bigint;
  }[];
}
