import { oc } from '@orpc/contract';
import { z } from 'zod';
import { alertLevels, alertTopicNames, channelKinds } from '../alert/alert.ts';
import { countString, instant, nextCursor, pageInput, workspaceSchema } from './shared.ts';

const ws = { workspace: workspaceSchema };
const id = z.string().min(1).max(80);
const topics = z.array(z.enum(alertTopicNames)).min(1);
const route = (method: 'GET' | 'POST' | 'DELETE', rest: string, summary: string) =>
  oc.route({ method, path: `/api/w/{workspace}/${rest}`, summary });

/** Where alerts go. The address of a webhook is a secret: its host alone is shown. */
export const alertChannelSchema = z.object({
  id: z.string(),
  kind: z.enum(channelKinds),
  name: z.string(),
  place: z.string(),
  topics,
  least: z.enum(alertLevels),
  state: z.enum(['untried', 'well', 'failing']),
  sent: countString,
  failed: countString,
  last_sent_at: instant.nullable(),
  last_error: z.string().nullable(),
});
export type AlertChannel = z.infer<typeof alertChannelSchema>;

export const alertSchema = z.object({
  id: z.string(),
  topic: z.enum(alertTopicNames),
  level: z.enum(alertLevels),
  title: z.string(),
  says: z.string(),
  /** Page of the web app with its search. */
  path: z.string(),
  at: instant,
  deliveries: z.array(
    z.object({
      channel: z.string(),
      state: z.enum(['waiting', 'sent', 'failed']),
      attempts: z.number().int(),
      sent_at: instant.nullable(),
      error: z.string().nullable(),
    }),
  ),
});
export type AlertView = z.infer<typeof alertSchema>;

export const alertContract = {
  channels: route('GET', 'alert-channels', 'Where alerts go, and how their delivery does')
    .input(z.object(ws))
    .output(z.object({ channels: z.array(alertChannelSchema), mail: z.boolean() })),
  connect: route('POST', 'alert-channels', 'Send alerts somewhere; the secret of a webhook is told once')
    .input(
      z.object({
        ...ws,
        kind: z.enum(channelKinds),
        name: z.string().trim().min(1).max(100),
        to: z.string().trim().min(3).max(2_000).meta({
          description: 'addresses of people, divided by commas; or the address of a webhook',
        }),
        topics: topics.default([...alertTopicNames]),
        least: z.enum(alertLevels).default('info'),
        allow_private: z.boolean().default(false).meta({
          description: 'allow an address inside this network',
        }),
      }),
    )
    .output(z.object({ channel: alertChannelSchema, secret: z.string().nullable() })),
  disconnect: route('DELETE', 'alert-channels/{id}', 'Send no more alerts there')
    .input(z.object({ ...ws, id }))
    .output(alertChannelSchema),
  test: route('POST', 'alert-channels/{id}/test', 'Send a test now, and say how it went')
    .input(z.object({ ...ws, id }))
    .output(z.object({ sent: z.boolean(), error: z.string().nullable() })),
  list: route('GET', 'alerts', 'Alerts, newest first, with their deliveries')
    .input(z.object({ ...ws, ...pageInput }))
    .output(z.object({ alerts: z.array(alertSchema), next_cursor: nextCursor })),
  resend: route('POST', 'alerts/{id}/resend', 'Send an alert again to whom it did not reach')
    .input(z.object({ ...ws, id }))
    .output(z.object({ waiting: z.number().int() })),
};
