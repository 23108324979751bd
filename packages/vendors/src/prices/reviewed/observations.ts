import { fromFirstToken, type PriceEntry, standard } from '@exchequer/core/pricing';
import { type PicoUsd, pico } from '@exchequer/model';

const perMillion = (cents: bigint): PicoUsd => pico(cents * 10_000n);

/** deepseek-chat as models.dev had it on a day; the day says when it was seen, not when it began. */
const deepseekChat = (day: string, inputCents: bigint, outputCents: bigint): PriceEntry => ({
  ...standard,
  provider: 'deepseek',
  model: 'deepseek-chat',
  contextOver: fromFirstToken,
  contextUpTo: null,
  validFrom: `${day}T12:00:00.000Z`,
  validTo: null,
  prices: { uncached_input: perMillion(inputCents), output: perMillion(outputCents) },
  source: `models.dev, seen ${day}`,
});

/** What other catalogues say where it differs from ours; shown as a disagreement, never priced with. */
export const otherCatalogues: readonly PriceEntry[] = [
  deepseekChat('2025-08-24', 57n, 168n),
  deepseekChat('2025-11-17', 28n, 42n),
  deepseekChat('2026-04-25', 14n, 28n),
];
