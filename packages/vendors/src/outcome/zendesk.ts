import { workKey } from '@exchequer/model';
import { z } from 'zod';
import { anySigned, forged, hmac, unsigned, untimely } from './signature.ts';
import { leadFrom, misshapen, person, Telling } from './telling.ts';
import { header, type WebhookReader } from './webhook.ts';

const id = z.union([z.string(), z.number()]);

const ticketEvent = z.looseObject({
  type: z.string(),
  id: z.string(),
  time: z.string(),
  detail: z.looseObject({
    id,
    created_at: z.string().nullish(),
    updated_at: z.string().nullish(),
    assignee_id: id.nullish(),
    group_id: id.nullish(),
    tags: z.array(z.string()).nullish(),
  }),
  event: z.looseObject({ current: z.unknown(), previous: z.unknown() }),
});
type TicketEvent = z.infer<typeof ticketEvent>;

const prefix = 'zen:event-type:ticket.';

export const zendesk: WebhookReader = {
  vendor: 'zendesk',
  deliveryId: (delivery) => header(delivery, 'x-zendesk-webhook-invocation-id') || null,
  verify: (delivery, secrets, nowMs) => {
    const signature = header(delivery, 'x-zendesk-webhook-signature');
    const time = header(delivery, 'x-zendesk-webhook-signature-timestamp');
    if (!signature || !time) return unsigned('X-Zendesk-Webhook-Signature with its timestamp');
    const sign = (secret: string) => hmac('sha256', secret, [time, delivery.body], 'base64');
    return anySigned([signature], secrets, sign) ? untimely(Date.parse(time), nowMs) : forged;
  },
  read: (payload, _delivery, context) => {
    const event = z.looseObject({ type: z.string() }).safeParse(payload).data?.type ?? 'unknown';
    const telling = new Telling('zendesk', event, context);
    if (!event.startsWith(prefix)) return telling.reading();
    const parsed = ticketEvent.safeParse(payload);
    if (!parsed.success) return misshapen('zendesk', event, context, parsed.error.issues);
    tellEvent(event.slice(prefix.length), parsed.data, telling);
    return telling.reading('neither its status, its group nor its rating changed');
  },
  steps: (url) => [
    'At Zendesk open Admin Center, Apps and integrations, Webhooks, Create webhook, Zendesk events.',
    'Events: Ticket status changed, Ticket group assignment changed, Ticket CSAT received.',
    `Endpoint URL: ${url}; POST, JSON, no authentication.`,
    'After creating it choose Reveal secret, and enter that as the secret of this source.',
  ],
};

const text = (value: unknown): string => (typeof value === 'string' ? value.toLowerCase() : '');
const solved = (status: string) => status === 'solved' || status === 'closed';

function tellEvent(what: string, { id: eventId, time, detail, event }: TicketEvent, telling: Telling): void {
  const told = {
    work: workKey.ticket(`zendesk-${detail.id}`),
    at: time,
    nth: eventId,
    service: detail.group_id ? `zendesk-group-${detail.group_id}` : '',
    handled_by: handledBy(detail.tags ?? []),
    ...person('zendesk', null, detail.assignee_id),
  };
  if (what === 'status_changed') {
    const [now, before] = [text(event.current), text(event.previous)];
    // Zendesk closes what has been solved for a while; that is no second resolution.
    if (solved(now) && !solved(before)) {
      telling.tell({ kind: 'ticket.resolved', ...told, ...leadFrom(detail.created_at, time) });
    } else if (!solved(now) && solved(before)) telling.tell({ kind: 'ticket.reopened', ...told });
  } else if (what === 'group_assignment_changed') {
    // From no group to the first one is how tickets arrive; from one to another is a hand-over.
    if (named(event.previous) && named(event.current)) telling.tell({ kind: 'ticket.escalated', ...told });
  } else if (what === 'csat_received') {
    const points = scoreOf(event);
    if (points === null) telling.reject('the rating is neither good, bad nor a number from 1 to 5');
    else telling.tell({ kind: 'ticket.rated', ...told, quality_points: points, quality_count: 1 });
  }
}

const named = (value: unknown): boolean =>
  value !== null && value !== undefined && String(value) !== '' && String(value) !== '0';

/** Zendesk marks with a tag what its AI agents resolved. */
function handledBy(tags: readonly string[]): '' | 'ai' {
  return tags.some((tag) => /^(ai_?agent_?resolved|zendesk_ai_resolved|automated_resolution)$/i.test(tag))
    ? 'ai'
    : '';
}

/** Satisfaction from 0 to 100: good or bad, or the one to five of newer surveys. */
function scoreOf(event: Record<string, unknown>): number | null {
  const rating = [event.current, event.rating, event.score].find(
    (value) => value !== undefined && value !== null,
  );
  const value =
    typeof rating === 'object' && rating ? ((rating as { score?: unknown }).score ?? null) : rating;
  if (/^good/.test(text(value))) return 100;
  if (/^bad/.test(text(value))) return 0;
  const stars = Number(value);
  return value !== null && value !== '' && stars >= 1 && stars <= 5 ? Math.round((stars - 1) * 25) : null;
}
