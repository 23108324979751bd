import { isCannotTell } from '@exchequer/core/analysis';
import { formatUsd } from '@exchequer/model';
import { bridgeLevels, type DateRange } from '@exchequer/model/contract';
import { readBridge, readCohorts, readSpikes } from '@exchequer/store/analytics/explain';
import { reading } from './base.ts';
import { bridgeView } from './explain-bridge.ts';
import { spikeView } from './explain-spike.ts';
import { answerable, anything } from './metric.ts';

/** Throws where a range cannot be answered. */
const checked = (range: DateRange): DateRange => {
  answerable({ ...anything, range });
  return range;
};

const bridge = reading.explain.bridge.handler(async ({ input, context }) => {
  const { workspace, compare, by, cost, level, filters } = input;
  const range = checked(input.range);
  const facts = context.services.explain.facts(workspace, context.actor.id);
  const depth = bridgeLevels.indexOf(level) + 1;
  const read = await readBridge(facts, { range, compare, by, cost, depth, filters });
  return bridgeView(facts, { range, by, cost }, read);
});

const spikes = reading.explain.spikes.handler(async ({ input, context }) => {
  const { workspace, cost, floor } = input;
  const range = checked(input.range);
  const facts = context.services.explain.facts(workspace, context.actor.id);
  const read = await readSpikes(facts, range, { cost, floor: Number(floor) });
  if (isCannotTell(read)) return { range, cost, floor, needs: read.needs, watched: 0, spikes: [] };
  const told = await Promise.all(read.incidents.map((one) => spikeView(facts, one)));
  return { range, cost, floor, needs: null, watched: read.watched, spikes: told };
});

const cohorts = reading.explain.cohorts.handler(async ({ input, context }) => {
  const { workspace, by, cost } = input;
  const facts = context.services.explain.facts(workspace, context.actor.id);
  const read = await readCohorts(facts, checked(input.range), { by, cost });
  if (isCannotTell(read)) return { by, needs: read.needs, months: [], run_rate: null, cohorts: [] };
  const { months, runRate: rate } = read;
  const text = (value: number | null) => (value === null ? null : value.toFixed(6));
  return {
    by,
    needs: isCannotTell(read.cohorts) ? read.cohorts.needs : null,
    months: [...months],
    run_rate: isCannotTell(rate)
      ? null
      : { per_day: formatUsd(rate.perDay), per_year: formatUsd(rate.perYear), growth: text(rate.growth) },
    cohorts: (isCannotTell(read.cohorts) ? [] : read.cohorts).map(
      ({ month, entities, spend, retention }) => ({
        ...{ month, entities, spend: spend.map(formatUsd), retention: retention.map(text) },
      }),
    ),
  };
});

export const explainRouter = { bridge, spikes, cohorts };
