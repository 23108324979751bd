import { workKey } from '@exchequer/model';
import { z } from 'zod';
import { anySigned, forged, hmac, unsigned } from './signature.ts';
import { leadFrom, misshapen, person, Telling } from './telling.ts';
import { header, type WebhookReader } from './webhook.ts';

const who = z.looseObject({ id: z.string(), email: z.string().nullish() });

const issueChange = z.looseObject({
  action: z.string(),
  actor: who.nullish(),
  data: z.looseObject({
    identifier: z.string(),
    createdAt: z.string(),
    updatedAt: z.string(),
    startedAt: z.string().nullish(),
    completedAt: z.string().nullish(),
    canceledAt: z.string().nullish(),
    state: z.looseObject({ id: z.string().nullish(), type: z.string() }),
    team: z.looseObject({ key: z.string() }).nullish(),
    assignee: who.nullish(),
    labels: z.array(z.looseObject({ name: z.string() })).nullish(),
  }),
  updatedFrom: z.looseObject({}).nullish(),
});
type IssueChange = z.infer<typeof issueChange>;

export const linear: WebhookReader = {
  vendor: 'linear',
  deliveryId: (delivery) => header(delivery, 'linear-delivery') || null,
  verify: (delivery, secrets) => {
    const signature = header(delivery, 'linear-signature');
    if (!signature) return unsigned('Linear-Signature');
    const sign = (secret: string) => hmac('sha256', secret, [delivery.body], 'hex');
    return anySigned([signature], secrets, sign) ? null : forged;
  },
  read: (payload, _delivery, context) => {
    const head = z.looseObject({ type: z.string(), action: z.string() }).safeParse(payload).data;
    const event = head ? `${head.type}.${head.action}` : 'unknown';
    const telling = new Telling('linear', event, context);
    if (event !== 'Issue.update' && event !== 'Issue.create') return telling.reading();
    const parsed = issueChange.safeParse(payload);
    if (!parsed.success) return misshapen('linear', event, context, parsed.error.issues);
    tellChange(parsed.data, telling);
    return telling.reading('no state changed');
  },
  steps: (url) => [
    'At Linear open Settings, API, Webhooks, New webhook.',
    `URL: ${url}`,
    'Data change events: Issues. Enter the signing secret that Linear shows as the secret of this source.',
  ],
};

function tellChange({ actor, data, updatedFrom }: IssueChange, telling: Telling): void {
  const moved = updatedFrom === null || updatedFrom === undefined || 'stateId' in updatedFrom;
  if (!moved) return;
  const by = data.assignee ?? actor;
  const detail = {
    work: workKey.ticket(data.identifier),
    version: data.updatedAt,
    service: data.team?.key.toLowerCase() ?? '',
    ...person('linear', by?.email, by?.id),
  };
  if (data.state.type === 'completed' && data.completedAt) {
    const feature = data.labels?.some(({ name }) => /^feature$/i.test(name)) ?? false;
    telling.tell({
      kind: feature ? 'feature.shipped' : 'ticket.resolved',
      at: data.completedAt,
      nth: data.completedAt,
      ...detail,
      ...leadFrom(data.startedAt ?? data.createdAt, data.completedAt),
    });
  } else if (data.state.type === 'canceled' && data.canceledAt) {
    telling.tell({ kind: 'ticket.abandoned', at: data.canceledAt, nth: data.canceledAt, ...detail });
  } else if (updatedFrom && typeof updatedFrom.completedAt === 'string') {
    // A change out of a completed state says when it had been completed.
    telling.tell({ kind: 'ticket.reopened', at: data.updatedAt, nth: data.updatedAt, ...detail });
  }
}
