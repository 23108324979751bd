import { type PriceVariant, standard } from '@exchequer/core/pricing';
import type { PriceQuestion } from '@exchequer/model';

/**
 * Providers whose telemetry name the catalogue would not match, or would match wrongly:
 * "azure.ai.openai" contains "openai", "google-vertex-anthropic" contains "anthropic".
 */
const providers: Record<string, string> = {
  'aws.bedrock': 'aws',
  'azure.ai.openai': 'azure',
  'azure.ai.inference': 'azure',
  'az.ai.openai': 'azure',
  'az.ai.inference': 'azure',
  azure_openai: 'azure',
  'azure-openai': 'azure',
  azure_ai: 'azure',
  'gcp.gen_ai': 'google',
  'google-vertex-anthropic': 'google',
  'vertex-anthropic': 'google',
  x_ai: 'x-ai',
  'z.ai': 'zai',
  z_ai: 'zai',
  fireworks_ai: 'fireworks',
  'fireworks-ai': 'fireworks',
};

/** A provider's name as the catalogue can match it; '' stays '' and lets the model decide. */
export function providerName(raw: string): string {
  const name = raw.toLowerCase().trim();
  return providers[name] ?? name;
}

/** A model's name without the context marker that Claude Code appends, such as "[1m]". */
export const modelName = (raw: string): string => raw.replace(/\[[^\]]*\]$/, '').trim();

const tiers: Record<string, string> = {
  '': 'standard',
  default: 'standard',
  auto: 'standard',
  normal: 'standard',
  on_demand: 'standard',
  'on-demand': 'standard',
  standard_only: 'standard',
  not_available: 'standard',
  batches: 'batch',
};
const speeds: Record<string, string> = { '': 'standard', normal: 'standard', default: 'standard' };
const regions: Record<string, string> = { global: '', not_available: '', default: '', unknown: '' };

/** The paying variant in the catalogue's words. */
export function variantName(provider: string, question: PriceQuestion): PriceVariant {
  const tier = question.service_tier.toLowerCase().trim();
  const speed = question.speed.toLowerCase().trim();
  const region = question.region.toLowerCase().trim();
  const variant = {
    service_tier: tiers[tier] ?? tier,
    speed: speeds[speed] ?? speed,
    region: regions[region] ?? region,
  };
  return provider === 'openai' || provider === 'azure' ? openAiVariant(variant) : variant;
}

/** OpenAI sells speed as a tier: what a client calls fast is billed and returned as priority. */
function openAiVariant(variant: PriceVariant): PriceVariant {
  if (variant.service_tier === 'fast') return { ...variant, service_tier: 'priority' };
  if (variant.speed !== 'fast') return variant;
  return { ...variant, speed: standard.speed, service_tier: 'priority' };
}
