import type { PriceModifier } from '@exchequer/core/pricing';
import { usInferenceModels } from './anthropic.ts';

const half = (tier: string): PriceModifier => ({
  provider: 'google',
  models: ['gemini-*'],
  axis: 'service_tier',
  values: [tier],
  factor: '0.5',
  source: 'ai.google.dev/gemini-api/docs/optimization: 50 % discount',
  observedAt: '2026-09-23',
  evidence: 'published',
});

/** Vertex AI regions are names such as us-east5; the endpoint "global" costs the standard price. */
const vertexRegions = [
  'us*',
  'europe*',
  'eu*',
  'asia*',
  'australia*',
  'northamerica*',
  'southamerica*',
  'me-*',
];

export const googleModifiers: readonly PriceModifier[] = [
  half('batch'),
  half('flex'),
  {
    provider: 'google',
    models: ['gemini-*'],
    axis: 'service_tier',
    values: ['priority'],
    factor: '1.8',
    source: 'genai-prices price comment; ai.google.dev says 75 to 100 % more',
    observedAt: '2026-09-23',
    evidence: 'documented',
  },
  {
    provider: 'google',
    models: ['claude-opus-4-5', 'claude-sonnet-4-5', 'claude-haiku-4-5', ...usInferenceModels],
    axis: 'region',
    values: vertexRegions,
    factor: '1.1',
    source: 'Vertex AI regional endpoints cost 1.1× the global one (opus-4-6: $5.5/$27.5)',
    observedAt: '2026-09-23',
    evidence: 'published',
  },
];
