import type { GateEndpoint } from '@exchequer/model';
import type { EndpointMatch, WireHeaders } from '../dialect.ts';
import { targetOf } from '../paths.ts';

/** Calls that cost money, by their path after the version; all are POST. */
const paid: Readonly<Record<string, GateEndpoint>> = {
  'chat/completions': 'chat',
  completions: 'completions',
  responses: 'responses',
  'responses/compact': 'responses',
  embeddings: 'embeddings',
  'images/generations': 'images',
  'images/edits': 'images',
  'images/variations': 'images',
  'audio/transcriptions': 'transcription',
  'audio/translations': 'transcription',
  'audio/speech': 'speech',
  batches: 'batches',
};

/** Calls that may be posted and cost nothing by themselves. */
const free: readonly (readonly [RegExp, GateEndpoint])[] = [
  [/^responses\/input_tokens$/, 'count_tokens'],
  [/^responses\/[^/]+\/cancel$/, 'passthrough'],
  [/^chat\/completions\/[^/]+$/, 'passthrough'],
  [/^batches\/[^/]+\/cancel$/, 'passthrough'],
  [/^moderations$/, 'passthrough'],
  [/^conversations(\/[^/]+(\/items)?)?$/, 'passthrough'],
  [/^(files|uploads)(\/.+)?$/, 'files'],
];

/** What may be read, and what of it removed. */
const readable: readonly (readonly [RegExp, GateEndpoint])[] = [
  [/^models(\/.+)?$/, 'models'],
  [/^files(\/.+)?$/, 'files'],
  [/^batches(\/[^/]+)?$/, 'passthrough'],
  [/^responses\/[^/]+(\/input_items)?$/, 'passthrough'],
  [/^chat\/completions(\/[^/]+(\/messages)?)?$/, 'passthrough'],
  [/^conversations\/.+$/, 'passthrough'],
];
const removable = /^(files|responses|chat\/completions|conversations)\/.+$/;

/**
 * Which of OpenAI's calls a request is; null for none of them, and for calls that cost money in ways
 * that nobody could hold for (fine-tuning, vector stores, video, containers, realtime).
 */
export function matchOpenAi(method: string, path: string, headers: WireHeaders): EndpointMatch | null {
  const target = targetOf(path);
  if (!target || headers['x-goog-api-key'] !== undefined) return null;
  const endpoint = endpointOf(method, target.segments.join('/'));
  return endpoint && { dialect: 'openai', endpoint, path: target.path, query: target.query, pathModel: '' };
}

/** The endpoint of a path after the version. */
export function endpointOf(method: string, path: string): GateEndpoint | null {
  const among = (list: readonly (readonly [RegExp, GateEndpoint])[]) =>
    list.find(([pattern]) => pattern.test(path))?.[1] ?? null;
  if (method === 'POST') return (Object.hasOwn(paid, path) ? paid[path] : undefined) ?? among(free);
  if (method === 'GET' || method === 'HEAD') return among(readable);
  if (method === 'DELETE' && removable.test(path)) return path.startsWith('files') ? 'files' : 'passthrough';
  return null;
}
