import {
  type PriceAnswer,
  type PricedClass,
  type PriceSlice,
  pricedClasses,
  tokenClasses,
  type UnitPrices,
} from '@exchequer/model';

/** For so long after its start a call may still be priced by a later price: a change, or an off-peak hour. */
const reachMs = 3_600_000;
const dayMs = 86_400_000;

/** The dearest unit prices that a call may meet, in 10⁻¹² USD per token, and the classes that have them. */
export interface DearestPrices extends Top {
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

/**
 * The dearest prices that a call with at most so many input tokens may meet when it starts now: over
 * every class that its tokens may become, every slice of context up to its size and every price that
 * holds within the next hour. Without any, the ceiling of the unpriced.
 */
export function dearestPrices(
  answer: PriceAnswer,
  inputTokens: number,
  nowMs: number,
  nature: CallNature = anything,
): DearestPrices {
  const { slices, ceiling } = topsOf(answer, nature);
  const found: DearestPrices = {
    input: 0n,
    inputClass: 'uncached_input',
    output: 0n,
    outputClass: 'output',
    webSearch: 0n,
    priced: false,
  };
  for (const slice of slices) {
    if (slice.contextOver >= Math.max(1, inputTokens) || !holdsSoon(slice, nowMs)) continue;
    raise(found, slice.top);
    found.priced = true;
  }
  if (!found.priced) raise(found, ceiling);
  return found;
}

interface Top {
  input: bigint;
  inputClass: PricedClass;
  output: bigint;
  outputClass: PricedClass;
  webSearch: bigint;
}

/** A slice of an answer with its dearest classes, and its times as numbers. */
interface TopSlice {
  contextOver: number;
  fromMs: number;
  toMs: number;
  dayFromMs: number;
  /** Length of its part of the UTC day; 0 is all of it. */
  dayLongMs: number;
  top: Top;
}

interface Tops {
  slices: readonly TopSlice[];
  ceiling: Top;
}

const anything: CallNature = {};

/** An answer is asked for every call and changes seldom, so what is dearest in it is found once. */
const known = new WeakMap<PriceAnswer, Map<number, Tops>>();

function topsOf(answer: PriceAnswer, nature: CallNature): Tops {
  let byNature = known.get(answer);
  if (!byNature) {
    byNature = new Map();
    known.set(answer, byNature);
  }
  const { caches = true, audio = true, images = true } = nature;
  const key = (caches ? 1 : 0) + (audio ? 2 : 0) + (images ? 4 : 0);
  let tops = byNature.get(key);
  if (!tops) {
    const classes = classesOf({ caches, audio, images });
    const slices = answer.slices.map((slice) => topSlice(slice, classes));
    tops = { slices, ceiling: topOf(answer.ceiling, classes) };
    byNature.set(key, tops);
  }
  return tops;
}

interface Classes {
  input: readonly PricedClass[];
  output: readonly PricedClass[];
}

function classesOf({ caches, audio, images }: Required<CallNature>): Classes {
  const media = (side: 'input' | 'output') =>
    pricedClasses.filter(
      (name) => (audio && name === `audio_${side}`) || (images && name === `image_${side}`),
    );
  const text = tokenClasses.filter(
    (name) => name !== 'output' && (caches || !name.startsWith('cache_write')),
  );
  return { input: [...text, ...media('input')], output: ['output', ...media('output')] };
}

const topSlice = (slice: PriceSlice, classes: Classes): TopSlice => ({
  contextOver: slice.contextOver,
  fromMs: slice.validFrom === null ? Number.NEGATIVE_INFINITY : Date.parse(slice.validFrom),
  toMs: slice.validTo === null ? Number.POSITIVE_INFINITY : Date.parse(slice.validTo),
  dayFromMs: slice.secondsFrom * 1_000,
  dayLongMs: ((slice.secondsTo - slice.secondsFrom + 86_400) % 86_400) * 1_000,
  top: topOf(slice.contracted, classes),
});

function topOf(prices: UnitPrices, classes: Classes): Top {
  const inputClass = dearest(prices, 'uncached_input', classes.input);
  const outputClass = dearest(prices, 'output', classes.output);
  const [input, output] = [prices[inputClass], prices[outputClass]];
  return { input, inputClass, output, outputClass, webSearch: prices.web_searches };
}

/** The dearest of the classes; the usual one unless another is dearer. */
function dearest(prices: UnitPrices, usual: PricedClass, classes: readonly PricedClass[]): PricedClass {
  let top = usual;
  for (const name of classes) if (prices[name] > prices[top]) top = name;
  return top;
}

function raise(found: Top, top: Top): void {
  if (top.input > found.input) {
    found.input = top.input;
    found.inputClass = top.inputClass;
  }
  if (top.output > found.output) {
    found.output = top.output;
    found.outputClass = top.outputClass;
  }
  if (top.webSearch > found.webSearch) found.webSearch = top.webSearch;
}

/** Whether it holds now or comes into force within the reach, by date and by hour of the day. */
function holdsSoon({ fromMs, toMs, dayFromMs, dayLongMs }: TopSlice, nowMs: number): boolean {
  if (fromMs > nowMs + reachMs || nowMs >= toMs) return false;
  if (dayLongMs === 0) return true;
  const sinceStart = (nowMs - dayFromMs + 2 * dayMs) % dayMs;
  return sinceStart < dayLongMs || sinceStart > dayMs - reachMs;
}
