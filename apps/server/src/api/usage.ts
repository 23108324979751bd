import type { Actor } from '@exchequer/core/access';
import { permits } from '@exchequer/core/access';
import type { UsageEventDetail } from '@exchequer/model/contract';
import { reading } from './base.ts';
import { answerable, anything } from './metric.ts';
import { refusal } from './problem.ts';

const list = reading.usage.list.handler(async ({ input, context }) => {
  const { workspace, filters, limit, cursor, ...range } = input;
  answerable({ ...anything, range, filters });
  const asked = { range, filters, limit, cursor };
  const page = await context.services.reports.events(workspace, asked, context.actor.id);
  const { withheld, ...listed } = page;
  if (withheld === undefined) return listed;
  const fix = 'Widen the range or the filters. What is your own stands on Me.';
  throw refusal(403, 'too-few-persons', `a list needs ${withheld}`, fix);
});

const get = reading.usage.get.handler(async ({ input, context }) => {
  const event = await context.services.reports.event(input.workspace, input.id);
  if (!event) {
    const fix = 'Take the id from the list of events; events of another workspace are not found here.';
    throw refusal(404, 'no-such-event', `there is no usage event ${input.id}`, fix);
  }
  if (isOwn(context.actor, event)) return event;
  if (await context.services.reports.protects(input.workspace)) return withoutPlace(withoutPerson(event));
  return permits(context.actor.scopes, 'admin') ? event : withoutPerson(event);
});

function isOwn(actor: Actor, { attribution }: UsageEventDetail): boolean {
  return attribution.worker_id !== '' && attribution.worker_id === actor.workerId;
}

/** A file's folder names its owner as surely as an email address does. */
function withoutPerson(event: UsageEventDetail): UsageEventDetail {
  return {
    ...event,
    source_file: event.source_file.slice(event.source_file.lastIndexOf('/') + 1),
    attribution: { ...event.attribution, identity: null, worker_id: '' },
  };
}

/**
 * One call is always one person's: among five and more, others see what it was and what it cost, and
 * nothing by which it could be put together with further calls of the same person.
 */
function withoutPlace(event: UsageEventDetail): UsageEventDetail {
  return {
    ...event,
    ...{ session_id: '', thread: '', repo: '', branch: '', project: '', agent: '', team: '' },
    ...{ source_event_id: '', source_file: '', source_line: null, workflow: '', commit: '' },
    attribution: { ...event.attribution, team: '' },
    bookings: event.bookings.map((booking) => ({ ...booking, batch_id: '' })),
    same_call: [],
  };
}

export const usageRouter = { list, get };
