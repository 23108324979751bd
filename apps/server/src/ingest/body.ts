import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { IngestLimits } from './limits.ts';
import { busy, ClientGone, IngestRefusal, tooLarge } from './refusal.ts';

/** Memory that bodies hold in all. A body gives back what it took when its request is done. */
export interface BodyBudget {
  used: number;
}

function encodingOf(req: IncomingMessage): 'identity' | 'gzip' {
  const encoding = (req.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity' || encoding === '') return 'identity';
  if (encoding === 'gzip' || encoding === 'x-gzip') return 'gzip';
  throw new IngestRefusal(
    415,
    'unsupported-encoding',
    'the content encoding is neither gzip nor none',
    'Send the body with `Content-Encoding: gzip`, or without any.',
  );
}

/**
 * Reads a body whole, unpacking gzip as it streams, and never holds more than the limits allow. The
 * returned bytes stay charged to the budget until `release`.
 * @throws IngestRefusal for what is too large, too slow or not gzip; ClientGone
 */
export async function readBody(
  req: IncomingMessage,
  limits: IngestLimits,
  budget: BodyBudget,
): Promise<{ bytes: Buffer; release: () => void }> {
  const encoding = encodingOf(req);
  if (Number(req.headers['content-length'] ?? 0) > limits.bodyBytes) throw tooLarge(limits.bodyBytes);
  let charged = 0;
  const release = () => {
    budget.used -= charged;
    charged = 0;
  };
  const charge = (bytes: number) => {
    charged += bytes;
    budget.used += bytes;
    if (charged > limits.bodyBytes) throw tooLarge(limits.bodyBytes);
    if (budget.used > limits.bodiesBytes) throw busy('many large requests are being taken in', 2);
  };
  try {
    return { bytes: await gather(req, encoding, limits, charge), release };
  } catch (error) {
    release();
    throw error;
  }
}

function gather(
  req: IncomingMessage,
  encoding: 'identity' | 'gzip',
  limits: IngestLimits,
  charge: (bytes: number) => void,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const gunzip = encoding === 'gzip' ? createGunzip() : null;
    const source: Readable = gunzip ? req.pipe(gunzip) : req;
    const chunks: Buffer[] = [];
    const slow = () => finish(tooSlow());
    const deadline = setTimeout(slow, limits.bodyMs);
    let idle = setTimeout(slow, limits.idleMs);
    const finish = (error?: unknown) => {
      clearTimeout(deadline);
      clearTimeout(idle);
      source.removeAllListeners('data');
      req.off('data', awake).off('close', gone);
      if (error === undefined) return resolve(Buffer.concat(chunks));
      if (gunzip) {
        req.unpipe(gunzip);
        gunzip.on('error', () => undefined).destroy();
      }
      reject(error);
    };
    const awake = () => {
      clearTimeout(idle);
      idle = setTimeout(slow, limits.idleMs);
    };
    const gone = () => {
      if (!req.complete) finish(new ClientGone());
    };
    req
      .on('data', awake)
      .on('close', gone)
      .on('error', () => finish(new ClientGone()));
    source.on('data', (chunk: Buffer) => {
      try {
        charge(chunk.length);
        chunks.push(chunk);
      } catch (error) {
        finish(error);
      }
    });
    source.once('end', () => finish());
    gunzip?.once('error', () => finish(notGzip()));
  });
}

const tooSlow = () =>
  new IngestRefusal(
    408,
    'request-timeout',
    'the body did not arrive in time',
    'Send the request again without long pauses; it was not taken in.',
  );

const notGzip = () =>
  new IngestRefusal(
    400,
    'malformed-body',
    'the body is not whole gzip data',
    'Send the complete gzip stream, or leave out `Content-Encoding: gzip`.',
  );
