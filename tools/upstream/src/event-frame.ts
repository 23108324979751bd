import { crc32 } from 'node:zlib';

const stringType = 7;

function header(name: string, value: string): Buffer {
  const text = Buffer.from(value);
  const head = Buffer.from([
    name.length,
    ...Buffer.from(name),
    stringType,
    text.length >> 8,
    text.length & 0xff,
  ]);
  return Buffer.concat([head, text]);
}

/** One message of `application/vnd.amazon.eventstream`: lengths, headers and payload, each under its CRC-32. */
export function eventFrame(headers: Readonly<Record<string, string>>, payload: string): Buffer {
  const heads = Buffer.concat(Object.entries(headers).map(([name, value]) => header(name, value)));
  const body = Buffer.from(payload);
  const frame = Buffer.alloc(16 + heads.length + body.length);
  frame.writeUInt32BE(frame.length, 0);
  frame.writeUInt32BE(heads.length, 4);
  frame.writeUInt32BE(crc32(frame.subarray(0, 8)), 8);
  heads.copy(frame, 12);
  body.copy(frame, 12 + heads.length);
  frame.writeUInt32BE(crc32(frame.subarray(0, frame.length - 4)), frame.length - 4);
  return frame;
}

/** An event of a Bedrock stream. */
export const bedrockEvent = (type: string, payload: unknown): Buffer =>
  eventFrame(
    { ':event-type': type, ':content-type': 'application/json', ':message-type': 'event' },
    JSON.stringify(payload),
  );
