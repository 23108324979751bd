import type { GateEndpoint, PriceAnswer, PricedClass, UsageCounts } from '@exchequer/model';
import { type CallNature, dearestPrices } from './dearest.ts';

/** A call as its dialect has read it; every number is an upper bound. */
export interface CallSize {
  endpoint: GateEndpoint;
  inputTokens: number;
  /** Output tokens that the call allows, over all its answers; null when it says nothing. */
  maxOutput: number | null;
  extras: { images: number; characters: number; seconds: number; webSearches: number };
  nature?: CallNature;
}

/**
 * Tokens that things other than text are held at, each above what providers document: a picture at
 * the highest quality (OpenAI up to 6,240, Gemini up to 2,520), a second of recorded speech (Gemini
 * 32, OpenAI about 17) and its transcript, a spoken character, and what one web search puts into the
 * input (OpenAI states a block of 8,000). What passes them is booked and flagged as overshoot.
 */
const allowances = {
  outputPerImage: 8_192,
  inputPerSecond: 50,
  outputPerSecond: 10,
  outputPerCharacter: 4,
  inputPerSearch: 16_384,
};

/** What a call can cost at most: a fixed part and a price per token of output. */
export interface WorstCase {
  amount: bigint;
  /** Input, searches and what else does not depend on the output. */
  fixed: bigint;
  perOutput: bigint;
  outputTokens: number;
  inputTokens: number;
  webSearches: number;
  /** The classes that input and output are reckoned in: the dearest that they may become. */
  inputClass: PricedClass;
  outputClass: PricedClass;
  /** False when the model has no price and the ceiling is held. */
  priced: boolean;
}

/**
 * The worst case of a call in 10⁻¹² USD: all input at the dearest class it may become, all output that
 * is allowed, every search. A call that names no limit is held at `defaultMaxOutput`.
 */
export function worstCase(
  call: CallSize,
  answer: PriceAnswer,
  { nowMs, defaultMaxOutput }: { nowMs: number; defaultMaxOutput: number },
): WorstCase {
  const { extras } = call;
  const webSearches = whole(extras.webSearches);
  const inputTokens = whole(
    call.inputTokens + extras.seconds * allowances.inputPerSecond + webSearches * allowances.inputPerSearch,
  );
  const outputTokens = whole(mostOutput(call, defaultMaxOutput));
  const dearest = dearestPrices(answer, inputTokens, nowMs, call.nature);
  const fixed = dearest.input * BigInt(inputTokens) + dearest.webSearch * BigInt(webSearches);
  return {
    amount: fixed + dearest.output * BigInt(outputTokens),
    fixed,
    perOutput: dearest.output,
    outputTokens,
    inputTokens,
    webSearches,
    inputClass: dearest.inputClass,
    outputClass: dearest.outputClass,
    priced: dearest.priced,
  };
}

/**
 * The usage that costs as much as the worst case: what a call is booked at when nobody saw how it ended,
 * since less could be below what the provider charges, and would be spent once more.
 */
export function countsAtMost(worst: WorstCase): UsageCounts {
  const { inputTokens, inputClass, outputTokens, outputClass, webSearches } = worst;
  const counts: UsageCounts = { uncached_input: inputTokens, output: outputTokens };
  if (webSearches > 0) counts.web_searches = webSearches;
  // Sound and pictures are parts of input and output; tokens of a cache stand beside the others.
  if (inputClass.startsWith('cache_')) counts.uncached_input = 0;
  counts[inputClass] = inputTokens;
  counts[outputClass] = outputTokens;
  return counts;
}

/** What the call costs at most when it puts out no more than so many tokens. */
export const costUpTo = ({ fixed, perOutput }: WorstCase, outputTokens: number): bigint =>
  fixed + perOutput * BigInt(outputTokens);

/** Fewer output tokens than this are of no use to anyone. */
const leastUseful = 256;

/**
 * How many output tokens fit into an amount; null when that is fewer than is useful, or when output
 * costs nothing and so cannot make the call fit.
 */
export function capOutput(worst: WorstCase, left: bigint, least: number = leastUseful): number | null {
  if (worst.perOutput === 0n || left < worst.fixed) return worst.amount <= left ? worst.outputTokens : null;
  const fitting = (left - worst.fixed) / worst.perOutput;
  if (fitting >= BigInt(worst.outputTokens)) return worst.outputTokens;
  return fitting >= BigInt(least) ? Number(fitting) : null;
}

/** What callers send need not be whole, or even finite; a hold is never too low for it. */
const whole = (count: number): number =>
  Number.isNaN(count)
    ? Number.MAX_SAFE_INTEGER
    : Math.min(Number.MAX_SAFE_INTEGER, Math.max(0, Math.ceil(count)));

function mostOutput({ endpoint, maxOutput, extras }: CallSize, defaultMaxOutput: number): number {
  // Some servers understand a negative limit as none.
  const limit = maxOutput !== null && maxOutput >= 0 ? maxOutput : null;
  switch (endpoint) {
    case 'embeddings':
    case 'count_tokens':
      return 0;
    case 'images':
      return Math.max(limit ?? 0, Math.max(1, extras.images) * allowances.outputPerImage);
    case 'speech':
      return Math.max(limit ?? 0, extras.characters * allowances.outputPerCharacter);
    case 'transcription':
      return Math.max(limit ?? 0, extras.seconds * allowances.outputPerSecond);
    default:
      return (limit ?? defaultMaxOutput) + extras.images * allowances.outputPerImage;
  }
}
