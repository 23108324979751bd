import { FadingQuantile } from './quantile.ts';
import { Recent } from './recent.ts';
import { costUpTo, type WorstCase } from './worst-case.ts';

/** Calls that must have been seen before their usual output is trusted. */
const leastCalls = 50;
const share = 0.95;
/** Kinds of calls that are remembered; the least recently used gives way. */
const mostKinds = 5_000;
/** Running calls are topped up when so little of their hold is left: a quarter, at least 64 tokens. */
const marginPart = 4;
const leastMargin = 64;

/** A percentile hardly moves by one call: it is found anew after so many. */
const refreshCalls = 16;

interface Usual {
  seen: FadingQuantile;
  output: number | null;
  fresh: number;
}

/** By what calls are alike, so that those that are over tell of those that run. */
export interface CallKind {
  workspace: string;
  model: string;
  endpoint: string;
  /** All of it in one; made once, since it is looked up by often. */
  name: string;
}

export const callKind = (workspace: string, model: string, endpoint: string): CallKind => ({
  workspace,
  model,
  endpoint,
  name: `${workspace}\n${endpoint}\n${model}`,
});

/** A learned hold: what is set aside first, and what the call can cost at most. */
export interface LearnedHold {
  amount: bigint;
  worst: bigint;
  /** Output tokens that the amount covers. */
  outputTokens: number;
}

/** When to hold more for a running call, and for how many further tokens of output. */
export interface TopUp {
  /** Seen output at which to ask. */
  atOutput: number;
  tokens: number;
  amount: bigint;
}

/**
 * Learned holds: the 95th percentile of what calls of the same kind have put out, topped up while the
 * call runs. A call may so cost more than is held for it. The sum of what running calls may cost
 * beyond their holds, the exposure X = Σ (worst − held), is kept at or below a twentieth of what was
 * granted (`exposureDivisor`), by holding more where it would pass: H = max(P95, W − (G/20 − X)).
 * Nothing is admitted while there is debt. So, as long as no call costs more than its worst case,
 *
 *     spent + reserved + X ≤ granted + granted/20     at every moment, and therefore
 *     overshoot of an envelope ≤ Σ granted/20 ≤ limit/20,
 *
 * whatever the number of gateways, calls, crashes or top-ups that were refused, since leases of an
 * envelope together are never granted more than its limit.
 */
export class LearnedHolds {
  readonly #kinds = new Recent<Usual>(mostKinds);

  /** A call of the kind ended: how many tokens it put out. Only calls that ran to their end count. */
  observe(kind: CallKind, outputTokens: number): void {
    const usual = this.#kinds.at(kind.name, () => ({
      seen: new FadingQuantile(),
      output: null,
      fresh: 0,
    }));
    usual.seen.add(outputTokens);
    if (usual.seen.total < leastCalls) return;
    if (usual.output === null || ++usual.fresh >= refreshCalls) {
      usual.output = usual.seen.at(share);
      usual.fresh = 0;
    }
  }

  /** What to hold; the worst case itself while too little is known of the kind. */
  hold(kind: CallKind, worst: WorstCase): LearnedHold {
    const outputTokens = Math.min(worst.outputTokens, this.usualOutput(kind) ?? worst.outputTokens);
    return { amount: costUpTo(worst, outputTokens), worst: worst.amount, outputTokens };
  }

  /** The 95th percentile of the kind's output; null while too few calls were seen. */
  usualOutput(kind: CallKind): number | null {
    return this.#kinds.get(kind.name)?.output ?? null;
  }
}

/** The next top-up of a running call whose hold covers so many tokens; null when it covers all of them. */
export function nextTopUp(worst: WorstCase, coveredOutput: number): TopUp | null {
  const rest = worst.outputTokens - coveredOutput;
  if (rest <= 0) return null;
  const margin = Math.max(leastMargin, Math.floor(coveredOutput / marginPart));
  const tokens = Math.min(rest, Math.max(4 * leastMargin, Math.floor(coveredOutput / 2)));
  return {
    atOutput: Math.max(0, coveredOutput - margin),
    tokens,
    amount: worst.perOutput * BigInt(tokens),
  };
}
