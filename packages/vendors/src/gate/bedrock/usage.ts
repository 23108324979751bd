import { type Dict, isDict } from '../answer.ts';
import type { WireHeaders } from '../dialect.ts';
import { headerOf } from '../headers.ts';

/** Nova and the invocation metrics end their cache fields in `Count`, Converse does not. */
export function withCacheNames(usage: Dict): Dict {
  const { cacheReadInputTokenCount: read, cacheWriteInputTokenCount: written } = usage;
  return {
    ...usage,
    ...(read === undefined ? {} : { cacheReadInputTokens: read }),
    ...(written === undefined ? {} : { cacheWriteInputTokens: written }),
  };
}

/** What Bedrock itself counted: `amazon-bedrock-invocationMetrics` of the last chunk, in Converse's names. */
export const metricsUsage = (metrics: Dict): Dict =>
  withCacheNames({
    ...metrics,
    inputTokens: metrics.inputTokenCount,
    outputTokens: metrics.outputTokenCount,
  });

/** What the headers of an InvokeModel answer say, in Converse's names; null where they say nothing. */
export function headerUsage(headers: WireHeaders): Dict | null {
  const count = (name: string) => {
    const value = headerOf(headers, `x-amzn-bedrock-${name}-token-count`);
    return /^\d{1,12}$/.test(value) ? Number(value) : undefined;
  };
  const [inputTokens, outputTokens] = [count('input'), count('output')];
  if (inputTokens === undefined && outputTokens === undefined) return null;
  return withCacheNames({
    inputTokens: inputTokens ?? 0,
    outputTokens: outputTokens ?? 0,
    cacheReadInputTokenCount: count('cache-read-input'),
    cacheWriteInputTokenCount: count('cache-write-input'),
  });
}

/** The usage that a body or event states, whichever model's shape it has; null for none. */
export function statedUsage(body: Dict): Dict | null {
  if (isDict(body.usage)) return withCacheNames(body.usage);
  const { prompt_token_count: input, generation_token_count: output } = body;
  return typeof input === 'number' ? { inputTokens: input, outputTokens: output ?? 0 } : null;
}

/** Members whose text the model did not speak. */
const unspoken = new Set([
  'id',
  'model',
  'name',
  'p',
  'role',
  'signature',
  'stop_reason',
  'toolUseId',
  'type',
]);

/** Bytes of what a model said in one event, whatever its shape. */
export function spokenBytes(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + spokenBytes(item), 0);
  if (!isDict(value)) return 0;
  return Object.entries(value).reduce(
    (sum, [name, item]) => sum + (unspoken.has(name) ? 0 : spokenBytes(item)),
    0,
  );
}
