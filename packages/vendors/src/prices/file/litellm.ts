import { fromFirstToken, type PriceEntry, standard } from '@exchequer/core/pricing';
import type { PicoUsd, PricedClass } from '@exchequer/model';
import { unitAmount } from '../exact.ts';
import type { PriceFile } from './priceFile.ts';

/** LiteLLM's keys, in USD per token; suffixes say tier and context. */
const keys: Record<string, PricedClass> = {
  input_cost_per_token: 'uncached_input',
  output_cost_per_token: 'output',
  cache_read_input_token_cost: 'cache_read',
  cache_creation_input_token_cost: 'cache_write_5m',
  cache_creation_input_token_cost_above_1hr: 'cache_write_1h',
  input_cost_per_audio_token: 'audio_input',
  output_cost_per_audio_token: 'audio_output',
};

const tiers: Record<string, string> = { batches: 'batch', flex: 'flex', priority: 'priority' };
const suffixed = /^(.*?)(?:_above_(\d+)k_tokens)?(?:_(batches|flex|priority))?$/;

const providers: Record<string, string> = {
  bedrock: 'aws',
  bedrock_converse: 'aws',
  gemini: 'google',
  azure_ai: 'azure',
  azure_text: 'azure',
  'text-completion-openai': 'openai',
};

/** Reads LiteLLM's `model_prices_and_context_window.json`. */
export function readLiteLlmPrices(content: string, source: string): PriceFile {
  const file: PriceFile = { entries: [], errors: [] };
  const map = mapIn(content, file);
  for (const [i, [name, said]] of Object.entries(map).entries()) {
    if (name === 'sample_spec') continue;
    try {
      file.entries.push(...entriesOf(name, said, source).map((entry) => ({ row: i + 1, entry })));
    } catch (fault) {
      if (!(fault instanceof RangeError)) throw fault;
      file.errors.push({
        row: i + 1,
        error: `${name}: ${fault.message}`,
        fix: 'Correct the price in the file.',
      });
    }
  }
  return file;
}

function mapIn(content: string, file: PriceFile): Record<string, unknown> {
  const fix = 'Give LiteLLM’s model_prices_and_context_window.json.';
  try {
    const root: unknown = JSON.parse(content);
    if (typeof root === 'object' && root !== null && !Array.isArray(root))
      return root as Record<string, unknown>;
    file.errors.push({ row: 0, error: 'the file holds no map of models', fix });
  } catch (fault) {
    file.errors.push({ row: 0, error: `not JSON: ${(fault as Error).message}`, fix });
  }
  return {};
}

/** One entry per tier and context step that the model states. */
function entriesOf(name: string, said: unknown, source: string): PriceEntry[] {
  if (typeof said !== 'object' || said === null) return [];
  const found = new Map<string, PriceEntry>();
  for (const [key, figure] of Object.entries(said)) {
    const [, bare = '', above, tier] = suffixed.exec(key) ?? [];
    const priced = keys[key] ?? keys[bare];
    if (!priced || typeof figure !== 'number') continue;
    const split = keys[key] ? { above: undefined, tier: undefined } : { above, tier };
    const at = `${split.tier ?? ''}/${split.above ?? ''}`;
    const entry = found.get(at) ?? emptyEntry(name, said, split, source);
    const prices: Partial<Record<PricedClass, PicoUsd>> = entry.prices;
    prices[priced] = unitAmount(figure, 0).amount;
    found.set(at, entry);
  }
  return [...found.values()].filter((e) => e.prices.uncached_input !== undefined);
}

function emptyEntry(
  name: string,
  said: object,
  { above, tier }: { above?: string | undefined; tier?: string | undefined },
  source: string,
): PriceEntry {
  const raw = String((said as { litellm_provider?: unknown }).litellm_provider ?? '');
  const provider = providers[raw] ?? (raw.startsWith('vertex_ai') ? 'google' : raw);
  const prefix = `${raw.replace(/_(converse|language-models|anthropic_models)$/, '')}/`;
  return {
    ...standard,
    provider,
    model: name.startsWith(prefix) ? name.slice(prefix.length) : name,
    service_tier: (tier && tiers[tier]) || standard.service_tier,
    contextOver: above ? Number(above) * 1000 : fromFirstToken,
    contextUpTo: null,
    validFrom: null,
    validTo: null,
    prices: {},
    source,
  };
}
