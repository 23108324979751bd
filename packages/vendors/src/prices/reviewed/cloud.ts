import type { PriceModifier } from '@exchequer/core/pricing';

/**
 * Bedrock needs no regional factor: the catalogue carries global and regional model ids apart.
 * Azure OpenAI follows OpenAI's standard prices; its batch discount is Microsoft's own.
 */
export const cloudModifiers: readonly PriceModifier[] = [
  {
    provider: 'aws',
    models: ['*'],
    axis: 'service_tier',
    values: ['batch'],
    factor: '0.5',
    source: 'AWS Bedrock pricing page, batch inference',
    observedAt: '2026-09-23',
    evidence: 'unverified',
  },
  {
    provider: 'azure',
    models: ['*'],
    axis: 'service_tier',
    values: ['batch'],
    factor: '0.5',
    source: 'Azure OpenAI pricing page, Global Batch',
    observedAt: '2026-09-23',
    evidence: 'unverified',
  },
];
