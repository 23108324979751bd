import { countTokens, message } from './anthropic.ts';
import type { Ask } from './ask.ts';
import { bedrock } from './bedrock.ts';
import { type Provider, page, refusal } from './fault.ts';
import { gemini } from './gemini.ts';
import { chatCompletion } from './openai-chat.ts';
import { embeddings, images, speech, textCompletion, transcription } from './openai-media.ts';
import { response } from './openai-responses.ts';
import type { Script } from './script.ts';
import type { Shelf } from './shelf.ts';

/** Whose API a path belongs to. */
export function providerOf(path: string, headers: Ask['headers']): Provider {
  if (path.startsWith('/model/')) return 'bedrock';
  if (/^\/v1(beta|alpha)?\/(models|tunedModels)\/[^/]+:/.test(path) || path.startsWith('/v1beta/'))
    return 'gemini';
  if (path.startsWith('/v1/messages') || headers['anthropic-version'] !== undefined) return 'anthropic';
  return 'openai';
}

/** The credential of a request, wherever its provider wants it. */
export function credentialOf({ headers, query }: Ask): string {
  const authorization = headers.authorization ?? '';
  const found =
    headers['x-api-key'] ?? headers['api-key'] ?? headers['x-goog-api-key'] ?? query.get('key') ?? '';
  return String(found || authorization.replace(/^Bearer /i, ''));
}

/** The answer to a request; faults that are answers of their own are among them. */
export function answerTo(method: string, ask: Ask, shelf: Shelf): Script {
  const provider = providerOf(ask.path, ask.headers);
  const credential = credentialOf(ask);
  if (credential === '') return refusal(ask, provider, 401, 'No API key was provided.');
  // A key of the gateway is none of the provider's: it must never come this far.
  if (credential.startsWith('exq_') || credential.includes('bad-key'))
    return refusal(ask, provider, 401, 'Incorrect API key provided.');
  const { fault } = ask.wish;
  if (/^[3-5]\d\d$/.test(fault)) return refusal(ask, provider, Number(fault), `Asked to fail with ${fault}.`);
  if (fault === 'html') return page(provider, 502);
  const found =
    provider === 'gemini'
      ? toGemini(ask)
      : provider === 'bedrock'
        ? toBedrock(ask)
        : provider === 'anthropic'
          ? toAnthropic(method, ask, shelf)
          : toOpenai(method, ask, shelf);
  return found ?? refusal(ask, provider, 404, `Unknown path ${method} ${ask.path}.`);
}

function toGemini(ask: Ask): Script | null {
  const [, model = '', method = ''] = /\/models\/([^/:]+):(\w+)$/.exec(ask.path) ?? [];
  return gemini(ask, decodeURIComponent(model), method);
}

function toBedrock(ask: Ask): Script | null {
  const [, model = '', method = ''] = /^\/model\/(.+)\/([a-z-]+)$/.exec(ask.path) ?? [];
  return bedrock(ask, decodeURIComponent(model), method);
}

function toAnthropic(method: string, ask: Ask, shelf: Shelf): Script | null {
  const path = ask.path.replace(/^\/v1/, '');
  if (method === 'POST' && path === '/messages') return message(ask);
  if (method === 'POST' && path === '/messages/count_tokens') return countTokens(ask);
  return shelf.anthropic(method, ask, path);
}

function toOpenai(method: string, ask: Ask, shelf: Shelf): Script | null {
  const [, deployment = '', rest] = /^\/openai\/deployments\/([^/]+)(\/.*)$/.exec(ask.path) ?? [];
  const path = rest ?? ask.path.replace(/^\/openai(?=\/)/, '').replace(/^\/v1(?=\/)/, '');
  if (method !== 'POST') return shelf.openai(method, ask, path);
  if (path === '/chat/completions') return chatCompletion(ask, deployment);
  if (path === '/responses') return response(ask);
  if (path === '/completions') return textCompletion(ask, deployment);
  if (path === '/embeddings') return embeddings(ask, deployment);
  if (path === '/images/generations' || path === '/images/edits') return images(ask, deployment);
  if (path === '/audio/speech') return speech(ask, deployment);
  if (path === '/audio/transcriptions' || path === '/audio/translations')
    return transcription(ask, deployment);
  return shelf.openai(method, ask, path);
}
