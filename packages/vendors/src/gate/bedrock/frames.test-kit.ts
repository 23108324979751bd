import { crc32 } from 'node:zlib';

/** One message of an event stream, as Bedrock frames it. */
export function frame(type: string, payload: unknown, kind = 'event'): Buffer {
  const headers = Buffer.concat(
    Object.entries({
      [kind === 'event' ? ':event-type' : ':exception-type']: type,
      ':content-type': 'application/json',
      ':message-type': kind,
    }).map(([name, value]) => textHeader(name, value)),
  );
  return framed(headers, Buffer.isBuffer(payload) ? payload : Buffer.from(JSON.stringify(payload)));
}

export function textHeader(name: string, value: string): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(Buffer.byteLength(value));
  return Buffer.concat([Buffer.of(name.length), Buffer.from(name), Buffer.of(7), length, Buffer.from(value)]);
}

/** The first twelve bytes of a message, whose checksum covers what it claims. */
export function prelude(total: number, headersLength: number): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeUInt32BE(total, 0);
  bytes.writeUInt32BE(headersLength, 4);
  bytes.writeUInt32BE(crc32(bytes.subarray(0, 8)), 8);
  return bytes;
}

export function framed(headers: Buffer, payload: Buffer): Buffer {
  const start = prelude(16 + headers.length + payload.length, headers.length);
  const message = Buffer.concat([start, headers, payload]);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(message));
  return Buffer.concat([message, sum]);
}

/** A chunk of InvokeModelWithResponseStream around an event of the model. */
export const chunk = (event: unknown): Buffer =>
  frame('chunk', { bytes: Buffer.from(JSON.stringify(event)).toString('base64'), p: 'abcdefgh' });
