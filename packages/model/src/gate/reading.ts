import type { NormalisedUsage } from '../usage/normalised.ts';

/** The counts of a usage event that a provider's answer reports. */
export type UsageCounts = Partial<
  Pick<
    NormalisedUsage,
    | 'uncached_input'
    | 'cache_read'
    | 'cache_write_5m'
    | 'cache_write_30m'
    | 'cache_write_1h'
    | 'cache_write_12h'
    | 'cache_write_unknown'
    | 'output'
    | 'reasoning'
    | 'reasoning_reported'
    | 'audio_input'
    | 'audio_output'
    | 'image_input'
    | 'image_output'
    | 'web_searches'
    | 'tool_calls'
  >
>;

/** What is known of a call's usage so far. */
export interface UsageReading {
  /** Model that answered; empty when the answer does not say. */
  model: string;
  serviceTier: string;
  speed: string;
  region: string;
  /** The provider's ids of the call: request header and message id. Empty when unknown. */
  requestId: string;
  messageId: string;
  counts: UsageCounts;
  /** True once the provider has reported the final usage. */
  final: boolean;
  /** Output tokens counted from what passed by, an upper bound; used when no usage was reported. */
  seenOutput: number;
  /** What had been seen when the provider last stated the output so far; absent where it never did in between. */
  countedSeen?: number;
  /** Space-separated notes for the event, such as `inconsistent-input`. */
  flags: string;
  /** Further models of the same call that are priced by themselves, such as an advisor's. */
  parts: readonly { model: string; counts: UsageCounts }[];
}
