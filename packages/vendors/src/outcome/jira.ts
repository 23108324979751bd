import { workKey } from '@exchequer/model';
import { z } from 'zod';
import { anySigned, forged, hmac, unsigned } from './signature.ts';
import { leadFrom, misshapen, person, Telling } from './telling.ts';
import { header, type WebhookReader } from './webhook.ts';

const user = z.looseObject({ accountId: z.string().nullish(), emailAddress: z.string().nullish() });

const issueUpdated = z.looseObject({
  timestamp: z.number(),
  webhookEvent: z.string(),
  user: user.nullish(),
  issue: z.looseObject({
    key: z.string(),
    fields: z.looseObject({
      created: z.string().nullish(),
      status: z.looseObject({
        name: z.string(),
        statusCategory: z.looseObject({ key: z.string() }).nullish(),
      }),
      resolution: z.looseObject({ name: z.string() }).nullish(),
      issuetype: z.looseObject({ name: z.string() }).nullish(),
      assignee: user.nullish(),
    }),
  }),
  changelog: z
    .looseObject({
      id: z.union([z.string(), z.number()]),
      items: z.array(
        z.looseObject({
          field: z.string(),
          from: z.string().nullish(),
          to: z.string().nullish(),
          fromString: z.string().nullish(),
          toString: z.unknown(),
        }),
      ),
    })
    .nullish(),
});
type IssueUpdated = z.infer<typeof issueUpdated>;

/** Issue types whose completion ships something, and resolutions under which nothing was done. */
const features = /^(story|epic|feature|new feature|improvement)$/i;
const dropped = /^(won'?t (do|fix)|duplicate|cannot reproduce|declined|abandoned|invalid|incomplete)$/i;
const doneNames = /^(done|closed|resolved|complete[d]?)$/i;

export const jira: WebhookReader = {
  vendor: 'jira',
  deliveryId: (delivery) => header(delivery, 'x-atlassian-webhook-identifier') || null,
  verify: (delivery, secrets) => {
    const signature = header(delivery, 'x-hub-signature');
    if (!signature) return unsigned('X-Hub-Signature');
    const sign = (secret: string) => `sha256=${hmac('sha256', secret, [delivery.body], 'hex')}`;
    return anySigned([signature], secrets, sign) ? null : forged;
  },
  read: (payload, _delivery, context) => {
    const event =
      z.looseObject({ webhookEvent: z.string() }).safeParse(payload).data?.webhookEvent ?? 'unknown';
    const telling = new Telling('jira', event, context);
    if (event !== 'jira:issue_updated') return telling.reading();
    const parsed = issueUpdated.safeParse(payload);
    if (!parsed.success) return misshapen('jira', event, context, parsed.error.issues);
    tellChange(parsed.data, telling);
    return telling.reading('no status changed');
  },
  steps: (url) => [
    'At Jira open Settings, System, WebHooks, Create a WebHook.',
    `URL: ${url}`,
    'Secret: the one shown here.',
    'Events: Issue, updated. Limit it by JQL to the projects that count, if you like.',
  ],
};

function tellChange({ timestamp, user: who, issue, changelog }: IssueUpdated, telling: Telling): void {
  const items = changelog?.items ?? [];
  const status = items.find(({ field }) => field === 'status');
  const cleared = items.some(({ field, from, to }) => field === 'resolution' && from && !to);
  if (!status && !cleared) return;
  const { fields } = issue;
  const by = fields.assignee ?? who;
  const detail = {
    work: workKey.ticket(issue.key),
    at: timestamp,
    nth: String(changelog?.id ?? timestamp),
    service: issue.key.split('-')[0]?.toLowerCase() ?? '',
    ...person('jira', by?.emailAddress, by?.accountId),
  };
  const done = fields.status.statusCategory?.key === 'done';
  if (!done) {
    const wasDone = cleared || doneNames.test(status?.fromString ?? '');
    if (wasDone) telling.tell({ kind: 'ticket.reopened', ...detail });
    return;
  }
  if (!status) return;
  if (dropped.test(fields.resolution?.name ?? '')) {
    telling.tell({ kind: 'ticket.abandoned', ...detail });
    return;
  }
  telling.tell({
    kind: features.test(fields.issuetype?.name ?? '') ? 'feature.shipped' : 'ticket.resolved',
    ...detail,
    ...leadFrom(fields.created, timestamp),
  });
}
