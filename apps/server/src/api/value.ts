import { metricOf, metricPairs } from '@exchequer/core/metric';
import type { DateRange } from '@exchequer/model/contract';
import { reading } from './base.ts';
import { answerable, anything } from './metric.ts';
import { refusal } from './problem.ts';

/** Throws where a range or a key cannot be answered. */
function checked(range: DateRange, keys: readonly string[] = ['tokens']): DateRange {
  answerable({ ...anything, metrics: [...keys], range });
  return range;
}

const pairs = reading.value.pairs.handler(() => metricPairs.map((pair) => ({ ...pair })));

const evidence = reading.value.evidence.handler(({ input, context }) =>
  context.services.reports.evidence(
    input.workspace,
    checked(input.range, input.metrics),
    input.metrics,
    context.actor.id,
  ),
);

const explain = reading.value.explain.handler(async ({ input, context }) => {
  const { workspace, metric } = input;
  const range = checked(input.range);
  const told =
    metricOf(metric) && (await context.services.reports.explain(workspace, range, metric, context.actor.id));
  if (told) return told;
  throw refusal(
    404,
    'unknown-metric',
    `there is no metric “${metric}”`,
    'List the metrics and take a key from there.',
  );
});

const growth = reading.value.growth.handler(({ input, context }) =>
  context.services.reports.growth(input.workspace, checked(input.range), context.actor.id),
);

const curve = reading.value.curve.handler(({ input, context }) =>
  context.services.reports.curve(input.workspace, {
    range: checked(input.range),
    outcome: input.outcome,
    valuePerOutcome: input.value_per_outcome,
  }),
);

const access = reading.value.access.handler(({ input, context }) =>
  context.services.reports.access(input.workspace, checked(input.range)),
);

export const valueRouter = { pairs, evidence, explain, growth, curve, access };
