import { anthropicHeaders } from './anthropic.ts';
import { type Ask, idOf } from './ask.ts';
import { requestIdHeader } from './bedrock.ts';
import { openaiHeaders } from './openai-shared.ts';
import { free, type Script } from './script.ts';

export type Provider = 'openai' | 'anthropic' | 'gemini' | 'bedrock';

const reasons: Record<number, [anthropic: string, gemini: string, bedrock: string]> = {
  400: ['invalid_request_error', 'INVALID_ARGUMENT', 'ValidationException'],
  401: ['authentication_error', 'UNAUTHENTICATED', 'UnrecognizedClientException'],
  403: ['permission_error', 'PERMISSION_DENIED', 'AccessDeniedException'],
  404: ['not_found_error', 'NOT_FOUND', 'ResourceNotFoundException'],
  413: ['request_too_large', 'INVALID_ARGUMENT', 'ValidationException'],
  429: ['rate_limit_error', 'RESOURCE_EXHAUSTED', 'ThrottlingException'],
  503: ['api_error', 'UNAVAILABLE', 'ServiceUnavailableException'],
  529: ['overloaded_error', 'UNAVAILABLE', 'ServiceUnavailableException'],
};

/** A refusal in the provider's own shape. */
export function refusal(ask: Ask, provider: Provider, status: number, message: string): Script {
  const [anthropic, gemini, bedrock] = reasons[status] ?? [
    'api_error',
    'INTERNAL',
    'InternalServerException',
  ];
  const wait: Record<string, string> = status === 429 ? { 'retry-after': '1' } : {};
  if (provider === 'anthropic') {
    const body = {
      type: 'error',
      error: { type: anthropic, message },
      request_id: idOf('req_', ask.number),
    };
    return free(provider, 'error', { ...anthropicHeaders(ask), ...wait }, body, status);
  }
  if (provider === 'gemini')
    return free(provider, 'error', wait, { error: { code: status, message, status: gemini } }, status);
  if (provider === 'bedrock') {
    const headers = { ...requestIdHeader(ask), 'x-amzn-errortype': bedrock };
    return free(provider, 'error', headers, { message }, status);
  }
  const type =
    status === 429 ? 'rate_limit_exceeded' : status >= 500 ? 'server_error' : 'invalid_request_error';
  const code = status === 401 ? 'invalid_api_key' : status === 429 ? 'rate_limit_exceeded' : null;
  const body = { error: { message, type, param: null, code } };
  return free(provider, 'error', { ...openaiHeaders(ask, ''), ...wait }, body, status);
}

/** A page of something in front of the provider. */
export const page = (provider: Provider, status: number): Script =>
  free(
    provider,
    'error',
    { 'content-type': 'text/html' },
    Buffer.from('<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>'),
    status,
  );
