import { workKey } from '@exchequer/model';
import { z } from 'zod';
import { anySigned, forged, hmac, unsigned } from './signature.ts';
import { instantMs, misshapen, person, Telling } from './telling.ts';
import { header, type WebhookReader } from './webhook.ts';

const reference = z.looseObject({ id: z.string(), summary: z.string().nullish() });

const incidentEvent = z.looseObject({
  event: z.looseObject({
    id: z.string(),
    event_type: z.string(),
    occurred_at: z.string(),
    agent: reference.nullish(),
    data: z.looseObject({
      id: z.string(),
      created_at: z.string().nullish(),
      service: reference.nullish(),
    }),
  }),
});
type IncidentEvent = z.infer<typeof incidentEvent>['event'];

export const pagerduty: WebhookReader = {
  vendor: 'pagerduty',
  deliveryId: (delivery) => header(delivery, 'x-webhook-id') || null,
  verify: (delivery, secrets) => {
    const offered = header(delivery, 'x-pagerduty-signature')
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part.startsWith('v1='));
    if (offered.length === 0) return unsigned('X-PagerDuty-Signature');
    const sign = (secret: string) => `v1=${hmac('sha256', secret, [delivery.body], 'hex')}`;
    return anySigned(offered, secrets, sign) ? null : forged;
  },
  read: (payload, _delivery, context) => {
    const type = z.looseObject({ event: z.looseObject({ event_type: z.string() }) }).safeParse(payload);
    const event = type.data?.event.event_type ?? 'unknown';
    const telling = new Telling('pagerduty', event, context);
    if (event !== 'incident.triggered' && event !== 'incident.resolved') return telling.reading();
    const parsed = incidentEvent.safeParse(payload);
    if (!parsed.success) return misshapen('pagerduty', event, context, parsed.error.issues);
    tellIncident(parsed.data.event, telling);
    return telling.reading();
  },
  steps: (url) => [
    'At PagerDuty open Integrations, Generic Webhooks (v3), New Webhook.',
    `Webhook URL: ${url}`,
    'Events: incident.triggered and incident.resolved.',
    'PagerDuty shows a secret once; enter it as the secret of this source.',
  ],
};

function tellIncident({ id, event_type, occurred_at, agent, data }: IncidentEvent, telling: Telling): void {
  const told = {
    work: workKey.incident(data.service?.id ?? 'unknown', data.id),
    at: occurred_at,
    service: data.service?.summary ?? data.service?.id ?? '',
    ...person('pagerduty', null, agent?.id),
  };
  if (event_type === 'incident.triggered') {
    telling.tell({ kind: 'incident.opened', ...told });
    return;
  }
  const [opened, restored] = [instantMs(data.created_at ?? ''), instantMs(occurred_at)];
  const known = opened <= restored;
  telling.tell({
    kind: 'incident.resolved',
    ...told,
    nth: id,
    ...(known ? { restore_seconds: Math.round((restored - opened) / 1000), restore_count: 1 as const } : {}),
  });
}
