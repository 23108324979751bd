import { type FakeUpstream, startUpstream } from '@exchequer/upstream';
import { afterAll, beforeAll, describe } from 'vitest';
import { aiSdkClient } from './ai-sdk.ts';
import { anthropicClient } from './anthropic.ts';
import { bedrockClient } from './bedrock.ts';
import { geminiClient } from './gemini.ts';
import { langchainClient } from './langchain.ts';
import { openaiClient } from './openai.ts';

let upstream: FakeUpstream;

beforeAll(async () => {
  upstream = await startUpstream();
});
afterAll(() => upstream.close());

describe('The fake providers are taken for the real ones by', () => {
  const place = () => ({ origin: upstream.url, key: 'provider-key', truth: upstream.truth });
  openaiClient(place);
  anthropicClient(place);
  geminiClient(place);
  bedrockClient(place);
  aiSdkClient(place);
  langchainClient(place);
});
