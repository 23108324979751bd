/**
 * What a finding proposes to do. Every kind but `task` can be carried out with one click and taken back
 * with one; a task is ticked off by its owner.
 */
export type Action =
  /** The gateway refuses the keys of an agent until it is released. */
  | { readonly kind: 'hold-agent'; readonly workerId: string }
  /** The limit of an envelope; null asks whoever applies it for the amount. Pico-dollars. */
  | { readonly kind: 'envelope-limit'; readonly envelopeId: string; readonly amount: bigint | null }
  /** The share of what is left of a grant that its next period keeps. */
  | { readonly kind: 'grant-rollover'; readonly planId: string; readonly permille: number }
  | GatewayRule
  /** A row of the price book that is to be confirmed or changed; null asks for the price. Per token. */
  | {
      readonly kind: 'price-row';
      readonly provider: string;
      readonly model: string;
      readonly tokenClass: string;
      readonly price: bigint | null;
    }
  | { readonly kind: 'task'; readonly text: string };

/** A setting of the gateway. */
export type GatewayRule =
  /** Equal calls of these models are answered from memory for so many seconds. */
  | {
      readonly kind: 'gateway-rule';
      readonly rule: 'cache';
      readonly value: { readonly models: readonly string[]; readonly seconds: number };
    }
  /** The same request so many times within ten minutes is refused, for the keys of an agent. */
  | {
      readonly kind: 'gateway-rule';
      readonly rule: 'loop';
      readonly value: { readonly workerId: string; readonly limit: number };
    }
  /** Calls of a model go to another one: `canary` sends it a share first. */
  | {
      readonly kind: 'gateway-rule';
      readonly rule: 'route';
      readonly value: {
        readonly provider: string;
        readonly from: string;
        readonly toProvider: string;
        readonly to: string;
        readonly canaryPercent: number | null;
      };
    };

export type ActionKind = Action['kind'];
