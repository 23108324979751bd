import type { GateFault, GateFaultKind } from '@exchequer/model';
import { type Refusal, refusalHeaders } from '../refusal.ts';

/**
 * Names of Bedrock's errors by fault. The AWS SDKs retry by name and by status: every 429, 502, 503 and 504,
 * and names of throttling. A stop that is final therefore takes the name and status of Bedrock's own final
 * stop, `ServiceQuotaExceededException` with 400, which none of them repeats.
 */
const names: Readonly<Record<GateFaultKind, { name: string; status?: number }>> = {
  'key-missing': { name: 'MissingAuthenticationTokenException', status: 403 },
  'key-unknown': { name: 'UnrecognizedClientException', status: 403 },
  'key-expired': { name: 'ExpiredTokenException', status: 403 },
  'key-revoked': { name: 'UnrecognizedClientException', status: 403 },
  'agent-held': { name: 'AccessDeniedException', status: 403 },
  'model-not-allowed': { name: 'AccessDeniedException', status: 403 },
  'endpoint-not-allowed': { name: 'AccessDeniedException', status: 403 },
  'depth-exceeded': { name: 'AccessDeniedException', status: 403 },
  'fan-out-exceeded': { name: 'AccessDeniedException', status: 403 },
  'malformed-body': { name: 'ValidationException' },
  'body-too-large': { name: 'ValidationException' },
  'unknown-endpoint': { name: 'UnknownOperationException' },
  'no-route': { name: 'ResourceNotFoundException' },
  'rate-limited': { name: 'ThrottlingException', status: 429 },
  'budget-exhausted': { name: 'ServiceQuotaExceededException', status: 400 },
  'loop-detected': { name: 'ServiceQuotaExceededException', status: 400 },
  'books-unreachable': { name: 'ServiceUnavailableException' },
  'spool-full': { name: 'ServiceUnavailableException' },
  'upstream-unreachable': { name: 'ServiceUnavailableException' },
  'upstream-broken': { name: 'ModelErrorException' },
  'upstream-timeout': { name: 'ModelTimeoutException' },
};

/** Statuses that the AWS SDKs repeat whatever the name. */
const repeated = new Set([429, 500, 502, 503, 504]);

/** A fault as Bedrock words it; one that is final keeps clear of what the SDKs repeat. */
export function refuseAsAws(fault: GateFault): Refusal {
  const { name, status = fault.status } = names[fault.kind];
  const final = !fault.retry && repeated.has(status);
  return {
    status: final ? 424 : status,
    headers: {
      ...refusalHeaders(fault, 'x-amzn-requestid'),
      'x-amzn-errortype': final ? 'ModelErrorException' : name,
    },
    body: JSON.stringify({
      message: fault.message,
      reason: fault.kind,
      ...(fault.facts && { facts: fault.facts }),
    }),
  };
}
