import { workKey } from '@exchequer/model';
import { z } from 'zod';
import { anySigned, forged, hmac, unsigned } from './signature.ts';
import { leadFrom, misshapen, person, Telling, unixSeconds } from './telling.ts';
import { header, type WebhookReader } from './webhook.ts';

const id = z.union([z.string(), z.number()]);

const notification = z.looseObject({
  topic: z.string(),
  id: z.string().nullish(),
  created_at: z.number(),
  data: z.looseObject({
    item: z.looseObject({
      id,
      created_at: z.number().nullish(),
      updated_at: z.number().nullish(),
      admin_assignee_id: id.nullish(),
      ai_agent_participated: z.boolean().nullish(),
      ai_agent: z
        .looseObject({ resolution_state: z.string().nullish(), rating: z.number().nullish() })
        .nullish(),
      conversation_rating: z.looseObject({ rating: z.number().nullish() }).nullish(),
      statistics: z.looseObject({ time_to_admin_reply: z.number().nullish() }).nullish(),
    }),
  }),
});
type Notification = z.infer<typeof notification>;

export const intercom: WebhookReader = {
  vendor: 'intercom',
  deliveryId: (delivery) => {
    try {
      return notification.safeParse(JSON.parse(delivery.body.toString())).data?.id ?? null;
    } catch {
      return null;
    }
  },
  verify: (delivery, secrets) => {
    const signature = header(delivery, 'x-hub-signature');
    if (!signature) return unsigned('X-Hub-Signature');
    const sign = (secret: string) => `sha1=${hmac('sha1', secret, [delivery.body], 'hex')}`;
    return anySigned([signature], secrets, sign) ? null : forged;
  },
  read: (payload, _delivery, context) => {
    const event = z.looseObject({ topic: z.string() }).safeParse(payload).data?.topic ?? 'unknown';
    const telling = new Telling('intercom', event, context);
    if (!event.startsWith('conversation.')) return telling.reading();
    const parsed = notification.safeParse(payload);
    if (!parsed.success) return misshapen('intercom', event, context, parsed.error.issues);
    tellConversation(parsed.data, telling);
    return telling.reading();
  },
  steps: (url) => [
    'At Intercom open the Developer Hub, your app, Configure, Webhooks.',
    `Endpoint URL: ${url}`,
    'Topics: conversation.admin.closed, conversation.admin.opened, conversation.admin.assigned, conversation.rating.added.',
    'Enter the client secret of the app (Basic information) as the secret of this source.',
  ],
};

const resolvedByAi = ['assumed_resolution', 'confirmed_resolution'];

function tellConversation(
  { topic, created_at, id: notified, data: { item } }: Notification,
  telling: Telling,
): void {
  const at = unixSeconds(created_at);
  const told = {
    work: workKey.ticket(`intercom-${item.id}`),
    at,
    nth: notified ?? String(created_at),
    handled_by: handledBy(item),
    ...person('intercom', null, item.admin_assignee_id),
  };
  if (topic === 'conversation.admin.closed') {
    const wait = item.statistics?.time_to_admin_reply;
    telling.tell({
      kind: 'ticket.resolved',
      ...told,
      ...(item.created_at ? leadFrom(unixSeconds(item.created_at), at) : {}),
      ...(wait ? { wait_seconds: Math.round(wait) } : {}),
    });
  } else if (topic === 'conversation.admin.opened') {
    telling.tell({ kind: 'ticket.reopened', ...told });
  } else if (
    topic === 'conversation.admin.assigned' &&
    item.ai_agent?.resolution_state === 'routed_to_team'
  ) {
    telling.tell({ kind: 'ticket.escalated', ...told, nth: '' });
  } else if (topic === 'conversation.rating.added') {
    const stars = item.conversation_rating?.rating ?? item.ai_agent?.rating ?? null;
    if (stars === null || stars < 1 || stars > 5) telling.reject('the rating is no number from 1 to 5');
    else
      telling.tell({
        kind: 'ticket.rated',
        ...told,
        quality_points: Math.round((stars - 1) * 25),
        quality_count: 1,
      });
  }
}

function handledBy(item: Notification['data']['item']): '' | 'ai' | 'human' | 'both' {
  const state = item.ai_agent?.resolution_state ?? '';
  if (resolvedByAi.includes(state)) return 'ai';
  if (item.ai_agent_participated === undefined || item.ai_agent_participated === null) return '';
  return item.ai_agent_participated ? 'both' : 'human';
}
