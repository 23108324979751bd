import type { Actor } from '@exchequer/core/access';
import { permits } from '@exchequer/core/access';
import type { UsageEventDetail } from '@exchequer/model/contract';
import { reading } from './base.ts';
import { answerable, anything } from './metric.ts';
import { refusal } from './problem.ts';

const list = reading.usage.list.handler(async ({ input, context }) => {
  const { workspace, filters, limit, cursor, ...range } = input;
  answerable({ ...anything, range, filters });
  return context.services.reports.events(workspace, { range, filters, limit, cursor });
});

const get = reading.usage.get.handler(async ({ input, context }) => {
  const event = await context.services.reports.event(input.workspace, input.id);
  if (!event) {
    const fix = 'Take the id from the list of events; events of another workspace are not found here.';
    throw refusal(404, 'no-such-event', `there is no usage event ${input.id}`, fix);
  }
  return maySeeWho(context.actor, event) ? event : withoutPerson(event);
});

/** Who acted is shown to that person and to admins. */
function maySeeWho(actor: Actor, event: UsageEventDetail): boolean {
  const { worker_id: worker } = event.attribution;
  return permits(actor.scopes, 'admin') || (worker !== '' && worker === actor.workerId);
}

/** A file's folder names its owner as surely as an email address does. */
function withoutPerson(event: UsageEventDetail): UsageEventDetail {
  return {
    ...event,
    source_file: event.source_file.slice(event.source_file.lastIndexOf('/') + 1),
    attribution: { ...event.attribution, identity: null, worker_id: '' },
  };
}

export const usageRouter = { list, get };
