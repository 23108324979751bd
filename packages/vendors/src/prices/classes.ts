import { completePrices, completionNote } from '@exchequer/core/pricing';
import type { PicoUsd, PricedClass, UnitPrices } from '@exchequer/model';
import type { ModelPrice } from '@pydantic/genai-prices';
import { unitAmount } from './exact.ts';

/** The catalogue's price keys that our classes can carry, with the exponent of their unit. */
const keys: Record<string, { name: PricedClass; perExponent: number }> = {
  input_mtok: { name: 'uncached_input', perExponent: 6 },
  cache_read_mtok: { name: 'cache_read', perExponent: 6 },
  cache_write_mtok: { name: 'cache_write_5m', perExponent: 6 },
  cache_write_1h_mtok: { name: 'cache_write_1h', perExponent: 6 },
  output_mtok: { name: 'output', perExponent: 6 },
  input_audio_mtok: { name: 'audio_input', perExponent: 6 },
  output_audio_mtok: { name: 'audio_output', perExponent: 6 },
  input_image_mtok: { name: 'image_input', perExponent: 6 },
  output_image_mtok: { name: 'image_output', perExponent: 6 },
  web_searches_kcount: { name: 'web_searches', perExponent: 3 },
};

/** Fees that the catalogue knows and token counts cannot express; named in the row's note. */
const outside: Record<string, string> = {
  requests_kcount: 'a fee per request',
  storage_searches_kcount: 'file searches',
  output_reasoning_mtok: 'a price of its own for reasoning tokens',
  output_citation_mtok: 'citation tokens',
  cache_audio_read_mtok: 'cached audio',
  cache_image_read_mtok: 'cached images',
  input_video_mtok: 'video input',
  output_video_mtok: 'video output',
};

/** Prices of one context length, or null where tokens alone cannot price the model. */
export function pricesAt(
  price: ModelPrice,
  contextOver: number,
): { prices: UnitPrices; note: string } | null {
  if (price.input_mtok === undefined && price.output_mtok === undefined) return null;
  const partial: Partial<Record<PricedClass, PicoUsd>> = {};
  const notes: string[] = [];
  for (const [key, { name, perExponent }] of Object.entries(keys)) {
    const figure = figureAt(price[key], contextOver);
    if (figure === undefined) continue;
    const { amount, roundedFrom } = unitAmount(figure, perExponent);
    partial[name] = amount;
    if (roundedFrom) notes.push(`${name} rounded to the pico-dollar from ${roundedFrom} per million`);
  }
  partial.uncached_input ??= 0n as PicoUsd;
  const assumed = completionNote(partial);
  const missing = Object.entries(outside).flatMap(([key, fee]) => (price[key] === undefined ? [] : [fee]));
  if (assumed) notes.push(assumed);
  if (missing.length > 0) notes.push(`not in the cost: ${missing.join(', ')}`);
  return { prices: completePrices(partial), note: notes.join('; ') };
}

/** Every token count above which some price of the model changes, ascending. */
export function contextSteps(price: ModelPrice): number[] {
  const starts = Object.values(price).flatMap((p) =>
    typeof p === 'object' ? p.tiers.map((t) => t.start) : [],
  );
  return [...new Set(starts)].sort((a, b) => a - b);
}

/** The catalogue's tiers are cliffs: the last one whose start lies below the context holds. */
function figureAt(price: ModelPrice[string], contextOver: number): number | undefined {
  if (typeof price !== 'object') return price;
  const tier = [...price.tiers].sort((a, b) => b.start - a.start).find((t) => t.start <= contextOver);
  return tier?.price ?? price.base;
}
