import {
  BedrockRuntimeClient,
  ConverseCommand,
  ConverseStreamCommand,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
  ThrottlingException,
} from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { describe, expect, test } from 'vitest';
import { documented } from './documented.ts';
import { collect, failureOf, type PlaceOf, prompt, recordOf, weather } from './place.ts';

const modelId = 'anthropic.claude-sonnet-4-5-20250929-v1:0';
const messages = (text: string) => [{ role: 'user' as const, content: [{ text }] }];

/** The package `@aws-sdk/client-bedrock-runtime` against the place, with a key as its bearer token. */
export function bedrockClient(place: PlaceOf): void {
  const client = () =>
    new BedrockRuntimeClient({
      endpoint: place().origin,
      region: 'us-east-1',
      token: { token: place().key },
      authSchemePreference: ['httpBearerAuth'],
      maxAttempts: 1,
      // By itself this client speaks HTTP/2 alone, which needs TLS; in front of a gateway HTTP/1.1 is chosen.
      requestHandler: new NodeHttpHandler(),
    });
  describe('the @aws-sdk/client-bedrock-runtime package', () => {
    test('converses with its usage', async () => {
      const { text, tag } = prompt('output-tokens=12 cache-read=40 cache-write-1h=8');
      const answer = await client().send(new ConverseCommand({ modelId, messages: messages(text) }));
      expect(answer.output?.message?.content?.[0]?.text).toMatch(/^The books/);
      expect(answer.usage).toMatchObject({
        outputTokens: 12,
        cacheReadInputTokens: 40,
        cacheWriteInputTokens: 8,
      });
      expect((await recordOf(place(), tag)).bill).toMatchObject({ cacheWrite1h: 8, output: 12 });
    });

    test('converses in a stream of frames, with tools', async () => {
      const command = new ConverseStreamCommand({
        modelId,
        messages: messages(prompt('tool=get_weather').text),
        toolConfig: {
          tools: [{ toolSpec: { name: weather.name, inputSchema: { json: weather.schema } } }],
        },
      });
      const { stream } = await client().send(command);
      const events = await collect(stream);
      const json = events
        .map(({ contentBlockDelta }) => contentBlockDelta?.delta?.toolUse?.input ?? '')
        .join('');
      expect(JSON.parse(json)).toEqual({ city: 'Paris' });
      expect(events.at(-1)?.metadata?.usage?.outputTokens).toBe(16);
    });

    test('invokes a model, whole and streamed', async () => {
      const body = JSON.stringify({
        anthropic_version: 'bedrock-2023-05-31',
        max_tokens: 100,
        messages: [{ role: 'user', content: prompt('output-tokens=9').text }],
      });
      const asked = { modelId, body, contentType: 'application/json' };
      const whole = await client().send(new InvokeModelCommand(asked));
      expect(JSON.parse(whole.body.transformToString())).toMatchObject({ usage: { output_tokens: 9 } });
      const streamed = await client().send(new InvokeModelWithResponseStreamCommand(asked));
      const last = (await collect(streamed.body)).at(-1)?.chunk?.bytes;
      expect(JSON.parse(Buffer.from(last ?? []).toString())).toMatchObject({
        'amazon-bedrock-invocationMetrics': { outputTokenCount: 9 },
      });
    });

    test('converses as docs/CLIENTS.md sets it up', async () => {
      const { bedrock } = await documented<{ bedrock: BedrockRuntimeClient }>('NodeHttpHandler', place());
      const { text, tag } = prompt('output-tokens=3');
      const answer = await bedrock.send(new ConverseCommand({ modelId, messages: messages(text) }));
      expect(answer.usage?.outputTokens).toBe(3);
      expect((await recordOf(place(), tag)).ending).toBe('complete');
    });

    endings(place, client);
  });
}

function endings(place: PlaceOf, client: () => BedrockRuntimeClient): void {
  test('meets errors as its own classes', async () => {
    const command = new ConverseCommand({ modelId, messages: messages(prompt('fault=429').text) });
    expect(await failureOf(client().send(command))).toBeInstanceOf(ThrottlingException);
  });

  test('aborts a stream, and the provider stops putting out', async () => {
    const { text, tag } = prompt('output-tokens=400 chunk-ms=5');
    const abort = new AbortController();
    const command = new ConverseStreamCommand({ modelId, messages: messages(text) });
    const { stream } = await client().send(command, { abortSignal: abort.signal });
    for await (const _ of stream ?? []) break;
    abort.abort();
    expect((await recordOf(place(), tag)).ending).toBe('left');
  });
}
