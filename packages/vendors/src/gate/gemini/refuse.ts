import type { GateFault, GateFaultKind } from '@exchequer/model';
import { type Refusal, refusalHeaders } from '../refusal.ts';

/** Google's canonical codes by HTTP status. */
const byStatus: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  429: 'RESOURCE_EXHAUSTED',
  502: 'UNAVAILABLE',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
};

const final: ReadonlySet<GateFaultKind> = new Set(['budget-exhausted', 'loop-detected']);

/**
 * A fault as Google's clients understand it. Many of them repeat every 429 whatever stands beside it; a stop
 * that is final is therefore FAILED_PRECONDITION with 400, which Google defines as not to be repeated until
 * the state of the system has been changed.
 */
export function refuseGemini(fault: GateFault): Refusal {
  const stopped = final.has(fault.kind);
  const code = stopped ? 400 : fault.status;
  const status = stopped
    ? 'FAILED_PRECONDITION'
    : (byStatus[code] ?? (code < 500 ? 'INVALID_ARGUMENT' : 'INTERNAL'));
  return {
    status: code,
    headers: refusalHeaders(fault, 'x-request-id'),
    body: JSON.stringify({ error: { code, message: fault.message, status, details: detailsOf(fault) } }),
  };
}

/** Google's own detail messages, which its clients take apart. */
function detailsOf({ kind, facts, retry, retryAfterSeconds }: GateFault): object[] {
  const metadata = Object.entries(facts ?? {}).map(([name, value]) => [name, String(value ?? '')]);
  const info = {
    '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
    reason: kind.toUpperCase().replaceAll('-', '_'),
    domain: 'exchequer',
    metadata: Object.fromEntries(metadata),
  };
  if (!retry || retryAfterSeconds === undefined) return [info];
  const delay = {
    '@type': 'type.googleapis.com/google.rpc.RetryInfo',
    retryDelay: `${Math.ceil(retryAfterSeconds)}s`,
  };
  return [info, delay];
}
