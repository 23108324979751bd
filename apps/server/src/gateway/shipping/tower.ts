import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { usageReceiptSchema } from '@exchequer/model/contract';
import type { SpoolBatch } from '@exchequer/store/spool';
import { Agent, type Dispatcher, request } from 'undici';
import type { SendLines, Sent } from './shipper.ts';

const packed = promisify(gzip);
const lineFeed = Buffer.from('\n');
/** How much of an answer that is no receipt is looked at. */
const mostTrouble = 4_096;

export interface TowerOptions {
  /** Origin of the tower, such as `http://127.0.0.1:4100`. */
  url: string;
  /** Token with the scope `ingest`. */
  token: string;
  gatewayId: string;
  /** Longest time that the tower may take to book a batch. */
  answerMs?: number;
}

/** The tower as the shipper sees it. */
export interface Tower {
  send: SendLines;
  close(): Promise<void>;
}

/** Sends usage to the tower over one connection that is kept. */
export function towerAt({ url, token, gatewayId, answerMs = 120_000 }: TowerOptions): Tower {
  const agent = new Agent({
    connections: 1,
    connect: { timeout: 5_000 },
    headersTimeout: answerMs,
    bodyTimeout: answerMs,
  });
  const origin = url.replace(/\/+$/, '');
  // Packing costs more time than it saves where nothing has to travel.
  const pack = !/^https?:\/\/(localhost|127\.[\d.]+|\[::1\])(:|$)/.test(origin);
  return {
    send: async (batch, lines, ending) => {
      try {
        const plain = Buffer.concat(lines.flatMap((line) => [line, lineFeed]));
        const body = pack ? await packed(plain, { level: 1 }) : plain;
        const headers = {
          authorization: `Bearer ${token}`,
          'content-type': 'application/x-ndjson',
          ...(pack && { 'content-encoding': 'gzip' }),
        };
        const path = `${origin}/v1/gateway/spool?${queryOf(gatewayId, batch)}`;
        return sentOf(
          await request(path, { method: 'POST', headers, body, dispatcher: agent, signal: ending }),
        );
      } catch (error) {
        return again(`the tower at ${origin} does not answer: ${(error as Error).message}`, 0);
      }
    },
    close: () => agent.destroy(),
  };
}

const queryOf = (gateway: string, { life, segment }: SpoolBatch): string =>
  new URLSearchParams({ gateway, life, segment: String(segment) }).toString();

const again = (why: string, retryAfterMs: number): Sent => ({
  taken: false,
  tooLarge: false,
  retryAfterMs,
  why,
});

async function sentOf({ statusCode, headers, body }: Dispatcher.ResponseData): Promise<Sent> {
  const text = await body.text();
  if (statusCode === 200) {
    const receipt = usageReceiptSchema.safeParse(json(text));
    return receipt.success
      ? { taken: true, rejected: receipt.data.rejected }
      : again('the tower answered with what is no receipt', 0);
  }
  const why = `the tower answered ${statusCode}: ${detailOf(text)}`;
  if (statusCode === 413) return { taken: false, tooLarge: true, retryAfterMs: 0, why };
  const seconds = Number(headers['retry-after'] ?? 0);
  return again(why, Number.isFinite(seconds) ? seconds * 1_000 : 0);
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function detailOf(text: string): string {
  const problem = json(text.slice(0, mostTrouble));
  const detail = (problem as { detail?: unknown } | null)?.detail;
  return typeof detail === 'string' ? detail.slice(0, 300) : 'no reason given';
}
