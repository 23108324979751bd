/** Metrics behind the columns of a usage report, in the order in which they are asked for. */
export interface FigureKeys {
  /** The first one decides which groups are kept when there are too many. */
  keys: string[];
  cost: string | null;
}

const tokenKeys = [
  'tokens',
  'requests',
  'tokens_uncached_input',
  'tokens_cache_write',
  'tokens_cache_read',
  'tokens_output',
  'unpriced_share',
  'missing_output_tokens',
] as const;

/** Keys to ask for, with the cost that is shown. */
export function figureKeys(cost: string | null): FigureKeys {
  const costKey = cost === null ? null : `spend_${cost}`;
  return { keys: [...tokenKeys, ...(costKey ? [costKey] : [])], cost: costKey };
}

/** Exact figures of one row, as decimal strings. */
export interface Figures {
  requests: string;
  input: string;
  cacheWrite: string;
  cacheRead: string;
  output: string;
  tokens: string;
  /** null when nothing of the row is priced. */
  cost: string | null;
  /** True where a part has no price, so that the cost is not the whole. */
  partlyUnpriced: boolean;
  missingOutput: string;
}

/** Picks the figures out of the values of a reading. */
export function figuresOf({ keys, cost }: FigureKeys, values: readonly (string | null)[]): Figures {
  const at = (key: string | null): string | null =>
    key === null ? null : (values[keys.indexOf(key)] ?? null);
  const unpriced = at('unpriced_share');
  return {
    requests: at('requests') ?? '0',
    input: at('tokens_uncached_input') ?? '0',
    cacheWrite: at('tokens_cache_write') ?? '0',
    cacheRead: at('tokens_cache_read') ?? '0',
    output: at('tokens_output') ?? '0',
    tokens: at('tokens') ?? '0',
    cost: at(cost),
    partlyUnpriced: unpriced !== null && Number(unpriced) > 0,
    missingOutput: at('missing_output_tokens') ?? '0',
  };
}
