import {
  type PriceAnswer,
  type PricedClass,
  type PriceSlice,
  pricedClasses,
  tokenClasses,
} from '@exchequer/model';

/** For so long after its start a call may still be priced by a later price: a change, or an off-peak hour. */
const reachMs = 3_600_000;
const dayMs = 86_400_000;

/** The dearest unit prices that a call may meet, in 10⁻¹² USD per token. */
export interface DearestPrices {
  input: bigint;
  output: bigint;
  webSearch: bigint;
  /** False when nothing prices the model: the ceiling is taken. */
  priced: boolean;
}

/** What the tokens of a call may turn out to be. What is left out may be. */
export interface CallNature {
  /** Whether input may be written to a cache, which costs up to twice as much. */
  caches?: boolean;
  /** Whether it takes or gives audio, whether pictures. */
  audio?: boolean;
  images?: boolean;
}

type Prices = PriceSlice['contracted'];

/**
 * The dearest prices that a call with at most so many input tokens may meet when it starts now: over
 * every class that its tokens may become, every slice of context up to its size and every price that
 * holds within the next hour. Without any, the ceiling of the unpriced.
 */
export function dearestPrices(
  answer: PriceAnswer,
  inputTokens: number,
  nowMs: number,
  nature: CallNature = {},
): DearestPrices {
  const reachable = answer.slices.filter(
    (slice) => slice.contextOver < Math.max(1, inputTokens) && holdsSoon(slice, nowMs),
  );
  const prices = reachable.length > 0 ? reachable.map(({ contracted }) => contracted) : [answer.ceiling];
  const inputs = inputClasses(nature);
  const outputs = outputClasses(nature);
  return {
    input: dearest(prices, inputs),
    output: dearest(prices, outputs),
    webSearch: dearest(prices, ['web_searches']),
    priced: reachable.length > 0,
  };
}

function inputClasses({ caches = true, audio = true, images = true }: CallNature): PricedClass[] {
  const text = tokenClasses.filter(
    (name) => name !== 'output' && (caches || !name.startsWith('cache_write')),
  );
  return [...text, ...media('input', audio, images)];
}

const outputClasses = ({ audio = true, images = true }: CallNature): PricedClass[] => [
  'output',
  ...media('output', audio, images),
];

const media = (side: 'input' | 'output', audio: boolean, images: boolean): PricedClass[] =>
  pricedClasses.filter((name) => (audio && name === `audio_${side}`) || (images && name === `image_${side}`));

function dearest(all: readonly Prices[], classes: readonly PricedClass[]): bigint {
  let top = 0n;
  for (const prices of all) {
    for (const name of classes) if (prices[name] > top) top = prices[name];
  }
  return top;
}

function holdsSoon(slice: PriceSlice, nowMs: number): boolean {
  const from = slice.validFrom === null ? Number.NEGATIVE_INFINITY : Date.parse(slice.validFrom);
  const to = slice.validTo === null ? Number.POSITIVE_INFINITY : Date.parse(slice.validTo);
  return from <= nowMs + reachMs && nowMs < to && daytimeSoon(slice, nowMs);
}

/** Whether its part of the UTC day holds now or begins within the reach. */
function daytimeSoon({ secondsFrom, secondsTo }: PriceSlice, nowMs: number): boolean {
  const long = (secondsTo - secondsFrom + 86_400) % 86_400;
  if (long === 0) return true;
  const sinceStart = (nowMs - secondsFrom * 1_000 + 2 * dayMs) % dayMs;
  return sinceStart < long * 1_000 || sinceStart > dayMs - reachMs;
}
