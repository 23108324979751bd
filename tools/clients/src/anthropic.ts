import Anthropic from '@anthropic-ai/sdk';
import { describe, expect, test } from 'vitest';
import { collect, failureOf, type PlaceOf, prompt, recordOf, weather } from './place.ts';

const model = 'claude-sonnet-4-6';
const max_tokens = 500;
const messages = (content: string) => [{ role: 'user' as const, content }];

/** The package `@anthropic-ai/sdk` against the place. */
export function anthropicClient(place: PlaceOf): void {
  const client = () => new Anthropic({ baseURL: place().origin, apiKey: place().key, maxRetries: 0 });
  describe('the @anthropic-ai/sdk package', () => {
    test('gets a message with every class of its usage', async () => {
      const { text, tag } = prompt('output-tokens=11 cache-read=70 cache-write-5m=30 cache-write-1h=20');
      const answer = await client().messages.create({ model, max_tokens, messages: messages(text) });
      expect(answer.content[0]).toMatchObject({ type: 'text' });
      expect(answer.usage).toMatchObject({
        output_tokens: 11,
        cache_read_input_tokens: 70,
        cache_creation_input_tokens: 50,
        cache_creation: { ephemeral_5m_input_tokens: 30, ephemeral_1h_input_tokens: 20 },
      });
      expect((await recordOf(place(), tag)).bill).toMatchObject({
        cacheRead: 70,
        cacheWrite5m: 30,
        output: 11,
      });
    });

    test('streams thinking and text, and adds nothing to the last usage', async () => {
      const { text } = prompt('output-tokens=20 reasoning=10');
      const stream = client().messages.stream({ model, max_tokens, messages: messages(text) });
      const answer = await stream.finalMessage();
      expect(answer.content.map(({ type }) => type)).toEqual(['thinking', 'text']);
      expect(answer.usage.output_tokens).toBe(30);
      expect(answer.stop_reason).toBe('end_turn');
    });

    test('has its tools called, whole and streamed', async () => {
      const tools = [{ name: weather.name, description: weather.description, input_schema: weather.schema }];
      const asked = { model, max_tokens, tools, messages: messages(prompt('tool=get_weather').text) };
      const called = { type: 'tool_use', name: 'get_weather', input: { city: 'Paris' } };
      expect((await client().messages.create(asked)).content[0]).toMatchObject(called);
      expect((await client().messages.stream(asked).finalMessage()).content[0]).toMatchObject(called);
    });

    test('meets errors as its own classes, whole and streamed', async () => {
      const asked = { model, max_tokens, messages: messages(prompt('fault=429').text) };
      expect(await failureOf(client().messages.create(asked))).toBeInstanceOf(Anthropic.RateLimitError);
      const overloaded = { model, max_tokens, messages: messages(prompt('fault=529').text) };
      const failure = await failureOf(client().messages.stream(overloaded).finalMessage());
      expect(failure).toBeInstanceOf(Anthropic.InternalServerError);
      const midway = { model, max_tokens, messages: messages(prompt('fault=error-event').text) };
      const cut = await failureOf(client().messages.stream(midway).finalMessage());
      expect(cut.message).toContain('Overloaded');
    });

    endings(place, client);
  });
}

function endings(place: PlaceOf, client: () => Anthropic): void {
  test('aborts a stream, and the provider stops putting out', async () => {
    const { text, tag } = prompt('output-tokens=400 chunk-ms=5');
    const stream = client().messages.stream({ model, max_tokens, messages: messages(text) });
    let seen = 0;
    await failureOf(
      (async () => {
        for await (const _ of stream) {
          seen += 1;
          if (seen === 10) stream.abort();
        }
        throw new Error('the stream ended without a word');
      })(),
    );
    const truth = await recordOf(place(), tag);
    expect(truth.ending).toBe('left');
    expect(truth.bill.output).toBeLessThan(400);
  });

  test('counts tokens and lists models without cost', async () => {
    const counted = await client().messages.countTokens({ model, messages: messages('How long is this?') });
    expect(counted.input_tokens).toBeGreaterThan(0);
    const listed = await collect(client().models.list());
    expect(listed.map(({ id }) => id)).toContain('claude-sonnet-4-6');
  });
}
