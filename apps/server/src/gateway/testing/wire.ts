import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { Upstream } from '@exchequer/model';
import type { Dialect, EndpointMatch, ReadCall, UsageMeter } from '@exchequer/vendors/gate';

/** A provider of raw bytes: what a hostile one may send, no HTTP library would. */
export interface RawUpstream {
  url: string;
  /** Connections that were made so far. */
  connections: () => number;
  closed: () => number;
  requests: () => number;
  close(): Promise<void>;
}

/** Calls `answer` for each request head that arrives, with its number from 0. */
export async function rawUpstream(
  answer: (socket: Socket, request: string, index: number) => void,
): Promise<RawUpstream> {
  const sockets = new Set<Socket>();
  let connections = 0;
  let requests = 0;
  const server: Server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    socket.on('data', (data) => answer(socket, data.toString('latin1'), requests++));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    connections: () => connections,
    closed: () => connections - sockets.size,
    requests: () => requests,
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

export const jsonAnswer = (body: string, status = '200 OK', more = ''): string =>
  `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\n${more}content-length: ${body.length}\r\n\r\n${body}`;

export const streamHead =
  'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n';
export const chunk = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`;

export const upstreamAt = (baseUrl: string, more: Partial<Upstream> = {}): Upstream => ({
  id: 'ups_1',
  name: 'fake',
  kind: 'openai',
  dialect: 'openai',
  provider: 'openai',
  baseUrl,
  options: {},
  allowPrivate: true,
  credentials: [{ id: 'crd_1', name: 'main', secret: 'sk-upstream' }],
  timeouts: { connectMs: 1_000, firstByteMs: 1_500, idleMs: 1_500 },
  enabled: true,
  ...more,
});

const plainMatch: EndpointMatch = {
  dialect: 'openai',
  endpoint: 'chat',
  path: '/v1/chat/completions',
  query: '',
  pathModel: '',
};

/** A call of a dialect that leaves everything as it is and counts bytes for tokens. */
export const plainCall = (stream: boolean): ReadCall => ({
  match: plainMatch,
  model: 'gpt-test',
  stream,
  inputTokens: 10,
  maxOutput: 100,
  serviceTier: '',
  extras: { images: 0, characters: 0, seconds: 0, webSearches: 0 },
  labels: {},
  fingerprint: () => 'f',
});

const nothing = Buffer.alloc(0);

function countingMeter(): UsageMeter {
  let seen = 0;
  let final = false;
  return {
    push: (bytes) => {
      seen += bytes.length;
      return bytes;
    },
    end: () => {
      final = true;
      return nothing;
    },
    reading: () => ({
      model: 'gpt-test',
      serviceTier: '',
      speed: '',
      region: '',
      requestId: '',
      messageId: '',
      counts: { output: seen },
      final,
      seenOutput: seen,
      flags: '',
      parts: [],
    }),
  };
}

export const plainDialect: Dialect = {
  name: 'openai',
  match: () => plainMatch,
  keyOf: () => null,
  read: () => plainCall(false),
  request: (_call, { method, headers, body }, { credential }) => ({
    method,
    path: '/v1/chat/completions',
    headers: { ...headers, authorization: `Bearer ${credential.secret}` },
    body,
  }),
  meter: countingMeter,
  refuse: (fault) => ({
    status: fault.status,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ error: { code: fault.kind, message: fault.message } }),
  }),
};
