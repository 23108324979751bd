import type { DueDelivery } from '@exchequer/store/alert';

/** An alert in words: what a mail or a chat shows. */
export interface AlertMessage {
  subject: string;
  text: string;
  link: string;
}

/** What the simulated company tells must not be taken for real. */
const marked = ({ workspace, title }: DueDelivery): string =>
  workspace === 'sample' ? `SAMPLE: ${title}` : title;

/** @param baseUrl address of the web app, without a slash at its end */
export function messageOf(delivery: DueDelivery, baseUrl: string): AlertMessage {
  const link = `${baseUrl}/w/${delivery.workspace}${delivery.path}`;
  return { subject: marked(delivery), text: delivery.says, link };
}

/** A CloudEvent, as webhooks receive it. The id is that of the alert: by it a repeat is told. */
export const cloudEventOf = (delivery: DueDelivery, baseUrl: string) => ({
  specversion: '1.0',
  id: delivery.alertId,
  source: baseUrl,
  type: delivery.isTest ? 'test' : delivery.topic,
  time: delivery.at.toISOString(),
  datacontenttype: 'application/json',
  data: {
    workspace: delivery.workspace,
    level: delivery.level,
    title: marked(delivery),
    says: delivery.says,
    url: messageOf(delivery, baseUrl).link,
    ...delivery.data,
  },
});

/** What Slack and those who speak like it take: a line for notifications, and blocks. */
export function slackOf(delivery: DueDelivery, baseUrl: string) {
  const { subject, text, link } = messageOf(delivery, baseUrl);
  const plain = (raw: string) => raw.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return {
    text: `${plain(subject)}: ${plain(text)}`,
    blocks: [
      { type: 'section', text: { type: 'mrkdwn', text: `*${plain(subject)}*\n${plain(text)}` } },
      { type: 'section', text: { type: 'mrkdwn', text: `<${link}|Open in Exchequer>` } },
    ],
  };
}
