import type { Delivery } from '@exchequer/vendors/outcome';
import { refusal } from '../api/problem.ts';
import { type Call, notFound, send } from '../http/call.ts';
import { type BodyBudget, readBody } from '../ingest/body.ts';
import { usualLimits } from '../ingest/limits.ts';
import { ClientGone, IngestRefusal } from '../ingest/refusal.ts';
import type { DeliveryAnswer } from './deliver.ts';

export { takeDelivery } from './deliver.ts';
export { type Replayed, replayHeld } from './replay.ts';

/** Takes deliveries of vendors, whatever they are signed with. */
export interface Deliveries {
  deliver(sourceId: string, delivery: Delivery): Promise<DeliveryAnswer>;
}

const limits = { ...usualLimits, bodyBytes: 5 * 1024 * 1024, bodyMs: 30_000 };
const budget: BodyBudget = { used: 0 };
const address = /^\/hooks\/([A-Za-z0-9_]{1,80})$/;

/**
 * POST /hooks/<source id>: a delivery of a vendor. It carries no token: its signature is the credential,
 * over the bytes as they came. Some vendors ask with HEAD whether anybody is there.
 */
export async function takeHook(call: Call, deliveries: Deliveries): Promise<void> {
  const { req, res, method } = call;
  const [, sourceId] = address.exec(call.path) ?? [];
  if (!sourceId) throw notFound(call);
  if (method === 'HEAD') return send(res, 200, 'application/json', '');
  if (method !== 'POST') {
    res.setHeader('allow', 'POST, HEAD');
    throw refusal(
      405,
      'method-not-allowed',
      'deliveries are sent by POST',
      'Enter this address as a webhook.',
    );
  }
  const body = await bodyOf(call);
  if (!body) return;
  const answer = await deliveries.deliver(sourceId, { headers: req.headers, body });
  if (answer.status === 503) res.setHeader('retry-after', '5');
  send(res, answer.status, 'application/json', JSON.stringify(answer.body));
}

async function bodyOf({ req, res }: Call): Promise<Buffer | null> {
  try {
    const { bytes, release } = await readBody(req, limits, budget);
    // A body is at most 5 MB and is booked at once, so that its bytes are not charged any longer.
    release();
    return bytes;
  } catch (error) {
    if (error instanceof ClientGone) {
      res.destroy();
      return null;
    }
    if (error instanceof IngestRefusal) throw refusal(error.status, error.code, error.message, error.fix);
    throw error;
  }
}
