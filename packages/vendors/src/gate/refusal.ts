import type { GateFault } from '@exchequer/model';
import type { WireHeaders } from './dialect.ts';

/** A fault as it is sent. */
export interface Refusal {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/**
 * Clients that look at the status alone, and repeat every 429: the Vercel AI SDK, whose user agent
 * names itself and its providers (`ai/6.0.1 ai-sdk/openai/3.0.1 …`).
 */
const repeatsBlindly = /(^|\s)ai(-sdk)?\//;

/**
 * The status under which a refusal is sent to the client that asked. One that is final and would be
 * repeated by it is 402, Payment Required, which no client repeats; its body stays what it is.
 */
export function statusToClient(status: number, { retry }: GateFault, headers: WireHeaders): number {
  if (retry || status !== 429) return status;
  return repeatsBlindly.test(String(headers['user-agent'] ?? '').slice(0, 500)) ? 402 : status;
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
