import type { Bill } from './bill.ts';
import { nothing } from './bill.ts';

export interface Frame {
  bytes: string | Buffer;
  /** Output tokens that exist once this frame was sent. */
  produced: number;
}

/** A whole answer, ready to be sent well or badly. */
export interface Script {
  provider: string;
  endpoint: string;
  model: string;
  messageId: string;
  status: number;
  headers: Record<string, string>;
  /** One frame unless it is streamed. */
  frames: readonly Frame[];
  stream: boolean;
  serviceTier: string;
  bill: Bill;
}

export const sse = (data: unknown, event?: string): string =>
  `${event ? `event: ${event}\n` : ''}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;

/** An answer that is sent at once. */
export function whole(
  script: Omit<Script, 'frames' | 'stream' | 'status' | 'serviceTier'> &
    Partial<Pick<Script, 'status' | 'serviceTier'>>,
  body: unknown,
): Script {
  const bytes = Buffer.isBuffer(body) ? body : JSON.stringify(body);
  return {
    status: 200,
    serviceTier: '',
    ...script,
    headers: { 'content-type': 'application/json', ...script.headers },
    frames: [{ bytes, produced: script.bill.output }],
    stream: false,
  };
}

/** An answer in frames, server-sent events unless its headers say otherwise. */
export function streamed(
  script: Omit<Script, 'stream' | 'status' | 'serviceTier'> & Partial<Pick<Script, 'status' | 'serviceTier'>>,
): Script {
  return {
    status: 200,
    serviceTier: '',
    ...script,
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
      ...script.headers,
    },
    stream: true,
  };
}

/** An answer that costs nothing. */
export function free(
  provider: string,
  endpoint: string,
  headers: Record<string, string>,
  body: unknown,
  status = 200,
): Script {
  const bill = { ...nothing };
  return whole({ provider, endpoint, model: '', messageId: '', headers, bill, status }, body);
}
