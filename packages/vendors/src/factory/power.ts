import { type FactoryReading, wholeServer } from '@exchequer/model';
import type { FactoryReader } from './counter.ts';
import type { Exposition, ExpositionSample } from './exposition.ts';

/** DCGM writes numbers such as 9223372036854775794 where a device cannot measure. */
const blankFrom = 9.2e18;

const finite = (exposition: Exposition, name: string): ExpositionSample[] =>
  exposition.samples.filter(
    (sample) => sample.name === name && Number.isFinite(sample.value) && sample.value < blankFrom,
  );

/** MIG slices of one GPU repeat its energy; the GPU counts once. */
const deviceOf = ({ labels }: ExpositionSample): string => labels.UUID ?? labels.gpu ?? '';

function byDevice(
  samples: readonly ExpositionSample[],
  reading: Pick<FactoryReading, 'measure' | 'form'>,
  unitsOf: (value: number) => number,
): FactoryReading[] {
  const seen = new Map<string, FactoryReading>();
  for (const sample of samples) {
    const device = deviceOf(sample);
    const series = `device=${device}`;
    if (!seen.has(series)) {
      // No start is given: the energy counter outlives the exporter, whose start says nothing of it.
      seen.set(series, { ...reading, series, model: device, value: unitsOf(sample.value), began: null });
    }
  }
  return [...seen.values()];
}

/**
 * dcgm-exporter: the energy counter (mJ) is exact; the gauge of watts stands in for devices that have
 * none, as the area under the line between scrapes.
 */
export const dcgm: FactoryReader = (exposition) => {
  const energy = byDevice(
    finite(exposition, 'DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION'),
    { measure: 'energy_mj', form: 'counter' },
    (millijoules) => millijoules,
  );
  const counted = new Set(energy.map(({ series }) => series));
  const watts = byDevice(
    finite(exposition, 'DCGM_FI_DEV_POWER_USAGE'),
    { measure: 'energy_mj', form: 'gauge' },
    (w) => w * 1000,
  ).filter(({ series }) => !counted.has(series));
  const busy = byDevice(
    finite(exposition, 'DCGM_FI_DEV_GPU_UTIL'),
    { measure: 'busy_gpu_seconds', form: 'gauge' },
    (percent) => percent / 100,
  );
  const gpus = busy.map((one): FactoryReading => ({ ...one, measure: 'gpu_seconds', value: 1 }));
  return [...energy, ...watts, ...busy, ...gpus];
};

/** Zones that do not contain one another: the whole system where it is measured, else processor and memory. */
function zonesOf(exposition: Exposition): ReadonlySet<string> {
  const zones = new Set(finite(exposition, 'kepler_node_cpu_joules_total').map(({ labels }) => labels.zone));
  return new Set(zones.has('psys') ? ['psys'] : ['package', 'dram']);
}

/**
 * Kepler: joules of the node’s CPU zones, which hold no GPU. The power of the whole server (Redfish) is
 * read where there are no zones, under the name of `wholeServer`, as it holds what DCGM measures too.
 */
export const kepler: FactoryReader = (exposition) => {
  const zones = zonesOf(exposition);
  const read = (
    samples: readonly ExpositionSample[],
    form: 'counter' | 'gauge',
    modelOf: (labels: ExpositionSample['labels']) => string,
  ): FactoryReading[] =>
    samples.map(({ labels, value }) => ({
      series: `node=${labels.node_name ?? ''}|${modelOf(labels)}|${labels.path ?? labels.source ?? ''}`,
      ...{ measure: 'energy_mj', model: modelOf(labels), form, value: value * 1000, began: null },
    }));
  const joules = finite(exposition, 'kepler_node_cpu_joules_total').filter(
    ({ labels }) => labels.zone === undefined || zones.has(labels.zone),
  );
  if (joules.length > 0) return read(joules, 'counter', ({ zone }) => zone ?? 'cpu');
  return read(finite(exposition, 'kepler_platform_watts'), 'gauge', () => wholeServer);
};
