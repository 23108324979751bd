import { describe, expect, test } from 'vitest';
import { callKind } from './learned.ts';
import { LearnedSizes, type SizedCall } from './learned-sizes.ts';

const kind = callKind('live', 'm', 'chat');

const call = (more: Partial<SizedCall>): SizedCall => ({
  ...{ stream: true, boundInput: 100, input: 50, cached: 0, seen: 200, bytes: 4_000, output: 80 },
  ...{ reasoning: 0, ms: 1_000, ...more },
});

describe('what a call without an account of its provider is taken for', () => {
  test('is what the bounds usually stand for before its kind was seen', () => {
    const sizes = new LearnedSizes();
    expect(sizes.input(kind, true, 1_000)).toEqual({ input: 530, cached: 0 });
    expect(sizes.output(kind, { stream: true, seen: 100, bytes: 0, ms: 5_000 })).toBe(48);
    expect(sizes.output(kind, { stream: true, seen: 0, bytes: 0, ms: 5_000 })).toBe(0);
    expect(sizes.output(kind, { stream: false, seen: 0, bytes: 0, ms: 0 })).toBe(0);
  });

  test('follows the calls of its kind, streamed ones apart from others', () => {
    const sizes = new LearnedSizes();
    for (let size = 10; size < 60; size++) {
      sizes.observe(kind, call({ seen: size * 2, output: size, boundInput: size * 3, input: size + 4 }));
      // Documents have an envelope of 600 bytes; models begin after 200 ms and put out a token in 5 ms.
      const document = { stream: false, bytes: 600 + size * 5, output: size, ms: 200 + size * 5 };
      sizes.observe(kind, call(document));
    }
    expect(sizes.output(kind, { stream: true, seen: 90, bytes: 0, ms: 0 })).toBe(45);
    expect(sizes.input(kind, true, 90)).toEqual({ input: 34, cached: 0 });
    expect(sizes.output(kind, { stream: false, seen: 0, bytes: 800, ms: 0 })).toBe(40);
    expect(sizes.output(kind, { stream: false, seen: 0, bytes: 0, ms: 300 })).toBe(20);
    expect(sizes.output(kind, { stream: false, seen: 0, bytes: 0, ms: 100 })).toBe(0);
    expect(sizes.pace(kind, false)).toBeCloseTo(0.2);
  });

  test('is never more input than its bound', () => {
    const sizes = new LearnedSizes();
    for (let calls = 0; calls < 40; calls++) sizes.observe(kind, call({ boundInput: 100, input: 300 }));
    expect(sizes.input(kind, true, 100).input).toBe(100);
  });

  test('parts input as providers have found it in their caches', () => {
    const sizes = new LearnedSizes();
    for (let calls = 0; calls < 400; calls++) {
      sizes.observe(kind, call({ boundInput: 2_000 + calls, input: 1_000 + calls / 2, cached: 900 }));
    }
    const { input, cached } = sizes.input(kind, true, 2_200);
    expect(input).toBe(1_100);
    expect(cached / input).toBeGreaterThan(0.7);
  });

  test('counts thoughts that do not pass by for what is usual, and those that do only once', () => {
    const sizes = new LearnedSizes();
    const hidden = callKind('live', 'hidden', 'chat');
    for (let size = 10; size < 60; size++) {
      sizes.observe(hidden, call({ seen: size * 2, output: size + 300, reasoning: 300, ms: 3_000 + size }));
      sizes.observe(kind, call({ seen: size * 2 + 600, output: size + 300, reasoning: 300 }));
    }
    expect(sizes.output(hidden, { stream: true, seen: 40, bytes: 0, ms: 0 })).toBe(320);
    expect(sizes.output(hidden, { stream: true, seen: 0, bytes: 0, ms: 60_000 })).toBeGreaterThan(200);
    expect(sizes.output(kind, { stream: true, seen: 0, bytes: 0, ms: 60_000 })).toBe(0);
  });

  test('survives its process, and forgets what is not of its form', () => {
    const sizes = new LearnedSizes();
    for (let size = 10; size < 60; size++) sizes.observe(kind, call({ seen: size * 4, output: size }));
    const next = new LearnedSizes();
    next.restore(JSON.parse(JSON.stringify(sizes.state())));
    expect(next.output(kind, { stream: true, seen: 100, bytes: 0, ms: 0 })).toBe(25);
    expect(next.spoken(kind, 100)).toBe(25);
    const other = new LearnedSizes();
    for (const broken of [null, {}, [['m', [[1]]]], [['m', 'lines']], [[1, []]]]) other.restore(broken);
    expect(other.state()).toEqual([]);
  });
});
