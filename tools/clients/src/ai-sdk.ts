import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import {
  APICallError,
  generateText,
  jsonSchema,
  type LanguageModel,
  stepCountIs,
  streamText,
  tool,
} from 'ai';
import { describe, expect, test } from 'vitest';
import { failureOf, type PlaceOf, prompt, recordOf, recordsOf, weather } from './place.ts';

/** The package `ai` with its providers for OpenAI (responses and chat) and Anthropic. */
export function aiSdkClient(place: PlaceOf): void {
  const openai = () => createOpenAI({ baseURL: `${place().origin}/v1`, apiKey: place().key });
  const anthropic = () => createAnthropic({ baseURL: `${place().origin}/v1`, apiKey: place().key });
  const models: Record<string, () => LanguageModel> = {
    'OpenAI responses': () => openai()('gpt-4o-mini'),
    'OpenAI chat': () => openai().chat('gpt-4o-mini'),
    Anthropic: () => anthropic()('claude-sonnet-4-6'),
  };
  describe.each(Object.entries(models))('the ai package with %s', (_, model) => {
    test('generates text with its usage', async () => {
      const { text, tag } = prompt('output-tokens=13');
      const answer = await generateText({ model: model(), prompt: text, maxRetries: 0 });
      expect(answer.text).toMatch(/^The books/);
      expect(answer.usage.outputTokens).toBe(13);
      expect((await recordOf(place(), tag)).bill.output).toBe(13);
    });

    test('streams text with its usage', async () => {
      const answer = streamText({ model: model(), prompt: prompt('output-tokens=14').text, maxRetries: 0 });
      expect(await answer.text).toMatch(/^The books/);
      expect((await answer.usage).outputTokens).toBe(14);
    });

    test('calls a tool and goes on with its result', async () => {
      const { text, tag } = prompt('tool=get_weather');
      const asked: unknown[] = [];
      const answer = await generateText({
        model: model(),
        prompt: text,
        maxRetries: 0,
        stopWhen: stepCountIs(3),
        tools: {
          get_weather: tool({
            description: weather.description,
            inputSchema: jsonSchema<{ city: string }>(weather.schema),
            execute: async (input) => {
              asked.push(input);
              return 'sunny';
            },
          }),
        },
      });
      expect(asked).toEqual([{ city: 'Paris' }]);
      expect(answer.text).toMatch(/^The books/);
      expect(await recordsOf(place(), tag)).toHaveLength(2);
    });

    test('meets errors as its own class', async () => {
      const failing = { model: model(), prompt: prompt('fault=429').text, maxRetries: 0 };
      const failure = await failureOf(generateText(failing));
      expect(APICallError.isInstance(failure) && failure.statusCode).toBe(429);
    });

    test('aborts a stream, and the provider stops putting out', async () => {
      const { text, tag } = prompt('output-tokens=400 chunk-ms=5');
      const abort = new AbortController();
      const answer = streamText({
        model: model(),
        prompt: text,
        maxRetries: 0,
        abortSignal: abort.signal,
        onError: () => undefined,
      });
      for await (const _ of answer.textStream) abort.abort();
      expect((await recordOf(place(), tag)).ending).toBe('left');
    });
  });
}
