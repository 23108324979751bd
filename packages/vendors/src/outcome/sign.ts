import type { WebhookVendor } from '@exchequer/model/contract';
import { hmac } from './signature.ts';

/** Headers as the vendor sends them with a body, without those that only name the delivery. */
type Signed = Record<string, string>;

const stripeSeconds = (atMs: number): string => String(Math.floor(atMs / 1000));

const signers: Record<WebhookVendor, (secret: string, body: Buffer, atMs: number) => Signed> = {
  github: (secret, body) => ({ 'x-hub-signature-256': `sha256=${hmac('sha256', secret, [body], 'hex')}` }),
  gitlab: (secret) => ({ 'x-gitlab-token': secret }),
  jira: (secret, body) => ({ 'x-hub-signature': `sha256=${hmac('sha256', secret, [body], 'hex')}` }),
  linear: (secret, body) => ({ 'linear-signature': hmac('sha256', secret, [body], 'hex') }),
  zendesk: (secret, body, atMs) => {
    const time = new Date(atMs).toISOString();
    return {
      'x-zendesk-webhook-signature': hmac('sha256', secret, [time, body], 'base64'),
      'x-zendesk-webhook-signature-timestamp': time,
    };
  },
  intercom: (secret, body) => ({ 'x-hub-signature': `sha1=${hmac('sha1', secret, [body], 'hex')}` }),
  stripe: (secret, body, atMs) => {
    const t = stripeSeconds(atMs);
    return { 'stripe-signature': `t=${t},v1=${hmac('sha256', secret, [`${t}.`, body], 'hex')}` };
  },
  pagerduty: (secret, body) => ({ 'x-pagerduty-signature': `v1=${hmac('sha256', secret, [body], 'hex')}` }),
};

/** Signs a body as its vendor does: for what stands in for a vendor, such as the simulated company. */
export const signDelivery = (vendor: WebhookVendor, secret: string, body: Buffer, atMs: number): Signed =>
  signers[vendor](secret, body, atMs);
