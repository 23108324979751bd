import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import type { Scalar } from './shape.ts';

/** Start and end of an embedded message in the body. */
export type Range = readonly [start: number, end: number];

const { LengthDelimited, Bit64, Varint } = WireType;

/** Attribute names longer than this are not remembered. */
const longestKey = 64;

/**
 * Walks protobuf messages field by field. OTLP needs a dozen messages of a handful of fields, so
 * walking the wire costs a part of building message objects.
 */
export class Walker {
  readonly reader: BinaryReader;
  private readonly bytes: Buffer;
  /** Name of the attribute last seen at each place of a record: records of one emitter repeat them. */
  private readonly keys: { start: number; end: number; text: string }[] = [];

  constructor(body: Uint8Array) {
    this.reader = new BinaryReader(body);
    this.bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  }

  /** Calls `on` for each field of a message; it returns false for fields it did not read. */
  message([start, end]: Range, on: (field: number, wire: WireType) => boolean): void {
    const { reader } = this;
    reader.pos = start;
    while (reader.pos < end) {
      const tag = reader.uint32();
      const at = reader.pos;
      if (!on(tag >>> 3, tag & 7)) this.skip(tag, at);
      if (reader.pos > end) throw new RangeError('a message runs past its end');
    }
  }

  private skip(tag: number, at: number): void {
    const field = tag >>> 3;
    if (field === 0) throw new RangeError('field number 0');
    this.reader.pos = at;
    this.reader.skip(tag & 7, field);
  }

  /** Where the embedded message or string that comes next ends; the position stands at its start. */
  private enter(): number {
    const { reader } = this;
    const end = reader.uint32() + reader.pos;
    if (end > reader.len) throw new RangeError('the body ends inside a message');
    return end;
  }

  /** Bounds of the embedded message or string that comes next; the position moves past it. */
  range(): Range {
    const end = this.enter();
    const start = this.reader.pos;
    this.reader.pos = end;
    return [start, end];
  }

  text(): string {
    const end = this.enter();
    const start = this.reader.pos;
    this.reader.pos = end;
    return this.bytes.toString('utf8', start, end);
  }

  hex(): string {
    const [start, end] = this.range();
    return this.bytes.toString('hex', start, end);
  }

  nanos(): string {
    return this.reader.fixed64().toString();
  }

  /** Reads the KeyValue that comes next into `into`. Lists, maps and bytes only where `keepNested`. */
  attribute(into: Map<string, Scalar>, keepNested = false): true {
    const { reader } = this;
    const end = this.enter();
    let key = '';
    let value: Scalar | undefined;
    while (reader.pos < end) {
      const tag = reader.uint32();
      if (tag === 10) key = this.key(into.size);
      else if (tag === 18) value = this.anyValue(keepNested);
      else this.skip(tag, reader.pos);
    }
    if (reader.pos > end) throw new RangeError('an attribute runs past its end');
    if (value !== undefined) into.set(key, value);
    return true;
  }

  /** The attribute name that comes next, taken from the last record where it stood there too. */
  private key(place: number): string {
    const end = this.enter();
    const start = this.reader.pos;
    this.reader.pos = end;
    const known = this.keys[place];
    if (known && this.same(known, start, end)) return known.text;
    const text = this.bytes.toString('utf8', start, end);
    if (end - start <= longestKey && place < 256) this.keys[place] = { start, end, text };
    return text;
  }

  private same(known: { start: number; end: number }, start: number, end: number): boolean {
    if (known.end - known.start !== end - start) return false;
    const { bytes } = this;
    for (let i = start, k = known.start; i < end; i += 1, k += 1) if (bytes[i] !== bytes[k]) return false;
    return true;
  }

  /** The AnyValue that comes next. */
  anyValue(keepNested: boolean): Scalar | undefined {
    const { reader } = this;
    const end = this.enter();
    let value: Scalar | undefined;
    while (reader.pos < end) {
      const tag = reader.uint32();
      const field = tag >>> 3;
      const wire = tag & 7;
      if (tag === 10) value = this.text();
      else if (field === 2 && wire === Varint) value = reader.bool();
      else if (field === 3 && wire === Varint) value = safeInt(reader.int64());
      else if (field === 4 && wire === Bit64) value = reader.double();
      else if (keepNested && field >= 5 && field <= 7 && wire === LengthDelimited)
        value = `${field}:${this.hex()}`;
      else this.skip(tag, reader.pos);
    }
    if (reader.pos > end) throw new RangeError('a value runs past its end');
    return value;
  }
}

/** An int past 2⁵³ keeps its digits. */
function safeInt(value: bigint | string): Scalar {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}
