import type { Purpose, TokenClass, untagged } from '@exchequer/model';

/** What charges, rules and statements tell usage apart by. Text that is not known is ''. */
export interface ChargeDimensions {
  provider: string;
  model: string;
  tool: string;
  workerId: string;
  teamId: string;
  project: string;
  repo: string;
  agent: string;
  workflow: string;
  service: string;
  /** The cost centre that the source claims. */
  costCenterClaim: string;
  billingMode: string;
}

/** Metered usage of one batch of the journal, summed over one company day and its dimensions. */
export interface UsageSlice extends ChargeDimensions {
  /** Company day on which it happened. */
  occurredOn: string;
  /** Lease of a gateway from which it was paid; empty elsewhere. */
  lease: string;
  /**
   * What the company is charged: contracted cost, and nothing under a seat, which is a charge of its
   * own. Negative where an amendment takes cost back.
   */
  amount: bigint;
  /** Worst-case cost of what is unpriced. */
  suspense: bigint;
  requests: bigint;
  tokens: Readonly<Record<TokenClass, bigint>>;
}

export type TaggedPurpose = Purpose | typeof untagged;

/** Where a charge belongs. */
export interface ChargeTag {
  purpose: TaggedPurpose;
  costCenter: string;
}
