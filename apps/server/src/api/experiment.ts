import type { ExperimentRefusal } from '@exchequer/store/experiment';
import { administering, reading } from './base.ts';
import { resultsOf } from './problem.ts';

const told = resultsOf<ExperimentRefusal>({
  'experiment-unknown': 404,
  'experiment-changed': 409,
  'experiment-over': 409,
});

const plan = administering.experiment.plan.handler(async ({ input, context }) => {
  const { workspace, ...wish } = input;
  return told(await context.services.experiments.plan(workspace, wish));
});

const launch = administering.experiment.launch.handler(async ({ input, context }) => {
  const { workspace, hash, ...wish } = input;
  return told(await context.services.experiments.launch(workspace, wish, hash, context.actor));
});

const list = reading.experiment.list.handler(async ({ input, context }) => ({
  experiments: await context.services.experiments.list(input.workspace),
}));

const get = reading.experiment.get.handler(async ({ input, context }) =>
  told(await context.services.experiments.get(input.workspace, input.id)),
);

const stop = administering.experiment.stop.handler(async ({ input, context }) =>
  told(await context.services.experiments.stop(input.workspace, input.id, input.reason, context.actor)),
);

export const experimentRouter = { plan, launch, list, get, stop };
