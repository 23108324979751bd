import type { IncomingHttpHeaders } from 'node:http';

/**
 * What a caller wants of the fake provider: by headers `x-fake-<name>` or by words in the prompt, such
 * as `[fake output-tokens=100 delay-ms=50 fault=reset]`, which also pass gateways that drop headers.
 */
export interface Wish {
  outputTokens: number;
  /** Null counts the text of the request. */
  inputTokens: number | null;
  cacheRead: number;
  cacheWrite5m: number;
  cacheWrite1h: number;
  reasoning: number;
  webSearches: number;
  /** Milliseconds before the first byte, and between the frames of a stream. */
  delayMs: number;
  chunkMs: number;
  /** Milliseconds for each token of an answer that is not streamed, after `delayMs`; 0 puts it all into the delay. */
  tokenMs: number;
  /** Tokens that one frame of a stream brings. */
  chunkTokens: number;
  /** Service tier that is reported; empty reports the usual one. */
  tier: string;
  /** Name of a tool to call; `first` takes the first of the request. Empty answers with text. */
  tool: string;
  /** `hang`, `reset`, `half`, `lying-length`, `short-length`, `broken-sse`, `no-usage`, `slow`, `error-event`, `empty`, `html`, or a status. */
  fault: string;
  /** Puts out what was wished even beyond the limit of the request. */
  ignoreMax: boolean;
  tag: string;
}

type Said = (name: string) => string | undefined;

const words = /\[fake ([^\]]*)\]/g;

/** Reads the wish from headers and prompt; words in the prompt win. */
export function readWish(headers: IncomingHttpHeaders, text: string): Wish {
  const inPrompt = text.includes('[fake ') ? wordsOf(text) : undefined;
  const said: Said = (name) => inPrompt?.get(name) ?? (headers[`x-fake-${name}`] as string | undefined);
  const count = (name: string, otherwise: number): number => {
    const value = Number(said(name) ?? otherwise);
    return Number.isFinite(value) && value >= 0 ? Math.floor(value) : otherwise;
  };
  const fault = said('fault') ?? '';
  return {
    outputTokens: count('output-tokens', 16),
    inputTokens: said('input-tokens') === undefined ? null : count('input-tokens', 1),
    cacheRead: count('cache-read', 0),
    cacheWrite5m: count('cache-write-5m', 0),
    cacheWrite1h: count('cache-write-1h', 0),
    reasoning: count('reasoning', 0),
    webSearches: count('web-searches', 0),
    delayMs: count('delay-ms', 0),
    chunkMs: count('chunk-ms', fault === 'slow' ? 200 : 0),
    tokenMs: count('token-ms', 0),
    chunkTokens: Math.max(1, count('chunk-tokens', 1)),
    tier: said('tier') ?? '',
    tool: said('tool') ?? '',
    fault,
    ignoreMax: said('ignore-max') !== undefined,
    tag: said('tag') ?? '',
  };
}

function wordsOf(text: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const [, inside = ''] of text.matchAll(words)) {
    for (const word of inside.trim().split(/\s+/)) {
      const [name = '', value = '1'] = word.split('=');
      found.set(name, value);
    }
  }
  return found;
}
