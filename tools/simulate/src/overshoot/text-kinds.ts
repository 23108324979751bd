import { type AskKind, both, json, textual } from './kind.ts';
import { models } from './prices.ts';

const user = (content: string) => [{ role: 'user', content }];

const chatBody = (model: string, stream: boolean) => (text: string, max_tokens: number) =>
  JSON.stringify({ model, stream, max_tokens, messages: user(text) });

const openai: readonly AskKind[] = [
  ...both('chat', { model: models.chat, most: textual }, (stream) => ({
    path: '/v1/chat/completions',
    body: chatBody(models.chat, stream),
  })),
  ...both('responses', { model: models.chat, most: textual }, (stream) => ({
    path: '/v1/responses',
    body: (input, max_output_tokens) =>
      JSON.stringify({ model: models.chat, stream, max_output_tokens, input }),
  })),
  ...both('completions', { model: models.instruct, most: textual }, (stream) => ({
    path: '/v1/completions',
    body: (prompt, max_tokens) => JSON.stringify({ model: models.instruct, stream, max_tokens, prompt }),
  })),
  // A server that speaks OpenAI's API, priced by its own provider name.
  ...both('compatible', { model: models.compatible, most: textual }, (stream) => ({
    path: '/v1/chat/completions',
    body: chatBody(models.compatible, stream),
  })),
  ...both('azure', { model: models.chat, most: textual }, (stream) => ({
    path: '/openai/deployments/house-mini/chat/completions?api-version=2024-10-21',
    body: chatBody(models.chat, stream),
  })),
];

const anthropic: readonly AskKind[] = both(
  'messages',
  { model: models.claude, most: textual, headers: { ...json, 'anthropic-version': '2023-06-01' } },
  (stream) => ({ path: '/v1/messages', body: chatBody(models.claude, stream) }),
);

const contents = (text: string) => [{ role: 'user', parts: [{ text }] }];

const gemini: readonly AskKind[] = both('generate', { model: models.gemini, most: textual }, (stream) => ({
  path: `/v1beta/models/${models.gemini}:${stream ? 'streamGenerateContent?alt=sse' : 'generateContent'}`,
  body: (text, maxOutputTokens) =>
    JSON.stringify({ contents: contents(text), generationConfig: { maxOutputTokens } }),
}));

const bedrockPath = `/model/${encodeURIComponent(models.bedrock)}`;

const bedrock: readonly AskKind[] = [
  ...both('converse', { model: models.bedrock, most: textual }, (stream) => ({
    path: `${bedrockPath}/${stream ? 'converse-stream' : 'converse'}`,
    body: (text, maxTokens) =>
      JSON.stringify({
        messages: [{ role: 'user', content: [{ text }] }],
        inferenceConfig: { maxTokens },
      }),
  })),
  ...both('invoke', { model: models.bedrock, most: textual }, (stream) => ({
    path: `${bedrockPath}/${stream ? 'invoke-with-response-stream' : 'invoke'}`,
    body: (text, max_tokens) =>
      JSON.stringify({ anthropic_version: 'bedrock-2023-05-31', max_tokens, messages: user(text) }),
  })),
];

export const textKinds: readonly AskKind[] = [...openai, ...anthropic, ...gemini, ...bedrock];
