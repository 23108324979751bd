import type { MetricDefinition } from '@exchequer/model/contract';
import type { Metric } from '../definition.ts';
import { decisionMetrics } from './decision.ts';
import { engineeringMetrics } from './engineering.ts';
import { exposureMetrics } from './exposure.ts';
import { factoryMetrics } from './factory.ts';
import { peopleMetrics } from './people.ts';
import { shareMetrics } from './share.ts';
import { spendMetrics } from './spend.ts';
import { supportMetrics } from './support.ts';
import { tokenMetrics } from './tokens.ts';
import { workforceMetrics } from './workforce.ts';

/** The catalogue: every metric of the product, in the order in which pickers list them. */
export const metrics: readonly Metric[] = [
  ...spendMetrics,
  ...tokenMetrics,
  ...shareMetrics,
  ...peopleMetrics,
  ...workforceMetrics,
  ...engineeringMetrics,
  ...supportMetrics,
  ...decisionMetrics,
  ...exposureMetrics,
  ...factoryMetrics,
];

const byKey = new Map(metrics.map((metric) => [metric.key, metric]));

/** The metric of a key, or undefined. */
export const metricOf = (key: string): Metric | undefined => byKey.get(key);

/** A metric as the API shows it: without how it is computed. */
export function toDefinition(metric: Metric): MetricDefinition {
  const {
    computation: _,
    requires: __,
    optional: ___,
    counts: ____,
    capabilities: _____,
    unless: ______,
    ...definition
  } = metric;
  return definition;
}
