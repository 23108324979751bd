import { type Dict, isDict } from '../answer.ts';
import { type JsonScan, memberValue } from '../json-scan.ts';

/** Where a body limits its output: outermost member, and the one inside it where there is one. */
type Place = readonly [string, string?];

const converse: readonly Place[] = [['inferenceConfig', 'maxTokens']];

/** InvokeModel's bodies by family of model; the first place is where a missing limit is written. */
const families: readonly (readonly [RegExp, readonly Place[]])[] = [
  [/anthropic|claude/i, [['max_tokens'], ['max_tokens_to_sample']]],
  [
    /amazon\.nova/i,
    [
      ['inferenceConfig', 'maxTokens'],
      ['inferenceConfig', 'max_new_tokens'],
    ],
  ],
  [/amazon\.titan/i, [['textGenerationConfig', 'maxTokenCount']]],
  [/meta\.|llama/i, [['max_gen_len']]],
];
const others: readonly Place[] = [['max_tokens'], ['max_completion_tokens'], ['max_gen_len'], ['maxTokens']];

/**
 * Only the places that a model reads count: a limit elsewhere is ignored by the provider, and a hold that
 * believed it would be too small.
 */
function placesOf(model: string, operation: 'converse' | 'invoke'): readonly Place[] {
  if (operation === 'converse') return converse;
  return families.find(([pattern]) => pattern.test(model))?.[1] ?? others;
}

const isLimit = (value: unknown): value is number => typeof value === 'number' && value >= 0;

/** A whole number below what would be no number of tokens any more; no model puts out as many. */
export const bounded = (count: number): number => Math.min(1_000_000_000, Math.ceil(count));

function valueAt(body: Dict, [outer, inner]: Place): unknown {
  const value = body[outer];
  if (inner === undefined) return value;
  return isDict(value) ? value[inner] : undefined;
}

function answersAsked({ n, num_generations: generations, numResults: results }: Dict): number {
  const asked = [n, generations, results].filter(isLimit);
  return Math.max(1, bounded(Math.max(0, ...asked)));
}

const read = [
  'inferenceConfig',
  'textGenerationConfig',
  'imageGenerationConfig',
  'serviceTier',
  'requestMetadata',
  'taskType',
  'max_tokens',
  'max_completion_tokens',
  'max_gen_len',
  'max_tokens_to_sample',
  'maxTokens',
  'n',
  'num_generations',
  'numResults',
];

/** The members by which a call is limited and labelled; messages and tools are not built. */
export function settingsOf(text: string, scan: JsonScan): Dict {
  const found = read.filter((name) => scan.members.has(name));
  return Object.fromEntries(found.map((name) => [name, memberValue(text, scan, name)]));
}

/** Output tokens that a call allows in all; null where it does not say. Embeddings put none out. */
export function outputLimit(model: string, operation: 'converse' | 'invoke', settings: Dict): number | null {
  const limits = placesOf(model, operation)
    .map((place) => valueAt(settings, place))
    .filter(isLimit);
  if (limits.length > 0) return bounded(Math.max(...limits)) * answersAsked(settings);
  return /embed|rerank/i.test(model) ? 0 : null;
}

/** The outermost members that lower a call's output to `most` in all; empty where it is lower already. */
export function loweredTo(
  most: number,
  model: string,
  operation: 'converse' | 'invoke',
  settings: Dict,
): Record<string, unknown> {
  const each = Math.max(1, Math.floor(most / answersAsked(settings)));
  const places = placesOf(model, operation);
  const stated = places.filter((place) => isLimit(valueAt(settings, place)));
  const above = stated.filter((place) => Number(valueAt(settings, place)) > each);
  const changed: Record<string, unknown> = {};
  for (const [outer, inner] of stated.length > 0 ? above : places.slice(0, 1)) {
    const value = changed[outer] ?? settings[outer];
    changed[outer] = inner === undefined ? each : { ...(isDict(value) ? value : {}), [inner]: each };
  }
  return changed;
}
