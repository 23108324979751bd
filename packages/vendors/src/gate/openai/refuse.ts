import type { GateFault, GateFaultKind } from '@exchequer/model';
import { type Refusal, refusalHeaders } from '../refusal.ts';

/** OpenAI's error type and code of each fault. `insufficient_quota` is what clients know as final. */
const named: Readonly<Record<GateFaultKind, readonly [type: string, code: string]>> = {
  'key-missing': ['invalid_request_error', 'invalid_api_key'],
  'key-unknown': ['invalid_request_error', 'invalid_api_key'],
  'key-expired': ['invalid_request_error', 'invalid_api_key'],
  'key-revoked': ['invalid_request_error', 'invalid_api_key'],
  'agent-held': ['permission_error', 'agent_held'],
  'model-not-allowed': ['permission_error', 'model_not_allowed'],
  'endpoint-not-allowed': ['permission_error', 'endpoint_not_allowed'],
  'depth-exceeded': ['permission_error', 'depth_exceeded'],
  'fan-out-exceeded': ['permission_error', 'fan_out_exceeded'],
  'malformed-body': ['invalid_request_error', 'malformed_body'],
  'body-too-large': ['invalid_request_error', 'body_too_large'],
  'unknown-endpoint': ['invalid_request_error', 'unknown_url'],
  'no-route': ['invalid_request_error', 'model_not_found'],
  'rate-limited': ['rate_limit_error', 'rate_limit_exceeded'],
  'budget-exhausted': ['billing_error', 'insufficient_quota'],
  'loop-detected': ['billing_error', 'loop_detected'],
  'books-unreachable': ['server_error', 'books_unreachable'],
  'spool-full': ['server_error', 'spool_full'],
  'upstream-unreachable': ['server_error', 'upstream_unreachable'],
  'upstream-broken': ['server_error', 'upstream_broken'],
  'upstream-timeout': ['server_error', 'upstream_timeout'],
};

/** A fault as OpenAI's clients print it. */
export function refuseOpenAi(fault: GateFault): Refusal {
  const [type, code] = named[fault.kind];
  const param = fault.kind === 'no-route' || fault.kind === 'model-not-allowed' ? 'model' : null;
  return {
    status: fault.status,
    headers: refusalHeaders(fault, 'x-request-id'),
    body: JSON.stringify({
      error: { message: fault.message, type, param, code },
      ...(fault.facts ? { exchequer: fault.facts } : {}),
    }),
  };
}
