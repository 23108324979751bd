import type { PriceModifier } from '@exchequer/core/pricing';

const fastMode = {
  provider: 'anthropic',
  axis: 'speed',
  values: ['fast'],
} as const;

/** Models that took the surcharge for inference in the US; older ones do not offer the choice. */
export const usInferenceModels = [
  'claude-opus-4-6',
  'claude-opus-4-7',
  'claude-opus-4-8',
  'claude-opus-5*',
  'claude-sonnet-4-6',
  'claude-sonnet-5*',
  'claude-fable-5*',
];

export const anthropicModifiers: readonly PriceModifier[] = [
  {
    provider: 'anthropic',
    models: ['*'],
    axis: 'service_tier',
    values: ['batch'],
    factor: '0.5',
    source: 'Anthropic pricing page, Batch API: half of input and output',
    observedAt: '2026-09-23',
    evidence: 'unverified',
  },
  {
    ...fastMode,
    models: ['claude-opus-4-6'],
    factor: '3',
    validTo: '2026-02-17T08:00:00.000Z',
    source:
      'Anthropic fast mode announcement: half off the 6× price until the end of 16 February, Pacific time',
    observedAt: '2026-02-08',
    evidence: 'documented',
  },
  {
    ...fastMode,
    models: ['claude-opus-4-6'],
    factor: '6',
    validFrom: '2026-02-17T08:00:00.000Z',
    source: 'platform.claude.com build-with-claude/fast-mode; ccusage',
    observedAt: '2026-02-08',
    evidence: 'published',
  },
  {
    ...fastMode,
    models: ['claude-opus-4-7'],
    factor: '6',
    source: 'openrouter.ai claude-opus-4.7-fast: $30/$150 against $5/$25',
    observedAt: '2026-09-23',
    evidence: 'documented',
  },
  {
    ...fastMode,
    models: ['claude-opus-4-8'],
    factor: '2',
    source: 'ccusage; published price list $10/$50 against $5/$25',
    observedAt: '2026-09-23',
    evidence: 'published',
  },
  {
    ...fastMode,
    models: ['claude-opus-5'],
    factor: '2',
    source: 'openrouter.ai claude-opus-5-fast: $10/$50 against $5/$25',
    observedAt: '2026-09-23',
    evidence: 'documented',
  },
  {
    provider: 'anthropic',
    models: usInferenceModels,
    axis: 'region',
    values: ['us'],
    factor: '1.1',
    source: 'LiteLLM price map, provider_specific_entry.us',
    observedAt: '2026-09-23',
    evidence: 'documented',
  },
];
