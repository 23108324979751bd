import { type CounterMetric, type FactoryReader, readCounters } from './counter.ts';
import type { ExpositionSample } from './exposition.ts';

type Labels = ExpositionSample['labels'];

/** One series per model and process; other labels, such as why a request ended, are summed. */
const byModel =
  (engineLabels: readonly string[]) =>
  (labels: Labels): { series: string; model: string } => {
    const model = labels.model_name ?? labels.model ?? '';
    const rest = engineLabels.flatMap((label) =>
      labels[label] === undefined ? [] : [`${label}=${labels[label]}`],
    );
    return { series: [`model=${model}`, ...rest].join('|'), model };
  };

const engine =
  (metrics: readonly CounterMetric[], engineLabels: readonly string[]): FactoryReader =>
  (exposition) =>
    readCounters(exposition, metrics, byModel(engineLabels));

/** https://docs.vllm.ai/en/latest/usage/metrics/ : counters by `engine`, one per data-parallel rank. */
export const vllm = engine(
  [
    { names: ['vllm:prompt_tokens_total'], measure: 'prompt_tokens' },
    { names: ['vllm:generation_tokens_total'], measure: 'generated_tokens' },
    {
      names: ['vllm:prefix_cache_hits_total', 'vllm:gpu_prefix_cache_hits_total'],
      measure: 'cached_tokens',
    },
    { names: ['vllm:request_success_total'], measure: 'requests' },
  ],
  ['engine'],
);

/** Ranks of one tensor-parallel group count the same tokens; the first of each speaks for all. */
const firstRank = ({ labels }: ExpositionSample): boolean =>
  (labels.tp_rank ?? '0') === '0' && (labels.pp_rank ?? '0') === '0' && (labels.moe_ep_rank ?? '0') === '0';

/** https://docs.sglang.io/references/production_metrics.html */
export const sglang = engine(
  [
    { names: ['sglang:prompt_tokens_total'], measure: 'prompt_tokens', where: firstRank },
    { names: ['sglang:generation_tokens_total'], measure: 'generated_tokens', where: firstRank },
    { names: ['sglang:cached_tokens_total'], measure: 'cached_tokens', where: firstRank },
    { names: ['sglang:num_requests_total'], measure: 'requests', where: firstRank },
  ],
  ['engine_type', 'dp_rank'],
);

/** https://huggingface.co/docs/text-generation-inference/reference/metrics : sums of histograms. */
export const tgi = engine(
  [
    { names: ['tgi_request_input_length_sum'], measure: 'prompt_tokens' },
    { names: ['tgi_request_generated_tokens_sum'], measure: 'generated_tokens' },
    { names: ['tgi_request_success', 'tgi_request_success_total'], measure: 'requests' },
  ],
  [],
);

/** llama-server --metrics; it counts no requests. */
export const llamacpp = engine(
  [
    { names: ['llamacpp:prompt_tokens_total'], measure: 'prompt_tokens' },
    { names: ['llamacpp:tokens_predicted_total'], measure: 'generated_tokens' },
  ],
  [],
);
