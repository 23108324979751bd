import { type PicoUsd, type PricedClass, type PriceSlice, pico, tokenClasses } from '@exchequer/model';
import { type PricedQuantities, sliceFor } from './cost.ts';

/** A call that has not been made: what is known of it, in tokens or in characters of its text. */
export interface ForeseenCall {
  /** Counted or expected tokens; classes that are left out are 0. */
  tokens: PricedQuantities;
  /** Text that nobody has counted yet. */
  inputCharacters: number;
  outputCharacters: number;
  /** The most tokens that may come back; null where nothing bounds the answer. */
  maxOutput: number | null;
  /** How often it is made. */
  calls: number;
}

/** What a figure of the estimate had to assume. */
export type EstimateAssumption =
  | 'text-length'
  | 'cache-may-miss'
  | 'output-unknown'
  | 'output-up-to'
  | 'output-at-most';

/** Tokens and cost of one class in the likely case, of one call. */
export interface EstimateLine {
  name: PricedClass;
  tokens: number;
  /** Pico-dollars per token, as the company pays. */
  price: PicoUsd;
  cost: PicoUsd;
}

/** What a call would cost: amounts of all its calls together, in pico-dollars. */
export interface CostEstimate {
  low: PicoUsd;
  likely: PicoUsd;
  high: PicoUsd;
  /** The likely case at public prices. */
  list: PicoUsd;
  lines: EstimateLine[];
  /** Price row of the likely case. */
  priceId: string;
  assumptions: EstimateAssumption[];
}

/**
 * Characters of text per token: English prose has about four
 * (help.openai.com/articles/4936856), code and numbers down to two, long plain words up to five.
 */
const charactersPerToken = { low: 5, likely: 4, high: 2 } as const;
type Case = keyof typeof charactersPerToken;

/**
 * What a foreseen call would cost at the prices of an instant; null where no price holds then. The high
 * case finds nothing in the cache, has the densest text, and fills the answer up to its bound.
 */
export function estimateCost(
  slices: readonly PriceSlice[],
  atMs: number,
  call: ForeseenCall,
): CostEstimate | null {
  const cases = { low: quantities(call, 'low'), likely: quantities(call, 'likely') };
  const likelySlice = sliceFor(slices, atMs, cases.likely);
  const lowSlice = sliceFor(slices, atMs, cases.low);
  const high = quantities(call, 'high');
  const highSlice = sliceFor(slices, atMs, high);
  if (!likelySlice || !lowSlice || !highSlice) return null;
  const calls = BigInt(call.calls);
  const lines = linesOf(likelySlice, cases.likely, 'contracted');
  const sum = (of: readonly EstimateLine[]) => pico(of.reduce((all, { cost }) => all + cost, 0n) * calls);
  const [low, likely] = [sum(linesOf(lowSlice, cases.low, 'contracted')), sum(lines)];
  const missed = sum(linesOf(highSlice, withoutCache(highSlice, high), 'contracted'));
  return {
    low: least(low, likely),
    likely,
    high: most(missed, likely),
    list: sum(linesOf(likelySlice, cases.likely, 'list')),
    lines,
    priceId: likelySlice.priceId,
    assumptions: assumptionsOf(call),
  };
}

const least = (a: PicoUsd, b: PicoUsd) => (a < b ? a : b);
const most = (a: PicoUsd, b: PicoUsd) => (a > b ? a : b);

function quantities(call: ForeseenCall, which: Case): PricedQuantities {
  const { tokens, maxOutput } = call;
  const fromText = (characters: number) => Math.ceil(characters / charactersPerToken[which]);
  const expected = (tokens.output ?? 0) + fromText(call.outputCharacters);
  const said = tokens.output !== undefined || call.outputCharacters > 0;
  // An answer that is only bounded may be empty, and is taken for as long as it may get.
  const bounded = said ? Math.min(expected, maxOutput ?? expected) : which === 'low' ? 0 : (maxOutput ?? 0);
  return {
    ...tokens,
    uncached_input: (tokens.uncached_input ?? 0) + fromText(call.inputCharacters),
    output: which === 'high' ? Math.max(bounded, maxOutput ?? 0) : bounded,
  };
}

/** What was meant to be read from the cache is written anew, or read in full where that is dearer. */
function withoutCache({ contracted }: PriceSlice, high: PricedQuantities): PricedQuantities {
  const { cache_read: cached = 0, ...rest } = high;
  if (cached === 0) return high;
  const into = contracted.cache_write_5m > contracted.uncached_input ? 'cache_write_5m' : 'uncached_input';
  return { ...rest, [into]: (rest[into] ?? 0) + cached };
}

function linesOf(slice: PriceSlice, counts: PricedQuantities, at: 'list' | 'contracted'): EstimateLine[] {
  return tokenClasses.flatMap((name) => {
    const tokens = counts[name] ?? 0;
    if (tokens === 0) return [];
    const price = slice[at][name];
    return [{ name, tokens, price, cost: pico(price * BigInt(tokens)) }];
  });
}

function assumptionsOf(call: ForeseenCall): EstimateAssumption[] {
  const said = call.tokens.output !== undefined || call.outputCharacters > 0;
  return [
    ...(call.inputCharacters > 0 || call.outputCharacters > 0 ? (['text-length'] as const) : []),
    ...((call.tokens.cache_read ?? 0) > 0 ? (['cache-may-miss'] as const) : []),
    ...(said || call.maxOutput !== null ? [] : (['output-unknown'] as const)),
    ...(call.maxOutput === null ? [] : [said ? ('output-up-to' as const) : ('output-at-most' as const)]),
  ];
}
