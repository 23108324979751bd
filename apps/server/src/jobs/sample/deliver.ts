import { createHmac } from 'node:crypto';
import type { VendorDelivery } from '@exchequer/company';
import type { NormalisedOutcome, WorkLink } from '@exchequer/model';
import { type Delivery, type OutcomeReading, webhookOf } from '@exchequer/vendors/outcome';
import type { SampleParts } from './parts.ts';

/** Outcomes and links that are booked together, as those are that arrive at the same time. */
const bookedAtOnce = 20_000;

/** Where a company's vendors deliver to. */
export interface Vendors {
  deliver(delivery: VendorDelivery): Promise<void>;
  /** Books what was delivered. */
  arrived(): Promise<void>;
}

/**
 * The vendors of a company: each has a source of its own in the workspace and signs with the secret of
 * that source; what it sends is verified and read as what comes over the network, and booked in large
 * batches.
 */
export function vendorsOf(parts: Pick<SampleParts, 'outcomes' | 'links' | 'actor' | 'now'>): Vendors {
  const { outcomes, links, actor, now } = parts;
  const secrets = new Map<string, Promise<string>>();
  let rows: NormalisedOutcome[] = [];
  let evidence: WorkLink[] = [];
  const secretOf = (vendor: VendorDelivery['vendor']) => {
    const known = secrets.get(vendor);
    if (known) return known;
    const name = `Halyard Robotics (fictional) at ${vendor}`;
    const made = outcomes.sources
      .add({ workspace: 'sample', vendor, name }, actor.id)
      .then(({ secret }) => secret);
    secrets.set(vendor, made);
    return made;
  };
  const arrived = async () => {
    const [told, linked] = [rows, evidence];
    [rows, evidence] = [[], []];
    if (told.length > 0) await outcomes.book('sample', told);
    if (linked.length > 0) await links.keep('sample', { links: linked, commits: [], sessionCommits: [] });
  };
  return {
    arrived,
    deliver: async (delivery) => {
      const secret = await secretOf(delivery.vendor);
      const reading = readAsSent(delivery, secret, now());
      rows.push(...reading.outcomes);
      evidence.push(...reading.evidence.links);
      if (rows.length + evidence.length >= bookedAtOnce) await arrived();
    },
  };
}

/** What the vendor's own reader makes of the signed bytes; a delivery that it refuses is a fault of ours. */
function readAsSent(delivery: VendorDelivery, secret: string, now: Date): OutcomeReading {
  const reader = webhookOf(delivery.vendor);
  const sent = signed(delivery, secret, now);
  const context = { workspace: 'sample', nowMs: now.getTime(), sourceName: delivery.vendor };
  const distrust = reader.verify(sent, [secret], context.nowMs);
  if (distrust) throw new Error(`a delivery of ${delivery.vendor} was refused: ${distrust.refused}`);
  const reading = reader.read(JSON.parse(sent.body.toString()), sent, context);
  const [reject] = reading.rejects;
  if (reject || reading.ignored !== null) {
    throw new Error(`a delivery of ${delivery.vendor} was not read: ${reject?.error ?? reading.ignored}`);
  }
  return reading;
}

/** The delivery with the headers that its vendor sends. */
function signed({ vendor, id, event, body: payload }: VendorDelivery, secret: string, now: Date): Delivery {
  const body = Buffer.from(JSON.stringify(payload));
  const sign = (encoding: 'hex' | 'base64', before = '') =>
    createHmac('sha256', secret).update(before).update(body).digest(encoding);
  if (vendor === 'github') {
    const signature = { 'x-hub-signature-256': `sha256=${sign('hex')}` };
    return { body, headers: { ...signature, 'x-github-event': event, 'x-github-delivery': id } };
  }
  if (vendor === 'linear') {
    return { body, headers: { 'linear-signature': sign('hex'), 'linear-delivery': id } };
  }
  if (vendor === 'pagerduty') {
    return { body, headers: { 'x-pagerduty-signature': `v1=${sign('hex')}`, 'x-webhook-id': id } };
  }
  if (vendor === 'stripe') {
    const time = Math.floor(now.getTime() / 1_000);
    return { body, headers: { 'stripe-signature': `t=${time},v1=${sign('hex', `${time}.`)}` } };
  }
  const time = now.toISOString();
  return {
    body,
    headers: {
      'x-zendesk-webhook-signature': sign('base64', time),
      'x-zendesk-webhook-signature-timestamp': time,
      'x-zendesk-webhook-invocation-id': id,
    },
  };
}
