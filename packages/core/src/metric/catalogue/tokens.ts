import { parseUsd, type TokenClass, tokenClasses } from '@exchequer/model';
import { normalisedTokensMeaning, referencePricePerMillion } from '../../pricing/index.ts';
import { type Metric, metric, sumOf, tokenDimensions } from '../definition.ts';

const classNames: Record<TokenClass, string> = {
  uncached_input: 'Uncached input tokens',
  cache_read: 'Cache-read tokens',
  cache_write_5m: 'Cache-write tokens, 5 minutes',
  cache_write_30m: 'Cache-write tokens, 30 minutes',
  cache_write_1h: 'Cache-write tokens, 1 hour',
  cache_write_12h: 'Cache-write tokens, 12 hours',
  cache_write_unknown: 'Cache-write tokens, lifetime unstated',
  output: 'Output tokens',
};

const classMeanings: Record<TokenClass, string> = {
  uncached_input: 'Input read at full price: neither found in a cache nor written to one.',
  cache_read: 'Input that the provider already held in its cache, read at a fraction of the price.',
  cache_write_5m: 'Input written to a cache that lives five minutes.',
  cache_write_30m: 'Input written to a cache that lives half an hour.',
  cache_write_1h: 'Input written to a cache that lives an hour.',
  cache_write_12h: 'Input written to a cache that lives twelve hours.',
  cache_write_unknown: 'Input written to a cache whose lifetime the source does not state.',
  output: 'What the model wrote, reasoning included.',
};

export const cacheWrites = tokenClasses.filter((name) => name.startsWith('cache_write'));

const pricePerMillion = parseUsd(referencePricePerMillion);

export const tokenMetrics: readonly Metric[] = [
  metric({
    key: 'tokens',
    name: 'Tokens processed',
    unit: 'tokens',
    formula: 'uncached input + cache read + cache write + output',
    computation: { kind: 'sum', of: sumOf('tokens') },
    dimensions: [...tokenDimensions],
    meaning: 'All tokens the company’s AI tools processed, each counted once in one class.',
    caveats:
      'Tokens of different models are not equal work: compare models by normalised tokens. Where a source understates, the sum is a lower bound and says so.',
  }),
  ...tokenClasses.map((name) =>
    metric({
      key: `tokens_${name}`,
      name: classNames[name],
      unit: 'tokens',
      formula: `sum of ${name.replaceAll('_', ' ')} tokens`,
      computation: { kind: 'sum', of: sumOf(name) },
      dimensions: [...tokenDimensions],
      meaning: classMeanings[name],
    }),
  ),
  metric({
    key: 'tokens_cache_write',
    name: 'Cache-write tokens',
    unit: 'tokens',
    formula: 'sum of cache writes of every lifetime',
    computation: { kind: 'sum', of: sumOf(...cacheWrites) },
    dimensions: [...tokenDimensions],
    meaning: 'Input written to a cache, whatever the cache’s lifetime.',
  }),
  metric({
    key: 'tokens_reasoning',
    name: 'Reasoning tokens',
    unit: 'tokens',
    formula: 'sum of reasoning tokens',
    computation: { kind: 'sum', of: sumOf('reasoning') },
    meaning: 'Output that the model spent on thinking. A part of output, never added to it.',
    caveats: 'Many sources do not report it; then it is missing here, not zero.',
  }),
  metric({
    key: 'normalised_tokens',
    name: 'Normalised tokens',
    unit: 'tokens',
    formula: `cost at base-period prices ÷ $${referencePricePerMillion} per million`,
    inputs: ['usage', 'prices'],
    // Pico-dollars per token: dollars per million tokens divided by a million.
    computation: { kind: 'scaled', of: sumOf('cost_base'), per: pricePerMillion / 1_000_000n, places: 6 },
    requires: ['price'],
    meaning: normalisedTokensMeaning,
    caveats:
      'Unpriced usage has no weight and is left out; see the unpriced share. Rounded to a millionth of a token.',
  }),
  metric({
    key: 'requests',
    name: 'Requests',
    unit: 'count',
    formula: 'count of model requests',
    computation: { kind: 'sum', of: sumOf('requests') },
    meaning: 'Calls to a model, each counted once however many sources report it.',
    caveats: 'Sources that report sums alone (metrics, invoices) carry tokens and no requests.',
  }),
  metric({
    key: 'missing_output_tokens',
    name: 'Missing output tokens',
    unit: 'tokens',
    formula: 'output tokens that a source proves to have happened and does not count',
    direction: 'down',
    computation: { kind: 'sum', of: sumOf('missing_output') },
    meaning: 'By how much the output is known to be understated at least. Not part of any other figure.',
  }),
];
