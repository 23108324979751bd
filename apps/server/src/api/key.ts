import { administering, reading } from './base.ts';
import { gated } from './gateway-answer.ts';

// What a key has spent is its worker's own and stands in no list.
const list = reading.key.list.handler(async ({ input, context }) => {
  const { workspace, worker, state } = input;
  return { keys: await context.services.gate.keys.list(workspace, { worker, state }) };
});

const create = administering.key.create.handler(async ({ input, context }) => {
  const { workspace, ...wish } = input;
  return gated(await context.services.gate.keys.create(workspace, wish, context.actor));
});

const change = administering.key.change.handler(async ({ input, context }) => {
  const { workspace, id, ...wish } = input;
  return gated(await context.services.gate.keys.change(workspace, id, wish, context.actor));
});

const rotate = administering.key.rotate.handler(async ({ input, context }) => {
  const { workspace, id, overlap_seconds: overlap } = input;
  return gated(await context.services.gate.keys.rotate(workspace, id, overlap, context.actor));
});

const revoke = administering.key.revoke.handler(async ({ input, context }) =>
  gated(await context.services.gate.keys.revoke(input.workspace, input.id, context.actor)),
);

export const keyRouter = { list, create, change, rotate, revoke };
