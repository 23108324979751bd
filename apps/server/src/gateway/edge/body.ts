import type { IncomingMessage } from 'node:http';

/** Bytes of bodies that all calls together may hold in memory. */
export class BodyMemory {
  readonly #limit: number;
  #taken = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get taken(): number {
    return this.#taken;
  }

  take(bytes: number): boolean {
    if (this.#taken + bytes > this.#limit) return false;
    this.#taken += bytes;
    return true;
  }

  give(bytes: number): void {
    this.#taken -= bytes;
  }
}

/** Why a body was not read: too large, no memory for it now, or the client left. */
export type BodyRefusal = 'too-large' | 'no-memory' | 'gone';

const none = Buffer.alloc(0);

/** What a request says of its body's length; null where it comes in chunks. */
function declaredLength(req: IncomingMessage): number | null {
  const length = req.headers['content-length'];
  if (length !== undefined) return Number(length);
  return req.headers['transfer-encoding'] === undefined ? 0 : null;
}

/**
 * Reads a body of at most `max` bytes. What it takes of the memory is the caller's to give back.
 * Refuses a declared length at once, so that nothing of it is read; `expected` asks for a body that its
 * client holds back until then.
 */
export function readBody(
  req: IncomingMessage,
  { max, memory, expected }: { max: number; memory: BodyMemory; expected?: () => void },
  done: (body: Buffer | BodyRefusal) => void,
): void {
  const declared = declaredLength(req);
  if (declared === 0) done(none);
  else if (declared !== null && declared > max) done('too-large');
  else if (declared !== null && !memory.take(declared)) done('no-memory');
  else {
    if (req.headers.expect !== undefined) expected?.();
    collect(req, { max, memory, declared }, done);
  }
}

function collect(
  req: IncomingMessage,
  { max, memory, declared }: { max: number; memory: BodyMemory; declared: number | null },
  done: (body: Buffer | BodyRefusal) => void,
): void {
  const chunks: Buffer[] = [];
  let size = 0;
  let over = false;
  const finish = (body: Buffer | BodyRefusal) => {
    if (over) return;
    over = true;
    req.off('data', onData);
    if (typeof body === 'string') memory.give(declared ?? size);
    done(body);
  };
  const onData = (chunk: Buffer) => {
    if (declared === null && size + chunk.length > max) finish('too-large');
    else if (declared === null && !memory.take(chunk.length)) finish('no-memory');
    else {
      size += chunk.length;
      chunks.push(chunk);
    }
  };
  req.on('data', onData);
  req.once('end', () => finish(chunks.length === 1 ? (chunks[0] ?? none) : Buffer.concat(chunks, size)));
  req.once('close', () => finish('gone'));
}
