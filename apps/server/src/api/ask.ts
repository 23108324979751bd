import { ownCharge } from './ask-charge.ts';
import { estimateFor } from './ask-estimate.ts';
import { ownByKey, readingByKey } from './base.ts';
import { selfOf } from './me-own.ts';

const estimate = readingByKey.ask.estimate.handler(({ input, context }) => estimateFor(context, input));

const charge = ownByKey.ask.charge.handler(async ({ input, context }) => {
  const { id } = await selfOf(context, input.workspace);
  return ownCharge(context, input.workspace, id, input.id);
});

export const askRouter = { estimate, charge };
