import { tokenClasses } from '@exchequer/model';
import { isTimeZone, type MetricQuery } from '@exchequer/model/contract';
import { bucketsPerDay, longestSeries } from './bucket.ts';
import { metricOf, metrics } from './catalogue/index.ts';
import { factsIn, type Metric } from './definition.ts';
import { daysIn } from './range.ts';

/** Why a query is not answered. A value: asking wrongly is not a failure. */
export interface QueryRefusal {
  code:
    | 'unknown-metric'
    | 'unknown-time-zone'
    | 'empty-range'
    | 'range-too-long'
    | 'unsupported-dimension'
    | 'unsupported-grain'
    | 'unknown-value';
  detail: string;
  fix: string;
}

/** Values of the dimensions that are not text of the sources. */
export const flagValues = {
  priced: ['priced', 'unpriced'],
  attributed: ['attributed', 'unattributed'],
  token_class: tokenClasses,
} as const;

const longestRangeDays = 3_700;
const earliest = '2000-01-01';
const latest = '2100-01-01';

/** Everything that is wrong with a query; empty when it can be answered. */
export function checkQuery(query: MetricQuery): QueryRefusal[] {
  return [
    ...checkMetrics(query),
    ...checkRange(query),
    ...checkGrain(query),
    ...checkDimensions(query),
    ...checkValues(query),
  ];
}

/** The catalogue's metrics that a checked query names, in its order. */
export const metricsOf = (query: MetricQuery): Metric[] =>
  query.metrics.flatMap((key) => metricOf(key) ?? []);

function checkMetrics({ metrics: keys }: MetricQuery): QueryRefusal[] {
  return keys
    .filter((key) => !metricOf(key))
    .map((key) => ({
      code: 'unknown-metric',
      detail: `there is no metric “${key}”`,
      fix: `Use one of: ${metrics.map((metric) => metric.key).join(', ')}.`,
    }));
}

function checkRange({ range, grain }: MetricQuery): QueryRefusal[] {
  if (!isTimeZone(range.time_zone)) {
    const fix = 'Use a name of the IANA database, such as Europe/Warsaw or UTC.';
    return [{ code: 'unknown-time-zone', detail: `“${range.time_zone}” is not a time zone`, fix }];
  }
  const days = daysIn(range);
  if (!(days > 0)) {
    const detail = `the range from ${range.from} to ${range.to} holds no day`;
    return [
      { code: 'empty-range', detail, fix: '`to` is exclusive: make it at least the day after `from`.' },
    ];
  }
  if (range.from < earliest || range.to > latest) {
    const detail = `the range from ${range.from} to ${range.to} leaves the years that usage can lie in`;
    return [{ code: 'range-too-long', detail, fix: `Stay between ${earliest} and ${latest}.` }];
  }
  if (days > longestRangeDays || days * bucketsPerDay[grain] > longestSeries) {
    const detail = `${days} days by ${grain} are more than ${longestSeries} points or ten years`;
    return [{ code: 'range-too-long', detail, fix: 'Take a shorter range or a coarser grain.' }];
  }
  return [];
}

/** Facts besides usage are kept by company day. */
const ofDays = ({ computation }: Metric): boolean => factsIn(computation).some((fact) => fact !== 'usage');

function checkGrain(query: MetricQuery): QueryRefusal[] {
  if (query.grain !== 'hour') return [];
  return metricsOf(query)
    .filter(ofDays)
    .map(({ key, name }) => ({
      code: 'unsupported-grain',
      detail: `${name} is known by day, not by hour`,
      fix: `Leave ${key} out, or use a grain of day, week or month.`,
    }));
}

function checkDimensions(query: MetricQuery): QueryRefusal[] {
  const grouped = query.group_by.map((dimension) => ({ dimension, use: 'split' as const }));
  // A figure about persons may be narrowed by any dimension, yet split by team alone.
  const classFilter = query.filters.some((filter) => filter.dimension === 'token_class');
  const used = classFilter
    ? [...grouped, { dimension: 'token_class' as const, use: 'narrowed' as const }]
    : grouped;
  const narrowed = query.filters.map(({ dimension }) => ({ dimension, use: 'narrowed' as const }));
  const refused = metricsOf(query).flatMap((metric) =>
    // A sum of other facts cannot leave out what it does not know.
    (ofDays(metric) ? [...used, ...narrowed] : used)
      .filter(({ dimension }) => !metric.dimensions.includes(dimension))
      .map(({ dimension, use }) => unsupported(metric, dimension, use)),
  );
  return new Set(query.group_by).size === query.group_by.length ? refused : [...refused, repeated];
}

const repeated: QueryRefusal = {
  code: 'unsupported-dimension',
  detail: 'the same dimension is given twice in group_by',
  fix: 'Name each dimension once.',
};

function unsupported(metric: Metric, dimension: string, use: 'split' | 'narrowed'): QueryRefusal {
  const why =
    dimension === 'token_class' && metric.unit === 'usd'
      ? ': cost is kept per request, not per token class'
      : '';
  return {
    code: 'unsupported-dimension',
    detail: `${metric.name} cannot be ${use} by ${dimension}${why}`,
    fix: `Leave ${metric.key} out, or use one of its dimensions: ${metric.dimensions.join(', ')}.`,
  };
}

function checkValues({ filters }: Pick<MetricQuery, 'filters'>): QueryRefusal[] {
  return filters.flatMap(({ dimension, values }) => {
    const allowed: readonly string[] | undefined =
      dimension in flagValues ? flagValues[dimension as keyof typeof flagValues] : undefined;
    if (!allowed) return [];
    return values
      .filter((value) => !allowed.includes(value))
      .map((value) => ({
        code: 'unknown-value' as const,
        detail: `${dimension} is never “${value}”`,
        fix: `Use one of: ${allowed.join(', ')}.`,
      }));
  });
}
