import { setTimeout as wait } from 'node:timers/promises';
import { parseUsd } from '@exchequer/model';
import type { Answer, Stand } from './stand.ts';

const live = '/api/w/live';

/** What the books say of an envelope, in 10⁻¹² USD. */
export interface EnvelopeAccount {
  limit: bigint;
  spent: bigint;
  /** Still held by leases and reservations. */
  held: bigint;
}

export async function accountOf(stand: Stand, envelopeId: string): Promise<EnvelopeAccount> {
  const { periods } = await stand.api('GET', `${live}/budget/envelopes/${envelopeId}/periods`);
  const current = periods[0] as Answer;
  return {
    limit: parseUsd(current.limit),
    spent: parseUsd(current.spent),
    held: parseUsd(current.reserved) + parseUsd(current.leased),
  };
}

/** Records that gateways have written and the tower has not taken in, and calls under way. */
export async function backlog(stand: Stand): Promise<{ records: number; inFlight: number }> {
  const { gateways } = await stand.api('GET', `${live}/gateway`);
  let [records, inFlight] = [0, 0];
  for (const gateway of gateways as Answer[]) {
    records += gateway.spool.records;
    inFlight += gateway.in_flight;
  }
  return { records, inFlight };
}

export const openHolds = async (stand: Stand): Promise<Answer[]> =>
  (await stand.api('GET', `${live}/budget/holds?state=open&limit=500`)).holds;

/** Waits until it is so, and says whether it came to that. */
export async function until(seconds: number, look: () => Promise<boolean>): Promise<boolean> {
  for (let waited = 0; waited < seconds * 1_000; waited += 250) {
    if (await look().catch(() => false)) return true;
    await wait(250);
  }
  return false;
}
