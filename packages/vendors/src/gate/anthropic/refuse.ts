import type { GateFault } from '@exchequer/model';
import { type Refusal, refusalHeaders, requestIdOfFault } from '../refusal.ts';

/** Anthropic's error types by status, for faults that have no type of their own. */
const byStatus: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  504: 'timeout_error',
};

function typeOf({ kind, status }: GateFault): string {
  if (kind === 'budget-exhausted' || kind === 'loop-detected') return 'billing_error';
  return byStatus[status] ?? (status < 500 ? 'invalid_request_error' : 'api_error');
}

/** A fault as Anthropic's clients print it. */
export function refuseAnthropic(fault: GateFault): Refusal {
  const id = requestIdOfFault(fault);
  return {
    status: fault.status,
    headers: refusalHeaders(fault, 'request-id'),
    body: JSON.stringify({
      type: 'error',
      error: { type: typeOf(fault), message: fault.message },
      ...(id ? { request_id: id } : {}),
      ...(fault.facts ? { exchequer: fault.facts } : {}),
    }),
  };
}
