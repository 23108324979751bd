import type { GateEndpoint } from '@exchequer/model';
import type { EndpointMatch, WireHeaders } from '../dialect.ts';
import { keyAmong } from '../headers.ts';

/** Operations on a model. Those that cannot be metered (films, cached contents, batches) are not served. */
const operations: Readonly<Record<string, GateEndpoint>> = {
  generateContent: 'generate',
  streamGenerateContent: 'generate',
  embedContent: 'embeddings',
  batchEmbedContents: 'embeddings',
  countTokens: 'count_tokens',
};

const versions = /^v1(?:beta|alpha)?$/;
const modelPath = /^(?:models|tunedModels)\/([\w.-]{1,200})(?::(\w+))?$/;

/**
 * Which of Gemini's calls a request is. `/v1/models` is also a path of other providers: it is Gemini's
 * where the key stands in a place of Google's.
 */
export function matchGemini(method: string, target: string, headers: WireHeaders): EndpointMatch | null {
  // Most calls are for others, and are told apart without taking them to pieces.
  if (!target.includes(method === 'POST' ? ':' : 'models')) return null;
  const mark = target.indexOf('?');
  const segments = (mark < 0 ? target : target.slice(0, mark)).split('/').slice(1);
  const rawQuery = mark < 0 ? '' : target.slice(mark);
  let version = '';
  while (versions.test(segments[0] ?? '')) version = segments.shift() ?? '';
  const rest = segments.join('/');
  const base = {
    dialect: 'gemini',
    path: `/${version || 'v1beta'}/${rest}`,
    query: onwardQuery(rawQuery),
  } as const;
  const [, model = '', operation = ''] = modelPath.exec(rest) ?? [];
  if (method === 'POST') {
    const endpoint = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
    return endpoint ? { ...base, endpoint, pathModel: model } : null;
  }
  const isGoogles = version.length > 2 || keyOfGoogle(headers, rawQuery) !== null;
  const readsModels = (rest === 'models' || (model !== '' && operation === '')) && isGoogles;
  return method === 'GET' && readsModels ? { ...base, endpoint: 'models', pathModel: model } : null;
}

const keyInQuery = (query: string): string | null => new URLSearchParams(query).get('key');

/** A key where only Google's clients put one. */
const keyOfGoogle = (headers: WireHeaders, query: string): string | null =>
  keyAmong(headers, ['x-goog-api-key']) ?? keyInQuery(query);

/** `x-goog-api-key`, `?key=`, or a bearer token; one of ours wins where several keys are sent. */
export function keyOfGemini(headers: WireHeaders, query: string): string | null {
  const keys = [keyAmong(headers, ['x-goog-api-key', 'authorization']), keyInQuery(query)];
  return keys.find((key) => key?.startsWith('exq_')) ?? keys[0] ?? keys[1] ?? null;
}

const passed = new Set(['alt', '$alt', 'pageSize', 'pageToken', 'prettyPrint', '$prettyPrint']);
const formats = new Set(['json', 'sse']);

/**
 * The query as it may go on. Never the caller's key, and nothing by which an answer would come without
 * its usage (`fields`), in a form that is not read here (`alt=proto`), or as another call.
 */
function onwardQuery(query: string): string {
  const kept = query
    .slice(1)
    .split('&')
    .filter((pair) => {
      const [name = '', value = ''] = pair.split('=');
      return passed.has(name) && (!name.endsWith('alt') || formats.has(value));
    });
  return kept.length > 0 ? `?${kept.join('&')}` : '';
}

export const isStreamed = (path: string): boolean => path.endsWith(':streamGenerateContent');

/** The same operation on another model. */
export const pathFor = (path: string, model: string): string =>
  path.replace(/\/(?:models|tunedModels)\/[\w.-]+/, () => `/models/${encodeURIComponent(model)}`);
