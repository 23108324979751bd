import type { GateFault } from '@exchequer/model';

/** A fault as it is sent. */
export interface Refusal {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** The gateway's id of the refused call, where it is among the fault's facts as `request_id`. */
export const requestIdOfFault = (fault: GateFault): string =>
  typeof fault.facts?.request_id === 'string' ? fault.facts.request_id : '';

/**
 * Headers of a refusal. `x-should-retry` is what OpenAI's and Anthropic's libraries ask before they
 * repeat a 429; without it a refusal for want of money would be repeated.
 */
export function refusalHeaders(fault: GateFault, requestIdName: string): Record<string, string> {
  const id = requestIdOfFault(fault);
  return {
    'content-type': 'application/json',
    'x-should-retry': fault.retry ? 'true' : 'false',
    ...(fault.retry && fault.retryAfterSeconds !== undefined
      ? { 'retry-after': String(Math.max(1, Math.ceil(fault.retryAfterSeconds))) }
      : {}),
    ...(id ? { [requestIdName]: id } : {}),
  };
}
