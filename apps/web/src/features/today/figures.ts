import type { MetricQuery } from '@exchequer/model/contract';
import { metric } from '../../api/metric-keys.ts';
import { defaultGrain, type Range } from '../../state/range.ts';
import type { View } from '../../state/view.ts';

type Asked = Pick<View, 'range' | 'compare' | 'filters' | 'cost'>;

/** Cost is kept per request, not per class: such a filter would refuse every figure about money. */
export const withoutClasses = (filters: View['filters']) =>
  filters.filter((f) => f.dimension !== 'token_class');

const base = (view: Asked, range: Range = view.range) => ({
  range,
  compare: view.compare,
  filters: withoutClasses(view.filters),
  group_by: [],
  grain: 'total' as const,
  limit: 12,
});

/** All hero figures in one question, with their course over time. */
export const heroQuery = (view: Asked): MetricQuery => ({
  ...base(view),
  grain: defaultGrain(view.range),
  metrics: [
    metric.spend.list,
    metric.spend.contracted,
    metric.spend.marginal,
    metric.tokens,
    metric.normalisedTokens,
    metric.costPerMillion[view.cost],
    metric.cacheReadShare,
    metric.unpricedShare,
    metric.unattributedShare,
    metric.suspense,
    metric.requests,
  ],
});

/** Figures about persons refuse some splits, so they are asked on their own. */
export const peopleQuery = (view: Asked): MetricQuery => ({
  ...base(view),
  metrics: [metric.perEmployeeMedian, metric.perEmployeeP90],
});

export const overTimeQuery = (view: Asked, by: 'model' | 'token_class'): MetricQuery => ({
  ...base(view),
  metrics: [by === 'model' ? metric.spend[view.cost] : metric.tokens],
  grain: defaultGrain(view.range),
  group_by: [by],
});

/** The compared range over time, as one line. */
export const compareQuery = (view: Asked, by: 'model' | 'token_class', range: Range): MetricQuery => ({
  ...base(view, range),
  compare: 'none',
  metrics: [by === 'model' ? metric.spend[view.cost] : metric.tokens],
  grain: defaultGrain(view.range),
});

export const classesQuery = (view: Asked): MetricQuery => ({
  ...base(view),
  metrics: [metric.tokens],
  group_by: ['token_class'],
});

export const moverDimensions = ['model', 'repo', 'team', 'tool'] as const;
export type MoverDimension = (typeof moverDimensions)[number];

export const moversQuery = (view: Asked, by: MoverDimension): MetricQuery => ({
  ...base(view),
  metrics: [metric.spend[view.cost], metric.tokens],
  group_by: [by],
  limit: 50,
});
