import type { FactoryMeasure, FactoryReading } from '@exchequer/model';
import type { Exposition, ExpositionSample } from './exposition.ts';

/** Reads what one kind of endpoint exposes; empty where the exposition is of something else. */
export type FactoryReader = (exposition: Exposition) => FactoryReading[];

/** A counter metric, summed over every label but those that make a series. */
export interface CounterMetric {
  readonly names: readonly string[];
  readonly measure: FactoryMeasure;
  readonly where?: (sample: ExpositionSample) => boolean;
}

/**
 * Reads counters: of each measure the first name that the exposition has, since names changed between
 * releases and both may be exposed for a while. Values that are not finite are left out.
 */
export function readCounters(
  exposition: Exposition,
  metrics: readonly CounterMetric[],
  place: (labels: ExpositionSample['labels']) => { series: string; model: string },
): FactoryReading[] {
  const { process, created } = startsOf(exposition);
  const readings = new Map<string, FactoryReading>();
  for (const { names, measure, where } of metrics) {
    const name = names.find((one) => exposition.samples.some((sample) => sample.name === one));
    for (const sample of exposition.samples) {
      if (sample.name !== name || !Number.isFinite(sample.value) || where?.(sample) === false) continue;
      const { series, model } = place(sample.labels);
      const known = readings.get(`${measure} ${series}`);
      const began = created.get(createdKey(createdName(name), sample.labels)) ?? process;
      readings.set(`${measure} ${series}`, {
        ...{ series, measure, model, form: 'counter' },
        value: (known?.value ?? 0) + sample.value,
        began: known?.began !== undefined && known.began !== null ? Math.max(known.began, began ?? 0) : began,
      });
    }
  }
  return [...readings.values()];
}

/** The Python client tells of each counter when it was made: `x_total` by `x_created`, `x_sum` likewise. */
const createdName = (name: string): string => `${name.replace(/_(total|sum|count)$/, '')}_created`;

const createdKey = (name: string, labels: ExpositionSample['labels']): string =>
  `${name} ${JSON.stringify(Object.entries(labels).sort())}`;

function startsOf({ samples }: Exposition) {
  const process = samples.find(({ name }) => name === 'process_start_time_seconds')?.value ?? null;
  const created = new Map(
    samples
      .filter(({ name }) => name.endsWith('_created'))
      .map(({ name, labels, value }) => [createdKey(name, labels), value] as const),
  );
  return { process, created };
}
