import { setTimeout as wait } from 'node:timers/promises';
import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import Anthropic from '@anthropic-ai/sdk';
import { type FakeUpstream, startUpstream } from '@exchequer/upstream';
import { ChatOpenAI } from '@langchain/openai';
import { APICallError, embed, generateText, streamText } from 'ai';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Stand, startStand } from '../../simulate/src/gateway/stand.ts';
import { aiSdkClient } from './ai-sdk.ts';
import { anthropicClient } from './anthropic.ts';
import { bedrockClient } from './bedrock.ts';
import { geminiClient } from './gemini.ts';
import { langchainClient } from './langchain.ts';
import { openaiClient } from './openai.ts';
import { failureOf, prompt } from './place.ts';

let upstream: FakeUpstream;
let stand: Stand;

beforeAll(async () => {
  upstream = await startUpstream();
  stand = await startStand({ upstream: upstream.url, gateways: 1, limit: '1000' });
});
afterAll(async () => {
  await stand?.close();
  await upstream?.close();
});

describe('Through the gateway', () => {
  const place = () => ({ origin: stand.urls[0] ?? '', key: stand.key, truth: upstream.truth });
  openaiClient(place);
  anthropicClient(place);
  geminiClient(place);
  bedrockClient(place);
  aiSdkClient(place);
  langchainClient(place);
});

describe('A spent budget', () => {
  const poorKey = async (): Promise<string> => {
    const api = '/api/w/live';
    const { worker } = await stand.api('PUT', `${api}/workers`, { kind: 'agent', name: 'Poor' });
    const wish = { name: 'Poor', kind: 'agent', ref: worker.id, limit: '0', enforcement: 'hard' };
    await stand.api('PUT', `${api}/budget/envelopes`, wish);
    const made = await stand.api('POST', `${api}/keys`, { name: 'poor', worker_id: worker.id });
    await known(made.secret);
    return made.secret as string;
  };
  /** A new key is known to a gateway within a second. */
  const known = async (secret: string): Promise<void> => {
    for (let tries = 0; tries < 100; tries += 1) {
      const headers = { authorization: `Bearer ${secret}` };
      const { status } = await fetch(`${stand.urls[0]}/v1/models`, { headers });
      if (status === 200) return;
      await wait(50);
    }
    throw new Error('the gateway does not know a new key after five seconds');
  };
  /** Counts what a client really sends, retries included. */
  const counting = () => {
    const seen = { requests: 0 };
    const counted: typeof fetch = (...args) => {
      seen.requests += 1;
      return fetch(...args);
    };
    return { seen, counted };
  };

  test('leads the clients of OpenAI and Anthropic to exactly one refused request, with retries on', async () => {
    const apiKey = await poorKey();
    const origin = stand.urls[0] ?? '';
    const before = upstream.truth.arrived;
    const openai = counting();
    const client = new OpenAI({ baseURL: `${origin}/v1`, apiKey, maxRetries: 5, fetch: openai.counted });
    const asked = { model: 'gpt-4o-mini', messages: [{ role: 'user' as const, content: prompt().text }] };
    const refused = await failureOf(client.chat.completions.create(asked));
    expect(refused.status).toBe(429);
    expect(openai.seen.requests).toBe(1);
    const streamed = await failureOf(client.chat.completions.create({ ...asked, stream: true }));
    expect(streamed.status).toBe(429);
    expect(openai.seen.requests).toBe(2);
    const anthropic = counting();
    const claude = new Anthropic({ baseURL: origin, apiKey, maxRetries: 5, fetch: anthropic.counted });
    const message = { model: 'claude-sonnet-4-6', max_tokens: 10, messages: asked.messages };
    const stopped = await failureOf(claude.messages.create(message));
    expect(stopped).toBeInstanceOf(Anthropic.RateLimitError);
    expect(JSON.stringify((stopped as InstanceType<typeof Anthropic.APIError>).error)).toContain(
      'billing_error',
    );
    expect(anthropic.seen.requests).toBe(1);
    expect(upstream.truth.arrived).toBe(before);
  });

  test('leads the ai package and LangChain to exactly one refused request, with their usual retries', async () => {
    const apiKey = await poorKey();
    const baseURL = `${stand.urls[0]}/v1`;
    const before = upstream.truth.arrived;
    const { seen, counted } = counting();
    const openai = createOpenAI({ baseURL, apiKey, fetch: counted });
    const anthropic = createAnthropic({ baseURL, apiKey, fetch: counted });
    const asked = [openai('gpt-4o-mini'), openai.chat('gpt-4o-mini'), anthropic('claude-sonnet-4-6')].map(
      (model) => () => generateText({ model, prompt: prompt().text }) as Promise<unknown>,
    );
    asked.push(() => embed({ model: openai.embedding('text-embedding-3-small'), value: 'budget' }));
    for (const [at, ask] of asked.entries()) {
      const refused = await failureOf(ask());
      expect(APICallError.isInstance(refused) && [refused.statusCode, refused.responseBody]).toEqual([
        402,
        expect.stringContaining('billing_error'),
      ]);
      expect(seen.requests).toBe(at + 1);
    }
    const failures: unknown[] = [];
    const onError = ({ error }: { error: unknown }) => void failures.push(error);
    const streamed = streamText({ model: openai('gpt-4o-mini'), prompt: prompt().text, onError });
    await streamed.consumeStream();
    expect([failures.length, seen.requests]).toEqual([1, asked.length + 1]);
    const langchain = counting();
    const configuration = { baseURL, fetch: langchain.counted };
    const chat = new ChatOpenAI({ model: 'gpt-4o-mini', apiKey, configuration });
    await failureOf(chat.invoke(prompt().text));
    expect(langchain.seen.requests).toBe(1);
    expect(upstream.truth.arrived).toBe(before);
  });
});
