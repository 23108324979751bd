import { administering, reading } from './base.ts';

const get = reading.settings.get.handler(({ context }) => context.services.settings.current());

const put = administering.settings.put.handler(({ input, context }) =>
  context.services.settings.change(input, context.actor),
);

export const settingsRouter = { get, put };
