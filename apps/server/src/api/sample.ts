import type { SampleStatus } from '@exchequer/model/contract';
import { administering, signedIn } from './base.ts';
import { refusal } from './problem.ts';

// That there is a simulated company, and how far it is loaded, says nothing about anyone.
const status = signedIn.sample.status.handler(({ context }) => context.services.sample.status());

const load = administering.sample.load.handler(async ({ input, context }) =>
  unlessBusy(await context.services.sample.load(input, context.actor)),
);

const remove = administering.sample.remove.handler(async ({ context }) =>
  unlessBusy(await context.services.sample.remove()),
);

function unlessBusy(status: SampleStatus | null): SampleStatus {
  if (status) return status;
  const fix = 'Wait until it is done: exchequer sample status.';
  throw refusal(409, 'sample-busy', 'the simulated company is being loaded or removed', fix);
}

export const sampleRouter = { status, load, remove };
