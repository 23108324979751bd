import { coverRanks } from './aliases.ts';
import { claudeCode } from './claude-code.ts';
import { codex } from './codex.ts';
import { gemini } from './gemini.ts';
import type { Attributes } from './shape.ts';
import { genai } from './spans.ts';

/** What a metric adds to, per unit of its value. Minus: the value is a part of what `input` counts. */
export interface Effects {
  uncached_input?: 1 | -1;
  cache_read?: 1;
  cache_write_unknown?: 1;
  output?: 1;
  reasoning?: 1;
  audio_input?: 1;
  audio_output?: 1;
  image_input?: 1;
  image_output?: 1;
}

/** How one metric is read. */
export interface MetricKind {
  tool: string;
  unit: 'tokens' | 'usd';
  rank: number;
  modelKeys: readonly string[];
  /** Null where a point repeats what other points count (a total). Undefined: an unknown type. */
  effects(attributes: Attributes): Effects | null | undefined;
}

const byType =
  (key: string, types: Record<string, Effects | null>) =>
  (attributes: Attributes): Effects | null | undefined =>
    types[String(attributes.get(key) ?? '')];

const input: Effects = { uncached_input: 1 };
const output: Effects = { output: 1 };
const reasoning: Effects = { reasoning: 1 };
const cachedPart: Effects = { cache_read: 1, uncached_input: -1 };
const writtenPart: Effects = { cache_write_unknown: 1, uncached_input: -1 };

const genaiModels = ['gen_ai.response.model', 'gen_ai.request.model'];

/** Generation C splits a count by modality; audio and image are parts of input and output. */
const byModality =
  (whole: Effects, audio: Effects, image: Effects) =>
  (attributes: Attributes): Effects => {
    const modality = attributes.get('gen_ai.token.modality');
    if (modality === 'audio') return { ...whole, ...audio };
    return modality === 'image' ? { ...whole, ...image } : whole;
  };

const counter = (effects: MetricKind['effects'], rank: number = coverRanks.metric): MetricKind => ({
  tool: genai,
  unit: 'tokens',
  rank,
  modelKeys: genaiModels,
  effects,
});

const inputByModality = byModality(input, { audio_input: 1 }, { image_input: 1 });
const outputByModality = byModality(output, { audio_output: 1 }, { image_output: 1 });

/**
 * The metrics that meter. `claude_code.token.usage` states disjoint types; everywhere else input
 * includes the cache and output the reasoning.
 */
const kinds = new Map<string, MetricKind>([
  [
    'claude_code.token.usage',
    {
      tool: claudeCode,
      unit: 'tokens',
      rank: coverRanks.metric,
      modelKeys: ['model'],
      effects: byType('type', {
        input,
        output,
        cacheRead: { cache_read: 1 },
        cacheCreation: { cache_write_unknown: 1 },
      }),
    },
  ],
  [
    'claude_code.cost.usage',
    { tool: claudeCode, unit: 'usd', rank: coverRanks.metric, modelKeys: ['model'], effects: () => ({}) },
  ],
  [
    'codex.turn.token_usage',
    {
      tool: codex,
      unit: 'tokens',
      rank: coverRanks.metric,
      modelKeys: ['model', 'slug'],
      effects: byType('token_type', {
        total: null,
        input,
        output,
        cached_input: cachedPart,
        cache_write_input: writtenPart,
        cache_write: writtenPart,
        reasoning_output: reasoning,
      }),
    },
  ],
  [
    'gemini_cli.token.usage',
    {
      tool: gemini,
      unit: 'tokens',
      rank: coverRanks.metric,
      modelKeys: ['model'],
      effects: byType('type', {
        input,
        output,
        thought: { output: 1, reasoning: 1 },
        cache: cachedPart,
        tool: input,
      }),
    },
  ],
  [
    'gen_ai.client.token.usage',
    counter(
      byType('gen_ai.token.type', { input, output, completion: output, prompt: input }),
      coverRanks.legacyMetric,
    ),
  ],
  ['gen_ai.client.inference.usage.input_tokens', counter(inputByModality)],
  ['gen_ai.client.inference.usage.output_tokens', counter(outputByModality)],
  ['gen_ai.client.inference.usage.cache_read.input_tokens', counter(() => cachedPart)],
  ['gen_ai.client.inference.usage.cache_write.input_tokens', counter(() => writtenPart)],
  ['gen_ai.client.inference.usage.reasoning.output_tokens', counter(() => reasoning)],
  ['gen_ai.client.inference.operation.input_tokens', counter(() => input, coverRanks.coarseMetric)],
  ['gen_ai.client.inference.operation.output_tokens', counter(() => output, coverRanks.coarseMetric)],
]);

export const metricKind = (name: string): MetricKind | undefined => kinds.get(name);
export const isMetered = (name: string): boolean => kinds.has(name);
