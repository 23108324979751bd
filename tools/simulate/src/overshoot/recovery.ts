import { setTimeout as wait } from 'node:timers/promises';
import type { Answer, Stand } from '../gateway/stand.ts';

/** What a killed gateway had leased, and how long it took until all of it was back. */
export interface Recovery {
  /** Whether the gateway was started again at once. */
  restarted: boolean;
  leases: number;
  /** From the kill on; null when it was not back in time. */
  seconds: number | null;
}

const status = (stand: Stand): Promise<Answer> => stand.api('GET', '/api/w/live/gateway');

/** Leases of the gateway at an address that were opened before a moment and still hold something. */
async function stillHeld(stand: Stand, gatewayId: string, before: string): Promise<number> {
  const { leases } = await status(stand);
  return (leases as Answer[]).filter(
    (lease) =>
      lease.gateway_id === gatewayId &&
      lease.opened_at < before &&
      lease.state !== 'closed' &&
      Number(lease.held) > 0,
  ).length;
}

export async function gatewayIdAt(stand: Stand, url: string): Promise<string> {
  const { gateways } = await status(stand);
  const found = (gateways as Answer[]).find((gateway) => gateway.url === url);
  if (!found) throw new Error(`the tower knows no gateway at ${url}`);
  return found.id as string;
}

/** Watches from a kill on until what was leased is back. */
export async function watchRecovery(
  stand: Stand,
  killed: { gatewayId: string; at: number; restarted: boolean },
  within: { seconds: number; stopping: AbortSignal },
): Promise<Recovery> {
  const before = new Date(killed.at).toISOString();
  const spent = () => (Date.now() - killed.at) / 1_000;
  let leases = 0;
  while (spent() < within.seconds && !within.stopping.aborted) {
    const held = await stillHeld(stand, killed.gatewayId, before).catch(() => 1);
    leases = Math.max(leases, held);
    if (held === 0) return { restarted: killed.restarted, leases, seconds: Math.round(spent() * 10) / 10 };
    await wait(500);
  }
  return { restarted: killed.restarted, leases, seconds: null };
}
