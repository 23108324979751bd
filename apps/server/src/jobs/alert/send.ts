import { isIP } from 'node:net';
import type { ChannelAddress, DeliveryEnd, DueDelivery } from '@exchequer/store/alert';
import { createTransport, type Transporter } from 'nodemailer';
import { Webhook } from 'standardwebhooks';
import { Agent, request } from 'undici';
import { AddressRefused, isPrivateAddress, publicLookup } from '../../gateway/upstream/address.ts';
import { cloudEventOf, messageOf, slackOf } from './message.ts';

/** What sending needs of this install. */
export interface SenderOptions {
  /** `smtps://user:password@host`; empty where no mail is set up. */
  smtpUrl: string;
  /** Whom mails are from. */
  mailFrom: string;
  baseUrl: () => string;
  now: () => Date;
}

export interface Sender {
  /** Whether mail is set up. */
  mail: boolean;
  /** Sends a delivery once; never throws. */
  send(delivery: DueDelivery): Promise<DeliveryEnd>;
  close(): Promise<void>;
}

const timeoutMs = 10_000;

export function createSender({ smtpUrl, mailFrom, baseUrl, now }: SenderOptions): Sender {
  const mail = smtpUrl === '' ? null : createTransport(smtpUrl, { from: mailFrom });
  const [outside, anywhere] = [agent(false), agent(true)];
  const post = (address: ChannelAddress, body: string, headers: Record<string, string>) =>
    postTo(address.allowPrivate ? anywhere : publicOnly(outside, address.to), address.to, body, headers);
  return {
    mail: mail !== null,
    send: async (delivery) => {
      try {
        const { address } = delivery;
        if (address.kind === 'email') return await sendMail(mail, delivery, baseUrl());
        if (address.kind === 'slack')
          return await post(address, JSON.stringify(slackOf(delivery, baseUrl())), {});
        const body = JSON.stringify(cloudEventOf(delivery, baseUrl()));
        return await post(address, body, signatureOf(delivery, body, now()));
      } catch (error) {
        return { sent: false, error: wordsOf(error), final: false };
      }
    },
    close: async () => {
      mail?.close();
      await Promise.all([outside.close(), anywhere.close()]);
    },
  };
}

/** Redirects are not followed: they would lead where nobody looked. */
const agent = (allowPrivate: boolean): Agent =>
  new Agent({
    connect: { timeout: timeoutMs, ...(!allowPrivate && { lookup: publicLookup() }) },
    ...{ headersTimeout: timeoutMs, bodyTimeout: timeoutMs },
  });

/** An address that is a number is never looked up, so that it is judged here. */
function publicOnly(outside: Agent, to: string): Agent {
  const host = new URL(to).hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && isPrivateAddress(host)) throw new AddressRefused(host);
  return outside;
}

async function postTo(
  dispatcher: Agent,
  to: string,
  body: string,
  headers: Record<string, string>,
): Promise<DeliveryEnd> {
  const answer = await request(to, {
    ...{ method: 'POST', dispatcher, body, signal: AbortSignal.timeout(timeoutMs) },
    headers: { 'content-type': 'application/json', 'user-agent': 'Exchequer', ...headers },
  });
  await answer.body.dump();
  const { statusCode: status } = answer;
  if (status >= 200 && status < 300) return { sent: true };
  // Gone for good, or refused for what it is: the same again would be refused again.
  const final = status >= 300 && status < 500 && ![408, 409, 425, 429].includes(status);
  return { sent: false, error: `it answered ${status}`, final };
}

/** Signs as Standard Webhooks do. Each attempt has its own time: receivers refuse old ones. */
function signatureOf({ alertId, address }: DueDelivery, body: string, sentAt: Date): Record<string, string> {
  return {
    'webhook-id': alertId,
    'webhook-timestamp': String(Math.floor(sentAt.getTime() / 1_000)),
    'webhook-signature': new Webhook(address.secret ?? '').sign(alertId, sentAt, body),
  };
}

async function sendMail(
  mail: Transporter | null,
  delivery: DueDelivery,
  baseUrl: string,
): Promise<DeliveryEnd> {
  if (!mail) return { sent: false, error: 'no mail server is set (EXCHEQUER_SMTP_URL)', final: false };
  const { subject, text, link } = messageOf(delivery, baseUrl);
  await mail.sendMail({
    to: delivery.address.to,
    subject: `Exchequer: ${subject}`,
    text: `${text}\n\n${link}\n`,
    messageId: `<${delivery.alertId}.${delivery.id}@exchequer>`,
  });
  return { sent: true };
}

/** Says what went wrong without the address, which is a secret. */
function wordsOf(error: unknown): string {
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (code === 'ADDRESS_REFUSED') return 'its address is inside this network, which was not allowed';
  const words = typeof code === 'string' ? code : String(message ?? error);
  return words.replace(/https?:\/\/\S+/g, '(address)').slice(0, 300);
}
