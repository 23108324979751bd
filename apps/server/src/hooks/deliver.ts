import { createHash } from 'node:crypto';
import type { LinkIntake, OutcomeIntake, OutcomeReport } from '@exchequer/model';
import {
  type DeliveryNote,
  type DeliverySource,
  type HeldDeliveries,
  noteDelivery,
  type OutcomeSources,
} from '@exchequer/store/outcome';
import {
  type Delivery,
  type OutcomeReading,
  type WebhookReader,
  webhookOf,
} from '@exchequer/vendors/outcome';
import type { Sql } from 'postgres';

/** What taking deliveries needs. */
export interface DeliveryDeps {
  sql: Sql;
  sources: Pick<OutcomeSources, 'find'>;
  outcomes: OutcomeIntake;
  links: LinkIntake;
  held: HeldDeliveries;
  now: () => Date;
  log: (message: string, error?: unknown) => void;
}

/** The answer to a vendor: its status tells it whether to send the delivery again. */
export interface DeliveryAnswer {
  status: 200 | 202 | 401 | 422 | 503;
  body:
    | { taken: number; duplicates: number; links: number; rejected: number }
    | { ignored: string; event: string }
    | { code: string; detail: string; fix: string };
}

/** The same for a source that is not there and for a signature that is none: neither tells of the other. */
const unbelieved: DeliveryAnswer = {
  status: 401,
  body: {
    code: 'delivery-refused',
    detail: 'there is no such source, or it did not sign this',
    fix: 'See the source at Exchequer: it says why its last delivery was refused.',
  },
};

const later: DeliveryAnswer = {
  status: 503,
  body: {
    code: 'busy',
    detail: 'the delivery could not be booked just now',
    fix: 'Deliver it again; nothing was lost.',
  },
};

/**
 * Verifies, reads and books one delivery. The journal comes first and the note of the delivery last: a
 * crash between them makes the vendor repeat, and the repeat finds everything booked.
 */
export async function takeDelivery(
  deps: DeliveryDeps,
  sourceId: string,
  delivery: Delivery,
): Promise<DeliveryAnswer> {
  try {
    const source = await deps.sources.find(sourceId);
    const reader = webhookOf(source?.vendor ?? 'github');
    // An unknown source costs as much time as a forged signature.
    const secrets = source?.secrets ?? ['0'.repeat(64)];
    const distrust = reader.verify(delivery, secrets, deps.now().getTime());
    if (!source) return unbelieved;
    if (distrust) {
      const { refused, fix } = distrust;
      const detail = `${refused}. ${fix}`;
      await note(deps, { sourceId, deliveryId: 'refused', event: '', state: 'refused', detail });
      // A secret entered wrongly loses nothing: once it is mended, what came is verified and read again.
      const why = { sourceId, believed: false, event: '', error: refused, fix };
      await deps.held.hold(why, delivery, deps.now());
      return unbelieved;
    }
    const answer = await takeVerified(deps, source, reader, delivery);
    if (answer.held) await deps.held.hold({ sourceId, believed: true, ...answer.held }, delivery, deps.now());
    else await deps.held.release(sourceId, delivery.body);
    return { status: answer.status, body: answer.body };
  } catch (error) {
    deps.log('a delivery could not be taken in', error);
    return later;
  }
}

/** Why something of a believed delivery stays out. */
export interface HeldBack {
  event: string;
  error: string;
  fix: string;
}

/** What became of a delivery that is believed: the answer, and why it has to be held where it has. */
export type VerifiedAnswer = DeliveryAnswer & { held?: HeldBack };

/** Reads and books a delivery whose signature was found good. */
export async function takeVerified(
  deps: DeliveryDeps,
  source: DeliverySource,
  reader: WebhookReader,
  delivery: Delivery,
): Promise<VerifiedAnswer> {
  const { workspace, id: sourceId, name: sourceName } = source;
  const deliveryId = reader.deliveryId(delivery) ?? createHash('sha256').update(delivery.body).digest('hex');
  const told = { sourceId, deliveryId };
  if (source.paused) {
    await note(deps, { ...told, event: '', state: 'ignored', detail: 'the source is paused' });
    return { status: 202, body: { ignored: 'the source is paused', event: '' } };
  }
  const payload = parsed(delivery.body);
  if (payload === undefined) return refuseText(deps, source, deliveryId);
  const reading = reader.read(payload, delivery, { workspace, nowMs: deps.now().getTime(), sourceName });
  if (reading.ignored !== null) {
    await note(deps, { ...told, event: reading.event, state: 'ignored', detail: reading.ignored });
    return { status: 202, body: { ignored: reading.ignored, event: reading.event } };
  }
  const report = await deps.outcomes.book(workspace, reading.outcomes);
  if (reading.evidence.links.length > 0) await deps.links.keep(workspace, reading.evidence);
  return settle(deps, source, deliveryId, reading, report);
}

async function settle(
  deps: DeliveryDeps,
  { id: sourceId }: DeliverySource,
  deliveryId: string,
  { event, outcomes, evidence, rejects }: OutcomeReading,
  { duplicates }: OutcomeReport,
): Promise<VerifiedAnswer> {
  const nothing = outcomes.length + evidence.links.length === 0;
  const [first] = rejects;
  await note(deps, {
    ...{ sourceId, deliveryId, event },
    state: nothing ? 'refused' : 'taken',
    detail: nothing && first ? first.error : '',
  });
  if (nothing && first) {
    const { error, fix } = first;
    return {
      status: 422,
      body: { code: 'unreadable-delivery', detail: error, fix },
      held: { event, error, fix },
    };
  }
  const taken = outcomes.length - duplicates;
  return {
    status: 200,
    body: { taken, duplicates, links: evidence.links.length, rejected: rejects.length },
    ...(first && { held: { event, error: first.error, fix: first.fix } }),
  };
}

async function refuseText(
  deps: DeliveryDeps,
  source: DeliverySource,
  deliveryId: string,
): Promise<VerifiedAnswer> {
  const error = 'the delivery is signed and its body is not JSON';
  const fix = 'Choose JSON as the content type of the webhook at the vendor.';
  await note(deps, { sourceId: source.id, deliveryId, event: '', state: 'refused', detail: error });
  const held = { event: '', error, fix };
  return { status: 422, body: { code: 'malformed-body', detail: error, fix }, held };
}

const note = (deps: DeliveryDeps, told: DeliveryNote) => noteDelivery(deps.sql, told, deps.now());

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}
