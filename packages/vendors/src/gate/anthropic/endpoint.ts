import type { GateEndpoint } from '@exchequer/model';
import type { EndpointMatch, WireHeaders } from '../dialect.ts';
import { targetOf } from '../paths.ts';

/** Methods and paths that are Anthropic's alone. */
const own: readonly (readonly [method: string, path: RegExp, endpoint: GateEndpoint])[] = [
  ['POST', /^messages$/, 'messages'],
  ['POST', /^messages\/count_tokens$/, 'count_tokens'],
  ['POST', /^messages\/batches$/, 'batches'],
  ['POST', /^messages\/batches\/[^/]+\/cancel$/, 'passthrough'],
  ['GET', /^messages\/batches(\/[^/]+(\/results)?)?$/, 'passthrough'],
  ['DELETE', /^messages\/batches\/[^/]+$/, 'passthrough'],
];

/** Paths that others have too; a version header says that Anthropic's is meant. */
const shared: typeof own = [
  ['GET', /^models(\/[^/]+)?$/, 'models'],
  ['GET', /^files(\/[^/]+(\/content)?)?$/, 'files'],
  ['POST', /^files$/, 'files'],
  ['DELETE', /^files\/[^/]+$/, 'files'],
];

const every = [...own, ...shared];

/** Which of Anthropic's calls a request is; null for none. `HEAD /` is how Claude Code looks whether someone is there. */
export function matchAnthropic(method: string, path: string, headers: WireHeaders): EndpointMatch | null {
  if (method === 'HEAD' && /^\/(\?|$)/.test(path)) {
    return { dialect: 'anthropic', endpoint: 'passthrough', path: '/', query: '', pathModel: '' };
  }
  const versioned = headers['anthropic-version'] !== undefined;
  // Most calls that are for others are told apart without taking them to pieces.
  if (!versioned && !path.includes('messages')) return null;
  const target = targetOf(path);
  if (!target) return null;
  const known = versioned ? every : own;
  const rest = target.segments.join('/');
  const asked = method === 'HEAD' ? 'GET' : method;
  const endpoint = known.find(([way, pattern]) => way === asked && pattern.test(rest))?.[2];
  if (!endpoint) return null;
  return { dialect: 'anthropic', endpoint, path: target.path, query: target.query, pathModel: '' };
}
