/** Expositions as vLLM and dcgm-exporter write them, recorded 15 seconds apart, with a restart in the middle. */

interface Counts {
  /** When the engine’s counters were made, in seconds since 1970. */
  created: number;
  prompt: [number, number];
  generated: [number, number];
  cached: number;
  stopped: number;
  cut: number;
}

const vllmText = ({ created, prompt, generated, cached, stopped, cut }: Counts): string => {
  const engine = (n: number, more = '') =>
    `{engine="${n}",${more}model_name="meta-llama/Llama-3.1-70B-Instruct"}`;
  return `# HELP python_gc_objects_collected_total Objects collected during gc
# TYPE python_gc_objects_collected_total counter
python_gc_objects_collected_total{generation="0"} 13214.0
# HELP process_start_time_seconds Start time of the process since unix epoch in seconds.
# TYPE process_start_time_seconds gauge
process_start_time_seconds ${created - 41}.62
# HELP vllm:num_requests_running Number of requests in model execution batches.
# TYPE vllm:num_requests_running gauge
vllm:num_requests_running${engine(0)} 3.0
# HELP vllm:kv_cache_usage_perc KV-cache usage. 1 means 100 percent usage.
# TYPE vllm:kv_cache_usage_perc gauge
vllm:kv_cache_usage_perc${engine(0)} 0.014
# HELP vllm:prefix_cache_queries_total Prefix cache queries, in terms of number of queried tokens.
# TYPE vllm:prefix_cache_queries_total counter
vllm:prefix_cache_queries_total${engine(0)} ${prompt[0]}.0
# HELP vllm:prefix_cache_hits_total Prefix cache hits, in terms of number of cached tokens.
# TYPE vllm:prefix_cache_hits_total counter
vllm:prefix_cache_hits_total${engine(0)} ${cached}.0
# HELP vllm:prompt_tokens_total Number of prefill tokens processed.
# TYPE vllm:prompt_tokens_total counter
vllm:prompt_tokens_total${engine(0)} ${prompt[0]}.0
vllm:prompt_tokens_total${engine(1)} ${prompt[1]}.0
# HELP vllm:prompt_tokens_created Number of prefill tokens processed.
# TYPE vllm:prompt_tokens_created gauge
vllm:prompt_tokens_created${engine(0)} ${created}.1
vllm:prompt_tokens_created${engine(1)} ${created}.1
# HELP vllm:generation_tokens_total Number of generation tokens processed.
# TYPE vllm:generation_tokens_total counter
vllm:generation_tokens_total${engine(0)} ${generated[0]}.0
vllm:generation_tokens_total${engine(1)} ${generated[1]}.0
# HELP vllm:request_success_total Count of successfully processed requests.
# TYPE vllm:request_success_total counter
vllm:request_success_total${engine(0, 'finished_reason="stop",')} ${stopped}.0
vllm:request_success_total${engine(0, 'finished_reason="length",')} ${cut}.0
vllm:request_success_total${engine(0, 'finished_reason="abort",')} 0.0
# HELP vllm:request_prompt_tokens Number of prefill tokens processed.
# TYPE vllm:request_prompt_tokens histogram
vllm:request_prompt_tokens_sum${engine(0)} ${prompt[0]}.0
vllm:request_prompt_tokens_bucket{engine="0",le="+Inf",model_name="meta-llama/Llama-3.1-70B-Instruct"} ${stopped + cut}.0
`;
};

/** Energy in millijoules, watts and percent of two GPUs. */
const dcgmText = (energy: [number, number], watts: [number, number], busy: [number, number]): string => {
  const gpu = (n: number) =>
    `{gpu="${n}",UUID="GPU-34319582-d595-d1c7-d1d2-179bcfa6166${n}",pci_bus_id="00000000:0${n + 3}:00.0",device="nvidia${n}",modelName="NVIDIA H100 80GB HBM3",Hostname="gpu-1",DCGM_FI_DRIVER_VERSION="550.90.07"}`;
  return `# HELP DCGM_FI_DEV_SM_CLOCK SM clock frequency (in MHz).
# TYPE DCGM_FI_DEV_SM_CLOCK gauge
DCGM_FI_DEV_SM_CLOCK${gpu(0)} 1980
# HELP DCGM_FI_DEV_MEMORY_TEMP Memory temperature (in C).
# TYPE DCGM_FI_DEV_MEMORY_TEMP gauge
DCGM_FI_DEV_MEMORY_TEMP${gpu(0)} 9223372036854775794
# HELP DCGM_FI_DEV_POWER_USAGE Power draw (in W).
# TYPE DCGM_FI_DEV_POWER_USAGE gauge
DCGM_FI_DEV_POWER_USAGE${gpu(0)} ${watts[0].toFixed(6)}
DCGM_FI_DEV_POWER_USAGE${gpu(1)} ${watts[1].toFixed(6)}
# HELP DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION Total energy consumption since boot (in mJ).
# TYPE DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION counter
DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION${gpu(0)} ${energy[0]}
DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION${gpu(1)} ${energy[1]}
# HELP DCGM_FI_DEV_GPU_UTIL GPU utilization (in %).
# TYPE DCGM_FI_DEV_GPU_UTIL gauge
DCGM_FI_DEV_GPU_UTIL${gpu(0)} ${busy[0]}
DCGM_FI_DEV_GPU_UTIL${gpu(1)} ${busy[1]}
`;
};

const began = 1_788_200_000;
const again = 1_788_286_425;

/** Four scrapes of a vLLM server with two engines; its process was started again before the third. */
export const recordedVllm: readonly string[] = [
  vllmText({
    created: began,
    prompt: [1_000_000, 400_000],
    generated: [50_000, 20_000],
    cached: 300_000,
    stopped: 900,
    cut: 100,
  }),
  vllmText({
    created: began,
    prompt: [1_006_000, 402_000],
    generated: [50_900, 20_300],
    cached: 303_000,
    stopped: 905,
    cut: 101,
  }),
  // Counters below what they were: engine 1 has served more since its start than engine 0.
  vllmText({
    created: again,
    prompt: [1_500, 2_500],
    generated: [100, 300],
    cached: 500,
    stopped: 2,
    cut: 0,
  }),
  vllmText({
    created: again,
    prompt: [4_000, 4_000],
    generated: [600, 800],
    cached: 1_500,
    stopped: 5,
    cut: 1,
  }),
];

/** The same four moments of its GPUs: the driver of the first was loaded anew before the third. */
export const recordedDcgm: readonly string[] = [
  dcgmText([319_159_391, 8_000_000], [400, 300], [60, 40]),
  dcgmText([325_159_391, 12_500_000], [400, 300], [80, 40]),
  dcgmText([1_500_000, 17_000_000], [100, 300], [0, 40]),
  dcgmText([6_750_000, 20_000_000], [350, 200], [80, 20]),
];
