import type { NormalisedUsage } from '../usage/normalised.ts';

/**
 * What a gateway writes to its spool, one JSON line each. An `admit` without its `usage` after a
 * crash is a call whose outcome is unknown: it is booked by what was seen of it, marked as estimated.
 */
export type SpoolRecord =
  | {
      kind: 'admit';
      call: string;
      /** The event as it stood when the call was admitted: input counted, nothing put out. */
      usage: NormalisedUsage;
      /** Held for it, as a decimal string in USD. */
      held: string;
    }
  /** How much had been put out when a running stream was last looked at. */
  | { kind: 'progress'; call: string; output: number }
  | { kind: 'usage'; call: string; usage: NormalisedUsage }
  /** The call ended without using anything. */
  | { kind: 'void'; call: string };
