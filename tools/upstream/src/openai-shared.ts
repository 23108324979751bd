import { type Ask, idOf } from './ask.ts';

/** Headers of every answer of OpenAI. */
export function openaiHeaders(ask: Ask, model: string): Record<string, string> {
  return {
    'x-request-id': idOf('req_', ask.number, 32),
    'openai-version': '2020-10-01',
    'openai-organization': 'fake-organization',
    'openai-processing-ms': '1',
    'x-ratelimit-limit-requests': '10000',
    'x-ratelimit-remaining-requests': '9999',
    'x-ratelimit-remaining-tokens': '149999984',
    ...(model && { 'openai-model': model }),
  };
}
