import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { LostTime } from './lost-time.ts';

/** Bounds of what clients may do to the gateway before a call is one. */
export interface EdgeLimits {
  connections: number;
  /** Headers must have arrived within this time, and the whole request within the next. */
  headersMs: number;
  requestMs: number;
  headerBytes: number;
  /** Longer than load balancers keep theirs, so that they never reuse one that is being closed. */
  keepAliveMs: number;
}

export const usualEdgeLimits: EdgeLimits = {
  connections: 16_384,
  headersMs: 15_000,
  requestMs: 300_000,
  headerBytes: 32_768,
  keepAliveMs: 75_000,
};

/** Connections that may wait to be taken while a thousand come at once; the system may allow fewer. */
const backlog = 4_096;

export type Handle = (req: IncomingMessage, res: ServerResponse) => void;

/**
 * The listening side. Node's parser stays strict: a request with two lengths, or with a length and
 * chunks, is refused before anyone reads it, since two readers could see two requests in it.
 */
export class EdgeServer {
  readonly #server: Server;
  readonly #limits: EdgeLimits;
  readonly #malformed: () => void;
  readonly #lost: LostTime;
  /** The request whose head was read last on each connection. */
  readonly #read = new WeakMap<Socket, IncomingMessage>();

  constructor(handle: Handle, limits: EdgeLimits = usualEdgeLimits, malformed: () => void = () => {}) {
    this.#malformed = malformed;
    this.#limits = limits;
    this.#lost = new LostTime(limits.requestMs);
    const begin: Handle = (req, res) => {
      this.#read.set(req.socket, req);
      handle(req, res);
    };
    this.#server = createServer(
      {
        maxHeaderSize: limits.headerBytes,
        headersTimeout: limits.headersMs,
        requestTimeout: limits.requestMs,
        keepAliveTimeout: limits.keepAliveMs,
        connectionsCheckingInterval: Math.min(5_000, Math.ceil(limits.headersMs / 2)),
        noDelay: true,
        insecureHTTPParser: false,
        requireHostHeader: true,
      },
      begin,
    );
    this.#server.maxConnections = limits.connections;
    // Answered like any other request: what refuses a body does so before it is asked for.
    this.#server.on('checkContinue', begin);
    this.#server.on('clientError', (error, socket) => this.#failed(error, socket as Socket));
    this.#server.on('close', () => this.#lost.stop());
  }

  /** @returns the address that clients use */
  listen(port: number, host: string): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen({ port, host, backlog }, () => {
        this.#server.off('error', reject);
        const { address, port: bound } = this.#server.address() as AddressInfo;
        resolve(`http://${reachable(address)}:${bound}`);
      });
    });
  }

  /** Takes no more calls; resolves when those that run are over, or are cut off after `withinMs`. */
  async close(withinMs: number): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeIdleConnections();
    const timer = setTimeout(() => this.#server.closeAllConnections(), withinMs);
    await closed;
    clearTimeout(timer);
  }

  #failed(error: NodeJS.ErrnoException, socket: Socket): void {
    if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') this.#late(error, socket);
    else this.#refuse(error, socket);
  }

  /**
   * Node tells the time of requests before it reads what has arrived, and does not know for how long this
   * process did not listen. So what has arrived is read first, and time that was lost here is given back,
   * as much again at most. Node looks after this request no more; after its head its body gets the rest.
   */
  #late(error: NodeJS.ErrnoException, socket: Socket): void {
    const { headersMs, requestMs } = this.#limits;
    const before = this.#read.get(socket);
    const isBody = before !== undefined && !before.complete;
    const arrived = () => {
      const now = this.#read.get(socket);
      return isBody ? before.complete : now !== before;
    };
    const refuse = () => this.#refuse(error, socket);
    const bodyToo = () => {
      const now = this.#read.get(socket);
      if (isBody || !now || now.complete) return;
      setTimeout(() => now.complete || refuse(), requestMs - headersMs).unref();
    };
    setImmediate(() => {
      if (arrived()) return bodyToo();
      const lostMs = this.#lost.within(isBody ? requestMs : headersMs);
      setTimeout(() => setImmediate(() => (arrived() ? bodyToo() : refuse())), lostMs).unref();
    });
  }

  #refuse(error: NodeJS.ErrnoException, socket: Socket): void {
    this.#malformed();
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const status = refusals[error.code ?? ''] ?? '400 Bad Request';
    const body = JSON.stringify({ error: { type: 'invalid_request_error', message: status } });
    socket.end(
      `HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    );
    // Whoever sends on regardless is not listened to.
    socket.destroySoon();
  }
}

const refusals: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: '413 Payload Too Large',
};

function reachable(address: string): string {
  if (address === '0.0.0.0' || address === '::') return '127.0.0.1';
  return address.includes(':') ? `[${address}]` : address;
}
