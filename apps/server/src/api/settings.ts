import { administering, signedIn } from './base.ts';

// Name, zone and fiscal year say nothing about anyone, and no page can be read without them.
const get = signedIn.settings.get.handler(({ context }) => context.services.settings.current());

const put = administering.settings.put.handler(({ input, context }) =>
  context.services.settings.change(input, context.actor),
);

export const settingsRouter = { get, put };
