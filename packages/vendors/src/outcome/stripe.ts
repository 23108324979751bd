import { workKey } from '@exchequer/model';
import { z } from 'zod';
import { anySigned, forged, hmac, unsigned, untimely } from './signature.ts';
import { misshapen, Telling, unixSeconds } from './telling.ts';
import { header, type WebhookReader } from './webhook.ts';

const customer = z.union([z.string(), z.looseObject({ id: z.string() })]).nullish();
const head = z.looseObject({ id: z.string(), type: z.string(), created: z.number(), livemode: z.boolean() });

const invoice = z.looseObject({
  id: z.string(),
  amount_paid: z.number().int(),
  currency: z.string(),
  customer,
  status_transitions: z.looseObject({ paid_at: z.number().nullish() }).nullish(),
});
const charge = z.looseObject({
  id: z.string(),
  amount_refunded: z.number().int(),
  currency: z.string(),
  customer,
});
const dataOf = <T extends z.ZodType>(object: T) => z.looseObject({ data: z.looseObject({ object }) });

export const stripe: WebhookReader = {
  vendor: 'stripe',
  // The event's id stands in the body; one that is delivered again is the same body.
  deliveryId: () => null,
  verify: (delivery, secrets, nowMs) => {
    const parts = header(delivery, 'stripe-signature')
      .split(',')
      .map((part) => part.trim());
    const partsNamed = (name: string) =>
      parts.filter((p) => p.startsWith(`${name}=`)).map((p) => p.slice(name.length + 1));
    const [time = ''] = partsNamed('t');
    const offered = partsNamed('v1');
    if (!time || offered.length === 0) return unsigned('Stripe-Signature');
    const sign = (secret: string) => hmac('sha256', secret, [`${time}.`, delivery.body], 'hex');
    return anySigned(offered, secrets, sign) ? untimely(unixSeconds(Number(time)), nowMs) : forged;
  },
  read: (payload, _delivery, context) => {
    const event = head.safeParse(payload);
    if (!event.success) return misshapen('stripe', 'unknown', context, event.error.issues);
    const { type, livemode, created } = event.data;
    const telling = new Telling('stripe', type, context);
    if (!livemode) return telling.reading('this is from test mode, where no money moves');
    if (type === 'invoice.paid') {
      const { data, error } = dataOf(invoice).safeParse(payload);
      if (!data) return misshapen('stripe', type, context, error.issues);
      tellPaid(data.data.object, created, telling);
    } else if (type === 'charge.refunded') {
      const { data, error } = dataOf(charge).safeParse(payload);
      if (!data) return misshapen('stripe', type, context, error.issues);
      tellRefunded(data.data.object, created, telling);
    }
    return telling.reading();
  },
  steps: (url) => [
    'At Stripe open Developers, Webhooks, Add destination.',
    'Events: invoice.paid and charge.refunded.',
    `Endpoint URL: ${url}`,
    'Enter the signing secret that Stripe reveals (whsec_…) as the secret of this source.',
  ],
};

/** Currencies whose smallest unit, as Stripe counts it, is not a hundredth. */
const wholeUnits = 'BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' ');
const thousandths = 'BHD JOD KWD OMR TND'.split(' ');

/** An amount in the smallest unit of its currency as a decimal in the currency. */
function decimalOf(minor: number, currency: string): string {
  const places = wholeUnits.includes(currency) ? 0 : thousandths.includes(currency) ? 3 : 2;
  const digits = String(Math.abs(minor)).padStart(places + 1, '0');
  const whole = digits.slice(0, digits.length - places);
  const fraction = places > 0 ? `.${digits.slice(-places)}` : '';
  return `${minor < 0 ? '-' : ''}${whole}${fraction}`;
}

const customerOf = (said: z.infer<typeof customer>): string =>
  (typeof said === 'string' ? said : said?.id) ?? 'unknown';

function tellPaid(paid: z.infer<typeof invoice>, created: number, telling: Telling): void {
  if (paid.amount_paid === 0) return;
  const currency = paid.currency.toUpperCase();
  const name = customerOf(paid.customer);
  telling.tell({
    kind: 'revenue.booked',
    work: workKey.customer('stripe', name),
    at: unixSeconds(paid.status_transitions?.paid_at ?? created),
    version: unixSeconds(created),
    nth: paid.id,
    customer: name,
    currency,
    value: decimalOf(paid.amount_paid, currency),
  });
}

/** A charge says how much of it was refunded in all, so that a later event replaces an earlier one. */
function tellRefunded(refunded: z.infer<typeof charge>, created: number, telling: Telling): void {
  const currency = refunded.currency.toUpperCase();
  const name = customerOf(refunded.customer);
  telling.tell({
    kind: 'revenue.refunded',
    work: workKey.customer('stripe', name),
    at: unixSeconds(created),
    nth: refunded.id,
    customer: name,
    currency,
    value: decimalOf(-refunded.amount_refunded, currency),
  });
}
