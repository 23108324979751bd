import type { PermilleSpan, Span } from './gain.ts';

/**
 * Work of one kind on one model: the finest spend that advice speaks of. Where no workflow is named it is
 * that of an agent, a repository, a team or a tool. Never fewer persons behind it than may be shown together.
 */
export interface Workload {
  readonly by: 'workflow' | 'agent' | 'repo' | 'team' | 'tool';
  /** As filters have it; a team by its id. */
  readonly name: string;
  /** What it is called, where that is something else. */
  readonly label?: string | undefined;
  readonly provider: string;
  readonly model: string;
  /** All that it cost over the window. */
  readonly cost: bigint;
}

/** Rule 1: what a workload reads from caches, and what it could. */
export interface CacheUse extends Workload {
  /** Input tokens of all classes over the last week of the window, and those of them read from a cache. */
  readonly promptTokens: bigint;
  readonly cachedTokens: bigint;
  /**
   * Input tokens a month that came at full price though the prefix is known to be stable; null where
   * nothing tells whether it is. Proven by hashes of prefixes, or by days on which the same work did
   * read its cache.
   */
  readonly reusable: bigint | null;
  readonly proof: 'prefix-hash' | 'own-days' | null;
  /** Pico-dollars per token: at full price, read from a cache, and what a written one costs beyond full price. */
  readonly inputPrice: bigint;
  readonly readPrice: bigint;
  readonly writePremium: bigint;
  /** Tokens that would be written to the cache a month for those that are read. */
  readonly writes: bigint;
}

/** Rule 2: calls that could have waited. */
export interface BatchableUse extends Workload {
  /** What those calls cost over the window at the interactive price. */
  readonly eligible: bigint;
  /** How long they may wait, as they are tagged. */
  readonly deadlineHours: number;
  /** What the provider takes off for batches, in thousandths; null where the price book has no such row. */
  readonly discountPermille: number | null;
}

/** Rule 3: the same tasks, answered by a dearer and by a cheaper model. */
export interface RoutingEvidence extends Workload {
  readonly taskClass: string;
  readonly cheaper: { readonly provider: string; readonly model: string };
  /** What those tasks cost over the window, and would have cost on the cheaper model. */
  readonly eligible: bigint;
  readonly eligibleThere: bigint;
  readonly tasks: number;
  readonly pairs: number;
  /** How much more often the cheaper model fails, in thousandths of tasks; an 80 % interval of pairs. */
  readonly moreFailures: PermilleSpan;
  readonly costPerFailure: bigint;
}

/** Rule 4: the same request again and again. */
export interface LoopUse {
  readonly agent: string;
  /** The worker that the agent is; null where it is not registered. */
  readonly workerId: string | null;
  readonly workflow: string;
  /** Chains of at least as many equal requests as the policy asks for. */
  readonly loops: number;
  readonly repeats: number;
  /** What all but the first request of each cost, over the window. */
  readonly cost: bigint;
  /** Days of the window on which there was one. */
  readonly days: number;
  /** A company day with a loop, for the link. */
  readonly lastDay: string;
  /** The costliest conversation with one, for the link; null where it has no id. */
  readonly session: string | null;
  /**
   * What says so: hashes of requests; requests of one conversation with the same count in every class of
   * tokens; or a run ten times as long as this agent's usually are, of which the part beyond is told.
   */
  readonly proof: 'request-hash' | 'equal-size' | 'run-length';
}

/** Rule 5: spend that left what its season and level led to expect. */
export interface GrowthSpike {
  readonly subject: {
    readonly kind: 'agent' | 'workflow' | 'team' | 'model' | 'company';
    readonly id: string;
    readonly name: string;
  };
  /** Where the subject is an agent that is registered. */
  readonly workerId: string | null;
  /** What of Explore shows it; null where no one dimension does. */
  readonly filter: readonly [dimension: string, value: string] | null;
  /** `spike`: days above expectation. `growth`: a quarter against the one before. */
  readonly shape: 'spike' | 'growth';
  readonly from: string;
  /** Excluded. */
  readonly to: string;
  /** Robust z of the residual; null for growth over a quarter. */
  readonly z: number | null;
  /** Actual over expected. */
  readonly times: number;
  /** Of growth: the part of the company's change that it explains, in thousandths; null for spikes. */
  readonly changePermille: number | null;
  readonly actualPerDay: bigint;
  /** What a day exceeded expectation by. */
  readonly excessPerDay: Span;
  /** Whether it is still so on the last day of the window. */
  readonly goesOn: boolean;
  /** The change nearest to its beginning; null where none is known. */
  readonly change: string | null;
  /** What explaining ranks first, in words; absent where it may not be told or was not asked. */
  readonly cause?: string | undefined;
}

/** Rule 17: the same tokens at a lower price. */
export interface CheaperModel extends Workload {
  readonly to: { readonly provider: string; readonly model: string };
  /** What the workload's tokens of the window would have cost there. */
  readonly costThere: bigint;
  /** Local day since which that price holds; null where the price book does not say. */
  readonly since: string | null;
  /** `drop`: the price of the model itself fell; its cost is that of before. `new`: a newer model of the family. */
  readonly kind: 'drop' | 'new';
}

/** Rule 18: spend with one vendor. */
export interface VendorShare {
  readonly provider: string;
  readonly cost: bigint;
  /** Of its spend, that which another vendor's equal model could take over; null where nobody said. */
  readonly substitutablePermille: number | null;
}

/** Rule 19: an agent as it is registered, and its use. */
export interface AgentUse {
  readonly workerId: string;
  readonly name: string;
  readonly hasOwner: boolean;
  /** Whether it can still spend: a live key, or spend in the window. */
  readonly live: boolean;
  /** What of Explore shows it; null where no one dimension does. */
  readonly filter: readonly [dimension: string, value: string] | null;
  /** Last company day with usage; null for never. */
  readonly lastDay: string | null;
  readonly idleDays: number | null;
  /** Over the window. */
  readonly cost: bigint;
}

/** Rule 28: input that grows while output does not. */
export interface ContextGrowth extends Workload {
  /** Input tokens and accepted outputs of the earlier and the later half of the window. */
  readonly before: { readonly input: bigint; readonly outputs: bigint };
  readonly after: { readonly input: bigint; readonly outputs: bigint };
  /** What an output is: an accepted outcome, or an answered request where outcomes are not linked. */
  readonly output: 'outcome' | 'request';
  readonly outputTokensBefore: bigint;
  readonly outputTokensAfter: bigint;
  /** Pico-dollars per input token as they were paid in the later half, cached ones included. */
  readonly inputPrice: bigint;
}
