import { ChatOpenAI, OpenAIEmbeddings } from '@langchain/openai';
import { describe, expect, test } from 'vitest';
import { collect, failureOf, type PlaceOf, prompt, recordOf, weather } from './place.ts';

/** The package `@langchain/openai` against the place. */
export function langchainClient(place: PlaceOf): void {
  const settings = () => ({
    apiKey: place().key,
    maxRetries: 0,
    configuration: { baseURL: `${place().origin}/v1` },
  });
  const chat = () => new ChatOpenAI({ ...settings(), model: 'gpt-4o-mini' });
  describe('the @langchain/openai package', () => {
    test('invokes a model with its usage', async () => {
      const { text, tag } = prompt('output-tokens=13');
      const answer = await chat().invoke(text);
      expect(answer.text).toMatch(/^The books/);
      expect(answer.usage_metadata?.output_tokens).toBe(13);
      expect((await recordOf(place(), tag)).bill.output).toBe(13);
    });

    test('streams with its usage', async () => {
      const chunks = await collect(await chat().stream(prompt('output-tokens=14').text));
      expect(chunks.map((chunk) => chunk.text).join('')).toMatch(/^The books/);
      expect(chunks.some((chunk) => chunk.usage_metadata?.output_tokens === 14)).toBe(true);
    });

    test('has its tools called', async () => {
      const { name, description, schema } = weather;
      const bound = chat().bindTools([
        { type: 'function', function: { name, description, parameters: schema } },
      ]);
      const answer = await bound.invoke(prompt('tool=get_weather').text);
      expect(answer.tool_calls?.[0]).toMatchObject({ name: 'get_weather', args: { city: 'Paris' } });
    });

    test('embeds', async () => {
      const embedder = new OpenAIEmbeddings({ ...settings(), model: 'text-embedding-3-small' });
      expect(await embedder.embedDocuments(['one', 'two'])).toHaveLength(2);
    });

    test('meets errors with their status', async () => {
      expect((await failureOf(chat().invoke(prompt('fault=429').text))).status).toBe(429);
    });

    test('aborts a stream, and the provider stops putting out', async () => {
      const { text, tag } = prompt('output-tokens=400 chunk-ms=5');
      const abort = new AbortController();
      await failureOf(
        (async () => {
          for await (const _ of await chat().stream(text, { signal: abort.signal })) abort.abort();
          throw new Error('the stream ended without a word');
        })(),
      );
      expect((await recordOf(place(), tag)).ending).toBe('left');
    });
  });
}
