import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type EventFrame, EventStreamReader } from './event-stream.ts';
import { frame, framed, prelude, textHeader } from './frames.test-kit.ts';

function readAll(pieces: readonly Buffer[], keep?: number) {
  const frames: EventFrame[] = [];
  const reader = new EventStreamReader((one) => frames.push(one), keep);
  for (const piece of pieces) reader.push(piece);
  reader.end();
  return { frames, problems: [...reader.problems] };
}

const payloads = (frames: readonly EventFrame[]) => frames.map(({ payload }) => payload?.toString() ?? null);

describe('event streams of AWS', () => {
  const stream = Buffer.concat([
    frame('messageStart', { role: 'assistant' }),
    frame('contentBlockDelta', { delta: { text: 'Grüße 👋' } }),
    frame('metadata', { usage: { inputTokens: 3 } }),
  ]);

  test('come out the same wherever they are split', () => {
    const whole = readAll([stream]);
    expect(whole.problems).toEqual([]);
    expect(whole.frames.map(({ headers }) => headers.get(':event-type'))).toEqual([
      'messageStart',
      'contentBlockDelta',
      'metadata',
    ]);
    for (let at = 0; at <= stream.length; at++) {
      const split = readAll([stream.subarray(0, at), stream.subarray(at)]);
      expect(payloads(split.frames)).toEqual(payloads(whole.frames));
      expect(split.problems).toEqual([]);
    }
    const single = readAll([...stream].map((byte) => Buffer.of(byte)));
    expect(payloads(single.frames)).toEqual(payloads(whole.frames));
  });

  test('lose the one message whose checksum is wrong, and no other', () => {
    const first = frame('contentBlockDelta', { delta: { text: 'spoilt' } });
    first[first.length - 6] = 0x00;
    const { frames, problems } = readAll([Buffer.concat([first, stream])]);
    expect(problems).toEqual(['broken-frame']);
    expect(frames).toHaveLength(4);
    expect(frames[0]).toMatchObject({ payload: null, headers: new Map() });
    expect(frames[3]?.payload?.toString()).toContain('inputTokens');
  });

  test('end where the checksum of a prelude is wrong, since its length means nothing', () => {
    const spoilt = Buffer.from(stream);
    spoilt[9] = (spoilt[9] ?? 0) ^ 1;
    expect(readAll([spoilt])).toEqual({ frames: [], problems: ['broken-frame'] });
  });

  test('end at lengths that contradict each other', () => {
    expect(readAll([prelude(15, 0), stream])).toEqual({ frames: [], problems: ['broken-frame'] });
    expect(readAll([prelude(100, 90), stream]).frames).toEqual([]);
    expect(readAll([framed(Buffer.alloc(0), Buffer.alloc(0))]).frames).toHaveLength(1);
  });

  test('are known to be cut', () => {
    expect(readAll([stream.subarray(0, stream.length - 1)]).problems).toEqual(['truncated-stream']);
  });

  test('pass over what is too large to keep, checked and counted', () => {
    const large = frame('contentBlockDelta', { delta: { text: 'x'.repeat(5_000) } });
    const pieces = Array.from({ length: Math.ceil(large.length / 700) }, (_, at) =>
      large.subarray(at * 700, (at + 1) * 700),
    );
    const { frames, problems } = readAll([...pieces, stream], 1_000);
    expect(frames[0]).toMatchObject({ payload: null, payloadBytes: 5_021 });
    expect(frames[0]?.headers.get(':event-type')).toBe('contentBlockDelta');
    expect(frames).toHaveLength(4);
    expect(problems).toEqual(['large-frame']);
  });

  test('take no memory for the lengths that a frame merely claims', () => {
    for (const headersLength of [0, 4_000_000_000]) {
      const before = process.memoryUsage().arrayBuffers;
      const readers = Array.from({ length: 100 }, () => new EventStreamReader(() => {}));
      for (const reader of readers) reader.push(prelude(4_294_967_295, headersLength));
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100 * 300_000);
      expect([...readers[0]!.problems]).toEqual([]);
    }
  });

  test('may carry headers of every type', () => {
    const values: readonly (readonly [number, Buffer])[] = [
      [0, Buffer.alloc(0)],
      [1, Buffer.alloc(0)],
      [2, Buffer.alloc(1)],
      [3, Buffer.alloc(2)],
      [4, Buffer.alloc(4)],
      [5, Buffer.alloc(8)],
      [6, Buffer.from([0, 2, 7, 7])],
      [8, Buffer.alloc(8)],
      [9, Buffer.alloc(16)],
    ];
    const others = values.map(([type, value]) => Buffer.concat([Buffer.of(1, 0x61, type), value]));
    const { frames, problems } = readAll([
      framed(Buffer.concat([...others, textHeader(':event-type', 'chunk')]), Buffer.from('{}')),
    ]);
    expect(problems).toEqual([]);
    expect([...(frames[0]?.headers ?? [])]).toEqual([[':event-type', 'chunk']]);
  });

  test('never throw, whatever bytes come', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 8 }),
        fc.boolean(),
        (pieces, begunWell) => {
          const start = begunWell ? [stream.subarray(0, 40)] : [];
          expect(() => readAll([...start, ...pieces.map((piece) => Buffer.from(piece))])).not.toThrow();
        },
      ),
      { numRuns: 300 },
    );
  });

  test('never throw over spoilt headers under a right checksum', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (headers) => {
        const { frames } = readAll([framed(Buffer.from(headers), Buffer.from('{}'))]);
        expect(frames[0]?.payload?.toString()).toBe('{}');
      }),
      { numRuns: 300 },
    );
  });
});
