import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BoundedText, SseReader } from './sse.ts';

function eventsOf(stream: Buffer, cuts: readonly number[]): string[] {
  const events: string[] = [];
  const reader = new SseReader((data) => {
    events.push(data);
    return false;
  });
  let from = 0;
  for (const cut of [...cuts, stream.length]) {
    const over = reader.push(stream.subarray(from, cut));
    expect(over).toBeGreaterThanOrEqual(0);
    expect(over).toBeLessThanOrEqual(cut - from);
    from = cut;
  }
  reader.end();
  return events;
}

const lines = [
  ': a comment',
  'event: message',
  'data: {"a":"漢字"}',
  '',
  'id: 1',
  'data:{"b":1}',
  'data: {"c":2}',
  '',
  '',
  'data: [DONE]',
  '',
  '',
];
const told = [Buffer.from('{"a":"漢字"}').toString('latin1'), '{"b":1}\n{"c":2}', '[DONE]'];

describe('reading server-sent events', () => {
  test.each([
    ['LF', '\n'],
    ['CRLF', '\r\n'],
    ['CR', '\r'],
  ])('gives the same events for lines that end with %s, cut at any byte', (_, end) => {
    const stream = Buffer.from(lines.join(end));
    expect(eventsOf(stream, [])).toEqual(told);
    for (let cut = 0; cut <= stream.length; cut++) expect(eventsOf(stream, [cut])).toEqual(told);
    expect(eventsOf(stream, [...stream.keys()])).toEqual(told);
  });

  test('gives the same events for any cuts and any mixture of line ends', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('\n', '\r\n', '\r'), { minLength: lines.length, maxLength: lines.length }),
        fc.array(fc.nat(200), { maxLength: 12 }),
        (ends, cuts) => {
          // A CR in front of an empty line that ends with LF is one line end, so that the LF has to go.
          const mixed = ends.map((end, i) => (ends[i - 1] === '\r' && end === '\n' ? '\r\n' : end));
          const stream = Buffer.from(lines.map((line, i) => line + (mixed[i] ?? '')).join(''));
          const inside = cuts.filter((cut) => cut <= stream.length).sort((a, b) => a - b);
          expect(eventsOf(stream, inside)).toEqual(told);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('takes an event that lacks its blank line at the end', () => {
    expect(eventsOf(Buffer.from('data: 1\n\ndata: 2'), [])).toEqual(['1', '2']);
  });

  test('keeps only the ends of an event that is too long, in linear time', () => {
    const events: { length: number; whole: boolean; tail: string }[] = [];
    const reader = new SseReader((data, whole) => {
      events.push({ length: data.length, whole, tail: data.slice(-3) });
      return false;
    });
    reader.push(Buffer.from('data: '));
    const piece = Buffer.alloc(1024, 0x61);
    for (let i = 0; i < 24 * 1024; i++) reader.push(piece);
    reader.push(Buffer.from('end\n\ndata: next\n\n'));
    expect(events).toHaveLength(2);
    expect(events[0]).toMatchObject({ whole: false, tail: 'end' });
    expect(events[0]?.length).toBeLessThan(6 * 1024 * 1024);
    expect(events[1]).toEqual({ length: 4, whole: true, tail: 'ext' });
  });
});

test('text beyond its bound keeps its head and its tail', () => {
  const text = new BoundedText(0);
  text.add(`head${'x'.repeat(300_000)}`);
  text.add(`${'y'.repeat(300_000)}tail`);
  const taken = text.take();
  expect(taken.whole).toBe(false);
  expect(taken.text.startsWith('head')).toBe(true);
  expect(taken.text.endsWith('tail')).toBe(true);
  expect(text.take()).toEqual({ text: '', whole: true });
});
