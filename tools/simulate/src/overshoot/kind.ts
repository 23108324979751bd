/** What one call of a kind is made to produce. */
export interface Produced {
  input: number;
  output: number;
}

/** One way to ask, as a client of that API does. */
export interface AskKind {
  name: string;
  /** Path with query, method POST. */
  path: string;
  headers: Readonly<Record<string, string>>;
  /** Name under which the provider charges. */
  model: string;
  /** The body of a call with this text; `maxOutput` where the API has such a limit. */
  body(text: string, maxOutput: number): string | FormData;
  /** What the provider produces for it when it is asked for as much as the call allows. */
  most: Produced;
  /** False where the API reports no usage: then an upper bound is booked instead. */
  tells: boolean;
}

export const json = { 'content-type': 'application/json' };

/** Output limit of calls whose API has one. */
export const maxOutput = 400;
export const textual: Produced = { input: 60, output: maxOutput };

/** A kind, and the same one streamed where it can be. */
export function both(
  name: string,
  more: Omit<AskKind, 'name' | 'path' | 'body' | 'tells' | 'headers'> & { headers?: AskKind['headers'] },
  how: (stream: boolean) => Pick<AskKind, 'path' | 'body'>,
): AskKind[] {
  return [false, true].map((stream) => ({
    ...more,
    ...how(stream),
    name: stream ? `${name}-stream` : name,
    headers: more.headers ?? json,
    tells: true,
  }));
}
