import { isIP } from 'node:net';
import type { ChannelKind } from '@exchequer/model';
import { administering } from './base.ts';
import { refusal } from './problem.ts';

const noChannel = (id: string) =>
  refusal(
    404,
    'unknown-channel',
    `there is no channel ${id}`,
    'List them: GET /api/w/{workspace}/alert-channels.',
  );

const channels = administering.alert.channels.handler(async ({ input, context }) => {
  const { alerts } = context.services;
  return { channels: await alerts.channels.list(input.workspace), mail: alerts.sender.mail };
});

const connect = administering.alert.connect.handler(async ({ input, context }) => {
  const { alerts } = context.services;
  const to = addressIn(input.kind, input.to);
  if (input.kind === 'email' && !alerts.sender.mail) {
    throw refusal(
      422,
      'no-mail-server',
      'no mail server is set, so that mails could not leave',
      'Start with EXCHEQUER_SMTP_URL=smtps://user:password@host and EXCHEQUER_MAIL_FROM, or use a webhook.',
    );
  }
  const { allow_private: allowPrivate, ...wish } = input;
  return alerts.channels.add({ ...wish, to, allowPrivate }, context.actor.id);
});

const mailAddress = /^[^\s@,<>]+@[^\s@,<>]+$/;

/** Refuses what could never arrive. */
function addressIn(kind: ChannelKind, text: string): string {
  if (kind === 'email') {
    const all = text.split(',').map((one) => one.trim());
    const wrong = all.find((one) => !mailAddress.test(one));
    if (wrong === undefined) return all.join(', ');
    throw refusal(
      422,
      'no-address',
      `“${wrong}” is no mail address`,
      'Write them as a@example.com, b@example.com.',
    );
  }
  const url = URL.canParse(text) ? new URL(text) : null;
  const isPlain = url?.protocol === 'http:';
  if (
    url &&
    (url.protocol === 'https:' || isPlain) &&
    !url.username &&
    !(isPlain && isIP(url.hostname) === 0)
  )
    return url.href;
  throw refusal(
    422,
    'no-address',
    'that is no address of a webhook',
    'Give an https address without a password; http is taken for bare IP addresses alone.',
  );
}

const disconnect = administering.alert.disconnect.handler(async ({ input, context }) => {
  const removed = await context.services.alerts.channels.remove(input.workspace, input.id);
  if (!removed) throw noChannel(input.id);
  return removed;
});

const test = administering.alert.test.handler(async ({ input, context }) => {
  const { alerts } = context.services;
  const end = await alerts.test(input.workspace, input.id, (delivery) => alerts.sender.send(delivery));
  if (!end) throw noChannel(input.id);
  return end.sent ? { sent: true, error: null } : { sent: false, error: end.error };
});

const list = administering.alert.list.handler(({ input, context }) =>
  context.services.alerts.list(input.workspace, { cursor: input.cursor, limit: input.limit }),
);

const resend = administering.alert.resend.handler(async ({ input, context }) => {
  const waiting = await context.services.alerts.resend(input.workspace, input.id);
  if (waiting !== null) return { waiting };
  throw refusal(
    404,
    'unknown-alert',
    `there is no alert ${input.id}`,
    'List them: GET /api/w/{workspace}/alerts.',
  );
});

export const alertRouter = { channels, connect, disconnect, test, list, resend };
