import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ReadCall } from '../dialect.ts';
import { gemini } from './index.ts';

interface Answer {
  status?: number;
  operation?: string;
  body?: object;
  headers?: Record<string, string>;
}

/** Reads an answer in the given pieces and proves that it passes untouched. */
function metered(bytes: Buffer | object, answer: Answer = {}, cuts: readonly number[] = []) {
  const { status = 200, operation = 'generateContent', body = {}, headers = {} } = answer;
  const whole = Buffer.isBuffer(bytes) ? bytes : Buffer.from(JSON.stringify(bytes));
  const match = gemini.match('POST', `/v1beta/models/gemini-2.5-flash:${operation}`, {});
  const call = gemini.read(match!, {}, Buffer.from(JSON.stringify(body))) as ReadCall;
  const meter = gemini.meter(call, { status, headers: { 'content-type': 'application/json', ...headers } });
  const bounds = [0, ...cuts, whole.length];
  const out = bounds.slice(1).map((end, at) => meter.push(whole.subarray(bounds[at], end)));
  expect(Buffer.concat([...out, meter.end()]).equals(whole)).toBe(true);
  return meter.reading();
}

const usageMetadata = {
  promptTokenCount: 100,
  cachedContentTokenCount: 40,
  candidatesTokenCount: 20,
  thoughtsTokenCount: 7,
  toolUsePromptTokenCount: 3,
  totalTokenCount: 130,
  trafficType: 'ON_DEMAND',
  promptTokensDetails: [
    { modality: 'TEXT', tokenCount: 70 },
    { modality: 'AUDIO', tokenCount: 20 },
    { modality: 'IMAGE', tokenCount: 10 },
  ],
  candidatesTokensDetails: [{ modality: 'IMAGE', tokenCount: 12 }],
};
const counts = {
  uncached_input: 63,
  cache_read: 40,
  output: 27,
  reasoning: 7,
  reasoning_reported: 1,
  audio_input: 20,
  image_input: 10,
  audio_output: 0,
  image_output: 12,
  web_searches: 0,
};
const candidate = (text: string, more: object = {}) => ({
  content: { role: 'model', parts: [{ text }] },
  index: 0,
  ...more,
});
const answer = {
  candidates: [candidate('Hi "usageMetadata": {"promptTokenCount": 1}', { finishReason: 'STOP' })],
  usageMetadata,
  modelVersion: 'gemini-2.5-flash-001',
  responseId: 'resp_1',
};

describe('what a whole answer of Gemini says', () => {
  test('is split into disjoint classes, thoughts among the output', () => {
    expect(metered(answer)).toMatchObject({
      model: 'gemini-2.5-flash-001',
      messageId: 'resp_1',
      serviceTier: '',
      final: true,
      flags: '',
      counts,
    });
  });

  test('is found though pictures of megabytes stand before it', () => {
    for (const size of [200_000, 3_000_000]) {
      const picture = { inlineData: { mimeType: 'image/png', data: 'iVBOR'.repeat(size / 5) } };
      const large = { ...answer, candidates: [{ content: { parts: [picture] }, finishReason: 'STOP' }] };
      expect(metered(large, {}, [1_000, 150_000]), String(size)).toMatchObject({ final: true, counts });
    }
  });

  test('tells the tier that served it', () => {
    const tiered = {
      ...answer,
      usageMetadata: { ...usageMetadata, trafficType: undefined, serviceTier: 'PRIORITY' },
    };
    expect(metered(tiered).serviceTier).toBe('priority');
    const traffic = { ...answer, usageMetadata: { ...usageMetadata, trafficType: 'ON_DEMAND_FLEX' } };
    expect(metered(traffic).serviceTier).toBe('flex');
    expect(metered(answer, { headers: { 'x-gemini-service-tier': 'flex' } }).serviceTier).toBe('flex');
  });

  test('counts searches as they are billed: once before Gemini 3, then each', () => {
    const groundingMetadata = { webSearchQueries: ['a', 'b', 'c'] };
    const grounded = (modelVersion: string) =>
      metered({
        ...answer,
        modelVersion,
        candidates: [candidate('x', { finishReason: 'STOP', groundingMetadata })],
      }).counts.web_searches;
    expect(grounded('gemini-2.5-pro')).toBe(1);
    expect(grounded('gemini-3-pro-preview')).toBe(3);
  });

  test('may be that the prompt was blocked, which is final, too', () => {
    const blocked = {
      promptFeedback: { blockReason: 'SAFETY' },
      usageMetadata: { promptTokenCount: 8, totalTokenCount: 8 },
    };
    expect(metered(blocked)).toMatchObject({ final: true, counts: { uncached_input: 8, output: 0 } });
  });

  test('is not final where it has no usage, as with older embeddings', () => {
    expect(metered({ embedding: { values: [0.1] } }, { operation: 'embedContent' })).toMatchObject({
      final: false,
      counts: {},
    });
    const newer = { embedding: { values: [0.1] }, usageMetadata: { promptTokenCount: 6 } };
    expect(metered(newer, { operation: 'embedContent' })).toMatchObject({
      final: true,
      counts: { uncached_input: 6 },
    });
  });

  test('is no usage where it is an error, a count of tokens, or no JSON', () => {
    expect(metered({ error: { code: 429 }, usageMetadata }, { status: 429 })).toMatchObject({
      final: false,
      counts: {},
    });
    expect(metered({ totalTokens: 9 }, { operation: 'countTokens' })).toMatchObject({
      final: false,
      counts: {},
    });
    expect(metered(Buffer.from('not json'))).toMatchObject({ final: false, counts: {} });
  });

  test('is flagged where its counts are no counts', () => {
    const odd = { ...answer, usageMetadata: { promptTokenCount: -5, candidatesTokenCount: 'x' } };
    expect(metered(odd)).toMatchObject({ final: false, counts: {}, flags: 'unreadable-usage' });
  });
});

const events = [
  {
    candidates: [candidate('Grüße {"a": "]}"')],
    usageMetadata: { promptTokenCount: 100, totalTokenCount: 103, candidatesTokenCount: 3 },
    modelVersion: 'gemini-2.5-flash-001',
    responseId: 'resp_1',
  },
  { candidates: [candidate(' \\" Welt')], usageMetadata: { promptTokenCount: 100, candidatesTokenCount: 6 } },
  { candidates: [candidate('', { finishReason: 'STOP' })], usageMetadata },
];
const sse = Buffer.from(events.map((event) => `data: ${JSON.stringify(event)}\r\n\r\n`).join(''));
const array = Buffer.from(`[${events.map((event) => JSON.stringify(event, null, 2)).join(',\r\n')}]`);
const streamed = (bytes: Buffer, cuts: readonly number[] = [], more: Answer = {}) =>
  metered(
    bytes,
    {
      operation: 'streamGenerateContent',
      headers: {
        'content-type': bytes[0] === 0x5b ? 'application/json; charset=UTF-8' : 'text/event-stream',
      },
      ...more,
    },
    cuts,
  );

describe('what a stream of Gemini says', () => {
  test('is its last word, as events or as an array, wherever it is split', () => {
    const whole = streamed(sse);
    expect(whole).toMatchObject({ model: 'gemini-2.5-flash-001', messageId: 'resp_1', final: true, counts });
    for (const stream of [sse, array]) {
      for (let at = 0; at <= stream.length; at++) expect(streamed(stream, [at])).toEqual(whole);
      expect(streamed(stream, [...stream.keys()])).toEqual(whole);
    }
  });

  test('that is cut off is what was counted so far, and what passed by', () => {
    const early = streamed(sse.subarray(0, sse.indexOf('data:', 400)));
    expect(early).toMatchObject({ final: false, counts: { uncached_input: 100, output: 6 } });
    expect(early.seenOutput).toBeGreaterThan(10);
    expect(streamed(array.subarray(0, 500)).final).toBe(false);
  });

  test('is over when every answer is', () => {
    const two = { body: { generationConfig: { candidateCount: 2 } } };
    const first = Buffer.from(
      `data: ${JSON.stringify({ candidates: [candidate('a', { finishReason: 'STOP' })], usageMetadata })}\n\n`,
    );
    const second = Buffer.from(
      `data: ${JSON.stringify({ candidates: [candidate('b', { index: 1, finishReason: 'STOP' })] })}\n\n`,
    );
    expect(streamed(first, [], two).final).toBe(false);
    expect(streamed(Buffer.concat([first, second]), [], two).final).toBe(true);
  });

  test('may end with an error', () => {
    const failed = Buffer.from(
      `data: ${JSON.stringify(events[0])}\n\ndata: {"error":{"code":500,"status":"INTERNAL"}}\n\n`,
    );
    expect(streamed(failed)).toMatchObject({ final: false, flags: 'stream-error', counts: { output: 3 } });
  });

  test('passes untouched whatever it is and however it comes', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.constantFrom(sse, array),
          fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
          fc.string({ maxLength: 300 }).map((text) => Buffer.from(`[{"a":${text}}]`)),
          fc.tuple(fc.constantFrom(sse, array), fc.nat(900), fc.nat(255)).map(([stream, at, byte]) => {
            const spoilt = Buffer.from(stream);
            if (at < spoilt.length) spoilt[at] = byte;
            return spoilt;
          }),
        ),
        fc.array(fc.nat(1_500), { maxLength: 10 }),
        fc.constantFrom('text/event-stream', 'application/json'),
        (bytes, cuts, type) => {
          const ordered = cuts.filter((cut) => cut <= bytes.length).sort((a, b) => a - b);
          streamed(bytes, ordered, { headers: { 'content-type': type } });
          metered(bytes, {}, ordered);
        },
      ),
      { numRuns: 300 },
    );
  });
});
