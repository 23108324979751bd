import { ApiError, GoogleGenAI } from '@google/genai';
import { describe, expect, test } from 'vitest';
import { collect, failureOf, type PlaceOf, prompt, recordOf, weather } from './place.ts';

const model = 'gemini-2.5-flash';

/** The package `@google/genai` against the place. */
export function geminiClient(place: PlaceOf): void {
  const models = () =>
    new GoogleGenAI({ apiKey: place().key, httpOptions: { baseUrl: place().origin } }).models;
  describe('the @google/genai package', () => {
    test('generates with thoughts and cached input told apart', async () => {
      const { text, tag } = prompt('output-tokens=12 reasoning=5 cache-read=40 input-tokens=60');
      const answer = await models().generateContent({ model, contents: text });
      expect(answer.text).toMatch(/^The books/);
      expect(answer.usageMetadata).toMatchObject({
        promptTokenCount: 100,
        cachedContentTokenCount: 40,
        candidatesTokenCount: 12,
        thoughtsTokenCount: 5,
      });
      expect((await recordOf(place(), tag)).bill).toMatchObject({ input: 60, cacheRead: 40, output: 17 });
    });

    test('streams, with the usage of the last chunk as the whole', async () => {
      const contents = prompt('output-tokens=10').text;
      const chunks = await collect(await models().generateContentStream({ model, contents }));
      expect(chunks).toHaveLength(10);
      expect(chunks.at(-1)?.usageMetadata?.candidatesTokenCount).toBe(10);
    });

    test('has its functions called', async () => {
      const config = {
        tools: [{ functionDeclarations: [{ name: weather.name, parametersJsonSchema: weather.schema }] }],
      };
      const contents = prompt('tool=get_weather').text;
      const answer = await models().generateContent({ model, contents, config });
      expect(answer.functionCalls?.[0]).toMatchObject({ name: 'get_weather', args: { city: 'Paris' } });
    });

    test('embeds and counts', async () => {
      const embedded = await models().embedContent({ model: 'gemini-embedding-001', contents: 'hi' });
      expect(embedded.embeddings?.[0]?.values).toHaveLength(4);
      expect((await models().countTokens({ model, contents: 'How long?' })).totalTokens).toBeGreaterThan(0);
    });

    test('meets errors as its own class', async () => {
      const failure = await failureOf(
        models().generateContent({ model, contents: prompt('fault=429').text }),
      );
      expect(failure).toBeInstanceOf(ApiError);
      expect(failure.status).toBe(429);
    });

    test('aborts a stream, and the provider stops putting out', async () => {
      const { text, tag } = prompt('output-tokens=400 chunk-ms=5');
      const abort = new AbortController();
      const config = { abortSignal: abort.signal };
      const stream = await models().generateContentStream({ model, contents: text, config });
      await failureOf(
        (async () => {
          for await (const _ of stream) abort.abort();
          throw new Error('the stream ended without a word');
        })(),
      );
      expect((await recordOf(place(), tag)).ending).toBe('left');
    });
  });
}
