import type { Workspace } from '@exchequer/model/contract';
import type { HeldDelivery } from '@exchequer/store/outcome';
import { webhookOf } from '@exchequer/vendors/outcome';
import { type DeliveryDeps, type HeldBack, takeVerified } from './deliver.ts';

/** What trying held deliveries again brought. */
export interface Replayed {
  taken: number;
  stillHeld: number;
}

/**
 * Verifies and reads held deliveries again, in the order in which they came. Their signed time is judged
 * at the moment when they came, by the secrets that hold now: a secret entered wrongly is mended, a
 * delivery that was caught and sent later is not. What is booked already adds nothing, so that a crash in
 * the middle is mended by trying again.
 */
export async function replayHeld(
  deps: DeliveryDeps,
  workspace: Workspace,
  ids?: readonly string[],
): Promise<Replayed> {
  const waiting = await deps.held.open(workspace, ids);
  let taken = 0;
  for (const one of waiting) {
    const why = await readAgain(deps, one);
    if (why) await deps.held.restate(one.id, why);
    else taken += await deps.held.forget(workspace, [one.id]);
  }
  return { taken, stillHeld: waiting.length - taken };
}

/** Null when it was taken, else why it stays. */
async function readAgain(
  deps: DeliveryDeps,
  one: HeldDelivery,
): Promise<(HeldBack & { believed: boolean }) | null> {
  const { event, error, fix } = one;
  const source = await deps.sources.find(one.sourceId);
  const content = await deps.held.content(one.id);
  if (!source || !content) {
    return {
      believed: false,
      event,
      error,
      fix: 'It was too large to keep: let the vendor deliver it again.',
    };
  }
  const reader = webhookOf(source.vendor);
  const distrust = reader.verify(content, source.secrets, one.receivedAt.getTime());
  if (distrust) return { believed: false, event, error: distrust.refused, fix: distrust.fix };
  const { held, body } = await takeVerified(deps, source, reader, content);
  if (held) return { believed: true, ...held };
  if (source.paused && 'ignored' in body) return { believed: true, event, error: body.ignored, fix };
  return null;
}
