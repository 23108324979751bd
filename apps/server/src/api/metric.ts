import { checkQuery, metrics, type QueryRefusal, toDefinition } from '@exchequer/core/metric';
import type { MetricQuery } from '@exchequer/model/contract';
import { reading } from './base.ts';
import { refusal } from './problem.ts';

/** Throws everything that is wrong with a query as one problem; returns it when it can be answered. */
export function answerable(query: MetricQuery): MetricQuery {
  const refused = checkQuery(query);
  const first: QueryRefusal | undefined = refused[0];
  if (!first) return query;
  const distinct = (texts: string[]) => [...new Set(texts)];
  throw refusal(
    422,
    first.code,
    distinct(refused.map(({ detail }) => detail)).join('; '),
    distinct(refused.map(({ fix }) => fix)).join(' '),
  );
}

const catalogue = reading.metric.catalogue.handler(() => metrics.map(toDefinition));

const query = reading.metric.query.handler(async ({ input, context }) => {
  const { workspace, ...asked } = input;
  return context.services.reports.metrics(workspace, answerable(asked), context.actor.id);
});

const values = reading.metric.values.handler(async ({ input, context }) => {
  const { workspace, dimension, search, ...range } = input;
  answerable({ ...anything, range });
  return context.services.reports.values(workspace, { dimension, range, search }, context.actor.id);
});

/** A query that asks nothing of its own, to have a range checked like any other. */
export const anything = {
  metrics: ['tokens'],
  grain: 'total',
  group_by: [],
  filters: [],
  compare: 'none',
  limit: 1,
} satisfies Omit<MetricQuery, 'range'>;

export const metricRouter = { catalogue, query, values };
