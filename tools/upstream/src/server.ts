import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Ask, readAsk } from './ask.ts';
import { answerBare } from './bare.ts';
import { nothing } from './bill.ts';
import { refusal } from './fault.ts';
import { play } from './play.ts';
import { answerTo, credentialOf, providerOf } from './router.ts';
import type { Script } from './script.ts';
import { createShelf } from './shelf.ts';
import { createTruth, type Truth, type TruthBook, type TruthRecord } from './truth.ts';

export interface UpstreamOptions {
  /** 0 takes a free one. */
  port?: number;
  /** Answers with prepared bytes and keeps sums alone, so that it costs as little as a server can. */
  bare?: boolean;
  /** How many records the truth keeps; sums cover all. */
  keep?: number;
  /** Number of its first request, from which ids are made; by default the time, so that no two servers share ids. */
  firstNumber?: number;
}

export interface FakeUpstream {
  /** Origin without a trailing slash; each provider's API is at its usual path. */
  url: string;
  port: number;
  truth: Truth;
  close(): Promise<void>;
}

/** Starts the fake providers on the loopback interface. */
export async function startUpstream(options: UpstreamOptions = {}): Promise<FakeUpstream> {
  const book = createTruth(options.keep);
  const shelf = createShelf();
  let number = options.firstNumber ?? Date.now() * 100;
  const server = createServer({ keepAliveTimeout: 65_000, requestTimeout: 0 }, (req, res) => {
    // A caller that leaves is no fault of this server.
    req.on('error', () => undefined);
    res.on('error', () => undefined);
    if (req.url?.startsWith('/__truth')) return tellTruth(req, res, book);
    if (options.bare) return answerBare(req, res, book);
    number += 1;
    const mine = number;
    const parts: Buffer[] = [];
    req.on('data', (part: Buffer) => parts.push(part));
    req.on('end', () => void answer(req, res, Buffer.concat(parts), mine, book, shelf));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    truth: book,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  req: IncomingMessage,
  res: ServerResponse,
  raw: Buffer,
  number: number,
  book: TruthBook,
  shelf: ReturnType<typeof createShelf>,
): Promise<void> {
  const method = req.method ?? 'GET';
  const url = req.url ?? '/';
  const ask = readAsk(req.headers, url, raw, number);
  const asked = ask ?? (readAsk(req.headers, url, Buffer.alloc(0), number) as Ask);
  const script = ask
    ? answerTo(method, ask, shelf)
    : refusal(
        asked,
        providerOf(asked.path, req.headers),
        400,
        'We could not parse the JSON body of your request.',
      );
  const record = recordOf(asked, script);
  book.open(record);
  if (script.status >= 300) {
    book.close(record, 'refused', { ...nothing });
    if (asked.wish.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, asked.wish.delayMs));
    res.writeHead(script.status, script.headers).end(script.frames[0]?.bytes);
    return;
  }
  await play(res, script, asked.wish, book, record);
}

function recordOf(ask: Ask, script: Script): TruthRecord {
  const { headers } = script;
  return {
    requestId: headers['x-request-id'] ?? headers['request-id'] ?? headers['x-amzn-requestid'] ?? '',
    messageId: script.messageId,
    provider: script.provider,
    endpoint: script.endpoint,
    model: script.model,
    stream: script.stream,
    status: script.status,
    serviceTier: script.serviceTier,
    ending: 'running',
    fault: ask.wish.fault,
    usageSent: false,
    bill: { ...nothing },
    tag: ask.wish.tag,
    credential: credentialOf(ask),
    headers: ask.headers,
  };
}

/** `GET /__truth` gives sums and records, `?totals` sums alone; `DELETE` forgets them. */
function tellTruth(req: IncomingMessage, res: ServerResponse, book: TruthBook): void {
  if (req.method === 'DELETE') book.clear();
  const records = req.url?.includes('totals') || req.method === 'DELETE' ? undefined : book.records;
  const body = JSON.stringify({ arrived: book.arrived, idle: book.idle(), totals: book.totals(), records });
  res.writeHead(200, { 'content-type': 'application/json' }).end(body);
}
