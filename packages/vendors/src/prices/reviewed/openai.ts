import type { PriceModifier } from '@exchequer/core/pricing';

const priority = (models: readonly string[], factor: string): PriceModifier => ({
  provider: 'openai',
  models,
  axis: 'service_tier',
  values: ['priority'],
  factor,
  source: 'openai.com/api-priority-processing, against the standard prices of the same day',
  observedAt: '2026-09-23',
  evidence: 'published',
});

const reasoningModels = ['gpt-5*', 'gpt-6*', 'o3', 'o4-mini'];

export const openAiModifiers: readonly PriceModifier[] = [
  {
    provider: 'openai',
    models: ['*'],
    axis: 'service_tier',
    values: ['batch'],
    factor: '0.5',
    source: 'developers.openai.com/api/docs/pricing, Batch API',
    observedAt: '2026-08-27',
    evidence: 'documented',
  },
  {
    provider: 'openai',
    models: reasoningModels,
    axis: 'service_tier',
    values: ['flex'],
    factor: '0.5',
    source: 'developers.openai.com/api/docs/pricing, Flex; LiteLLM price map, _flex',
    observedAt: '2026-08-27',
    evidence: 'documented',
  },
  priority(['gpt-5.5'], '2.5'),
  priority(['gpt-5.4', 'gpt-5.4-mini', 'gpt-5.2', 'gpt-5.1', 'gpt-5'], '2'),
  priority(['gpt-5-mini'], '1.8'),
  priority(['gpt-4.1', 'gpt-4.1-mini', 'gpt-4o-2024-05-13'], '1.75'),
  priority(['gpt-4.1-nano'], '2'),
  priority(['gpt-4o'], '1.7'),
  {
    provider: 'openai',
    models: ['gpt-5.6-sol', 'gpt-5.6-terra', 'gpt-5.6-luna'],
    axis: 'service_tier',
    values: ['priority'],
    factor: '2',
    source: 'developers.openai.com/api/docs/pricing, Fast mode (returned as priority)',
    observedAt: '2026-08-27',
    evidence: 'documented',
  },
  {
    provider: 'openai',
    models: ['gpt-5.4*', 'gpt-5.5*', 'gpt-5.6*', 'gpt-6*'],
    axis: 'region',
    values: ['us', 'eu', 'au', 'in', 'jp'],
    factor: '1.1',
    source: 'developers.openai.com data-residency: 10 % uplift for models released since 5 March 2026',
    observedAt: '2026-09-23',
    evidence: 'published',
  },
];
