import { setTimeout as wait } from 'node:timers/promises';
import type { Truth, TruthRecord } from '@exchequer/upstream';

/** Where clients are pointed: a provider itself, or something in front of it. */
export interface Place {
  /** Origin without a trailing slash. */
  origin: string;
  key: string;
  truth: Truth;
}

/** A place that stands once the tests run. */
export type PlaceOf = () => Place;

let tags = 0;

/** Words for a prompt that make the fake provider answer so, and find the request again. */
export function prompt(words = ''): { text: string; tag: string } {
  tags += 1;
  const tag = `t${process.pid}-${tags}`;
  return { text: `[fake tag=${tag} ${words}] What is the weather in Paris?`, tag };
}

/** The provider's own record of the requests with the tag, once all of them are over. */
export async function recordsOf({ truth }: Place, tag: string): Promise<readonly TruthRecord[]> {
  for (let waited = 0; waited < 5_000; waited += 10) {
    const found = truth.records.filter((record) => record.tag === tag);
    if (found.length > 0 && found.every(({ ending }) => ending !== 'running')) return found;
    await wait(10);
  }
  throw new Error(`the provider has not ended a request with the tag ${tag}`);
}

export async function recordOf(place: Place, tag: string): Promise<TruthRecord> {
  const [first, ...more] = await recordsOf(place, tag);
  if (!first || more.length > 0) throw new Error(`${more.length + 1} requests came for ${tag}, not one`);
  return first;
}

/** What a promise failed with. */
export async function failureOf(promise: Promise<unknown>): Promise<Error & { status?: number }> {
  try {
    await promise;
  } catch (failure) {
    return failure as Error & { status?: number };
  }
  throw new Error('it did not fail');
}

/** All items of a stream. */
export async function collect<T>(stream: AsyncIterable<T> | undefined): Promise<T[]> {
  const found: T[] = [];
  if (!stream) return found;
  for await (const item of stream) found.push(item);
  return found;
}

export const weather = {
  name: 'get_weather',
  description: 'The weather of a city',
  schema: {
    type: 'object' as const,
    properties: { city: { type: 'string' } },
    required: ['city'],
    additionalProperties: false,
  },
};
