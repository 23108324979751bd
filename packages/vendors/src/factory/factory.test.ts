import { describe, expect, test } from 'vitest';
import { factoryReaderOf, readExposition } from './index.ts';

const read = (kind: Parameters<typeof factoryReaderOf>[0], text: string) =>
  factoryReaderOf(kind)(readExposition(text)).map(
    ({ measure, series, value, form }) => `${measure} ${series} ${value} ${form}`,
  );

describe('an exposition', () => {
  test('is read with escapes, timestamps, exemplars, NaN and infinities', () => {
    const { samples, faulty } = readExposition(
      [
        '# HELP a What it is',
        '# TYPE a counter',
        'a{path="C:\\\\dir\\n\\"x\\"",empty="",} 1.5e3 1791277260000',
        'b 7 # {trace_id="x"} 0.5 1791277260.1',
        'c{le="+Inf"} +Inf',
        'd NaN',
        'e{x="a,b}c"}-2',
        '\t f{ g = "1" , h = "2" } .5 \r',
      ].join('\n'),
    );
    expect(faulty).toBe(0);
    expect(samples.map(({ name, labels, value }) => [name, { ...labels }, value])).toEqual([
      ['a', { path: 'C:\\dir\n"x"', empty: '' }, 1500],
      ['b', {}, 7],
      ['c', { le: '+Inf' }, Number.POSITIVE_INFINITY],
      ['d', {}, Number.NaN],
      ['e', { x: 'a,b}c' }, -2],
      ['f', { g: '1', h: '2' }, 0.5],
    ]);
  });

  test('with broken lines keeps the others and tells the first of the broken', () => {
    const lines = ['ok 1', 'no value', 'x{a="1" 2', '9name 3', 'y{a=1} 2', '<html>', 'z 0x1F', 'ok2 2'];
    const { samples, faults, faulty } = readExposition(lines.join('\n'));
    expect(samples.map(({ name }) => name)).toEqual(['ok', 'ok2']);
    expect(faulty).toBe(6);
    expect(faults).toHaveLength(5);
    expect(faults[0]).toEqual({ line: 2, text: 'no value' });
  });

  test('cannot make labels into something else', () => {
    const [sample] = readExposition('a{__proto__="x",constructor="y"} 1').samples;
    expect(Object.keys(sample?.labels ?? {})).toEqual(['__proto__', 'constructor']);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });
});

describe('engines', () => {
  test('vLLM: engines stay apart, reasons of ending are summed, and counters say when they began', () => {
    const text = `# HELP vllm:prompt_tokens_total Number of prefill tokens processed.
# TYPE vllm:prompt_tokens_total counter
vllm:prompt_tokens_total{engine="0",model_name="llama"} 4.4481e+08
vllm:prompt_tokens_total{engine="1",model_name="llama"} 50.0
# TYPE vllm:prompt_tokens_created gauge
vllm:prompt_tokens_created{engine="0",model_name="llama"} 1.7882e+09
vllm:generation_tokens_total{engine="0",model_name="llama"} 1000.0
vllm:prefix_cache_queries_total{engine="0",model_name="llama"} 900.0
vllm:prefix_cache_hits_total{engine="0",model_name="llama"} 750.0
vllm:gpu_prefix_cache_hits_total{engine="0",model_name="llama"} 750.0
vllm:request_success_total{engine="0",finished_reason="stop",model_name="llama"} 8.0
vllm:request_success_total{engine="0",finished_reason="length",model_name="llama"} 3.0
process_start_time_seconds 1.7881e+09
`;
    expect(read('vllm', text)).toEqual([
      'prompt_tokens model=llama|engine=0 444810000 counter',
      'prompt_tokens model=llama|engine=1 50 counter',
      'generated_tokens model=llama|engine=0 1000 counter',
      'cached_tokens model=llama|engine=0 750 counter',
      'requests model=llama|engine=0 11 counter',
    ]);
    const began = factoryReaderOf('vllm')(readExposition(text)).map((reading) => reading.began);
    expect(began).toEqual([1.7882e9, ...Array(4).fill(1.7881e9)]);
  });

  test('SGLang: ranks of one group count once, sources of the cache are summed', () => {
    const text = `sglang:prompt_tokens_total{model_name="m",engine_type="unified",tp_rank="0",pp_rank="0"} 8.128902e+06
sglang:prompt_tokens_total{model_name="m",engine_type="unified",tp_rank="1",pp_rank="0"} 8.128902e+06
sglang:generation_tokens_total{model_name="m",engine_type="unified",tp_rank="0",pp_rank="0"} 7.557572e+06
sglang:cached_tokens_total{model_name="m",engine_type="unified",cache_source="device"} 5
sglang:cached_tokens_total{model_name="m",engine_type="unified",cache_source="host"} 2
sglang:num_requests_total{model_name="m",engine_type="unified"} 12
`;
    expect(read('sglang', text)).toEqual([
      'prompt_tokens model=m|engine_type=unified 8128902 counter',
      'generated_tokens model=m|engine_type=unified 7557572 counter',
      'cached_tokens model=m|engine_type=unified 7 counter',
      'requests model=m|engine_type=unified 12 counter',
    ]);
  });

  test('TGI: the sums of its histograms; llama.cpp: its two counters', () => {
    const tgi = `# TYPE tgi_request_input_length histogram
tgi_request_input_length_bucket{le="64.2"} 10
tgi_request_input_length_sum 4096
tgi_request_input_length_count 12
tgi_request_generated_tokens_sum 512
tgi_request_success 12
`;
    expect(read('tgi', tgi)).toEqual([
      'prompt_tokens model= 4096 counter',
      'generated_tokens model= 512 counter',
      'requests model= 12 counter',
    ]);
    const llamacpp = `llamacpp:prompt_tokens_total 6886
llamacpp:prompt_seconds_total 2903.63
llamacpp:tokens_predicted_total 3469
llamacpp:prompt_tokens_seconds 2.37151
`;
    expect(read('llamacpp', llamacpp)).toEqual([
      'prompt_tokens model= 6886 counter',
      'generated_tokens model= 3469 counter',
    ]);
  });

  test('an exposition of something else gives nothing, and a counter that is no number is left out', () => {
    expect(read('vllm', 'go_goroutines 9\n')).toEqual([]);
    expect(read('vllm', 'vllm:prompt_tokens_total{engine="0",model_name="m"} NaN\n')).toEqual([]);
  });
});

describe('power', () => {
  test('DCGM: energy by device, the gauge only where there is no counter, blanks left out', () => {
    const gpu = (n: number) =>
      `gpu="${n}",UUID="GPU-${n}",device="nvidia${n}",modelName="NVIDIA H100 80GB HBM3"`;
    const text = `# TYPE DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION counter
DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION{${gpu(0)},GPU_I_ID="1"} 319159391
DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION{${gpu(0)},GPU_I_ID="2"} 319159391
DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION{${gpu(1)}} 9223372036854775794
DCGM_FI_DEV_POWER_USAGE{${gpu(0)}} 409.692000
DCGM_FI_DEV_POWER_USAGE{${gpu(1)}} 250
DCGM_FI_DEV_GPU_UTIL{${gpu(0)}} 61
process_start_time_seconds 1.7881e+09
`;
    expect(read('dcgm', text)).toEqual([
      'energy_mj device=GPU-0 319159391 counter',
      'energy_mj device=GPU-1 250000 gauge',
      'busy_gpu_seconds device=GPU-0 0.61 gauge',
      'gpu_seconds device=GPU-0 1 gauge',
    ]);
    expect(factoryReaderOf('dcgm')(readExposition(text))[0]?.began).toBeNull();
  });

  test('Kepler: zones that hold one another count once', () => {
    const zone = (name: string, joules: number) =>
      `kepler_node_cpu_joules_total{node_name="n1",path="/sys/${name}",zone="${name}"} ${joules}\n`;
    expect(read('kepler', zone('package', 100.5) + zone('core', 60) + zone('dram', 9))).toEqual([
      'energy_mj node=n1|package|/sys/package 100500 counter',
      'energy_mj node=n1|dram|/sys/dram 9000 counter',
    ]);
    expect(read('kepler', zone('package', 100.5) + zone('psys', 180))).toEqual([
      'energy_mj node=n1|psys|/sys/psys 180000 counter',
    ]);
    expect(read('kepler', 'kepler_platform_watts{node_name="n1",source="redfish"} 900\n')).toEqual([
      'energy_mj node=n1|platform|redfish 900000 gauge',
    ]);
  });
});
